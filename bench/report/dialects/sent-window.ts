/** Spans of time that tools divide by, and peaks that they count. */
import { msToS } from '#core/units.ts';
import { Unknown, type Known } from './known.ts';
import type { SentRequest } from './recording.ts';

const latest = (moments: readonly number[]): number =>
	moments.reduce((last, each) => Math.max(last, each), -Infinity);
const earliest = (moments: readonly number[]): number =>
	moments.reduce((first, each) => Math.min(first, each), Infinity);

const nothingSent = new Unknown('nothing was sent');

const endsOf = (requests: readonly SentRequest[]): number[] =>
	requests.map(({ endMs, sentMs }) => endMs ?? sentMs);

/** From the beginning of the stage to the end of the last request, failed ones and drain included, s. */
export const wholeRunS = (sent: readonly SentRequest[]): Known<number> =>
	sent.length === 0 ? nothingSent : msToS(latest(endsOf(sent)));

/** From the first sending to the end of the last request, s. */
export const sentToEndS = (sent: readonly SentRequest[]): Known<number> =>
	sent.length === 0
		? nothingSent
		: msToS(latest(endsOf(sent)) - earliest(sent.map(({ sentMs }) => sentMs)));

/** A request as it lay in time, ms. */
export interface Interval {
	startMs: number;
	endMs: number;
}

/** From the first start to the last end, s. */
export const spanS = (intervals: readonly Interval[]): Known<number> =>
	intervals.length === 0
		? new Unknown('no request succeeded')
		: msToS(
				latest(intervals.map(({ endMs }) => endMs)) -
					earliest(intervals.map(({ startMs }) => startMs))
			);

/** Most chunks that came in one second, the seconds counted from the first start of a request: what vLLM and SGLang call peak tokens. */
export const peakChunksPerS = (
	chunkMs: readonly (readonly number[])[],
	intervals: readonly Interval[]
): number => {
	const firstMs = earliest(intervals.map(({ startMs }) => startMs));
	const counts = new Map<number, number>();
	for (const atMs of chunkMs.flat()) {
		const second = Math.floor(msToS(atMs - firstMs));
		counts.set(second, (counts.get(second) ?? 0) + 1);
	}
	return latest([0, ...counts.values()]);
};

/** Most requests in flight at a moment; one that ends as another starts makes room for it. */
export const peakInFlight = (intervals: readonly Interval[]): number => {
	const changes = intervals
		.flatMap(({ startMs, endMs }) => [
			{ atMs: startMs, by: 1 },
			{ atMs: endMs, by: -1 }
		])
		.sort((a, b) => a.atMs - b.atMs || a.by - b.by);
	let inFlight = 0;
	let peak = 0;
	for (const { by } of changes) {
		inFlight += by;
		peak = Math.max(peak, inFlight);
	}
	return peak;
};

/** Most requests whose time touches the same second, the seconds counted from the first start. */
export const peakPerSecond = (intervals: readonly Interval[]): number => {
	const firstMs = earliest(intervals.map(({ startMs }) => startMs));
	const secondOf = (atMs: number): number => Math.floor(msToS(atMs - firstMs));
	const counts = new Map<number, number>();
	for (const { startMs, endMs } of intervals) {
		for (let second = secondOf(startMs); second <= secondOf(endMs); second++) {
			counts.set(second, (counts.get(second) ?? 0) + 1);
		}
	}
	return latest([0, ...counts.values()]);
};
