/** Which part of a trace is replayed, and when each of its requests is due. Pure arithmetic. */
import type { TraceLoad } from './load-rate.ts';
import type { RequestTrace } from './request-trace.ts';
import { msToS, sToMs } from './units.ts';

export interface Replay {
	/** Place in the trace of the first request that is replayed; those behind it follow. */
	from: number;
	/** Due moments, ms after the stage begins, never falling: (moment − first moment) / speed. */
	dueMs: Float64Array;
	/** Seconds of the trace that are replayed, from its first moment or the offset on. */
	spanS: number;
	/** Most requests that are due within one second of the replay. */
	peakPerS: number;
}

/** A trace in which everything comes at one moment lasts as long as the unit in which most traces are written. */
const shortestSpanS = 1;

/** The first place whose moment is not before `ms`. */
const placeAt = (atMs: Float64Array, ms: number): number => {
	let [low, high] = [0, atMs.length];
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((atMs[middle] as number) < ms) low = middle + 1;
		else high = middle;
	}
	return low;
};

const mostWithin = (dueMs: Float64Array, windowMs: number): number => {
	let [most, first] = [0, 0];
	for (let last = 0; last < dueMs.length; last++) {
		while ((dueMs[last] as number) - (dueMs[first] as number) >= windowMs) first++;
		most = Math.max(most, last - first + 1);
	}
	return most;
};

/** What a load replays of a trace; without requests where the trace has none there. */
export const replayOf = (
	{ atMs }: Pick<RequestTrace, 'atMs'>,
	{ speed, offsetS, limit }: Pick<TraceLoad, 'speed' | 'offsetS' | 'limit'>
): Replay => {
	const zeroMs = sToMs(offsetS ?? 0);
	const from = placeAt(atMs, zeroMs);
	const end =
		limit?.durationS === undefined ? atMs.length : placeAt(atMs, zeroMs + sToMs(limit.durationS));
	const to = Math.min(end, from + (limit?.requests ?? Infinity));
	const dueMs = atMs.slice(from, to).map((at) => (at - zeroMs) / speed);
	const reachesS = to > from ? msToS((atMs[to - 1] as number) - zeroMs) : 0;
	// A limit on requests may end it before the time is over, and so does the trace.
	const isCut = limit?.durationS !== undefined && to === end && end < atMs.length;
	return {
		from,
		dueMs,
		spanS: (isCut ? limit.durationS : reachesS) || shortestSpanS,
		peakPerS: mostWithin(dueMs, sToMs(1))
	};
};
