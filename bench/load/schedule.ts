/** When requests are due. A schedule is data, drawn from a seed before anything is sent. */
import { BenchError } from '#core/errors.ts';
import { isOpenLoop, openSendingS, replayedOf, type OpenLoad } from '#core/load-rate.ts';
import type { MixLoad, RunLoad } from '#core/stage-load.ts';
import { sToMs } from '#core/units.ts';
import { arrivalProcessOf, arrivalsOf, constantCount } from './schedule/arrival-process.ts';
import { placesOfMix } from './schedule/mix-places.ts';
import { operationalTimeOf } from './schedule/operational-time.ts';

export type Schedule =
	/** Request i is due at `dueMs[i]`, ms after the stage begins, whatever the answers do. */
	| { kind: 'open'; dueMs: Float64Array; durationMs: number }
	/** Each of `concurrency` users sends again when its answer has ended, until one of the limits is met. */
	| { kind: 'closed'; concurrency: number; requests: number | null; durationMs: number | null };

/** The due moments of an open loop, one after the other, ms; the number of random arrivals is itself random, as it is in production. */
export function* dueTimesOf(load: OpenLoad, seed: number): Generator<number> {
	const axis = operationalTimeOf(load);
	for (const place of arrivalsOf(arrivalProcessOf(load), axis, seed)) yield axis.toMs(place);
}

/** Those of them that ask the scenario of a stage of a mix. */
function* dueTimesOfShare(load: MixLoad, seed: number): Generator<number> {
	const places = placesOfMix(load, seed);
	for (const dueMs of dueTimesOf(load.load, seed)) {
		if (places.next().value === load.place) yield dueMs;
	}
}

/** How many arrivals of a mix ask each of its scenarios, in their order. */
export const requestsOfMix = (mix: Omit<MixLoad, 'place'>, seed: number): number[] => {
	const counts = mix.scenarios.map(() => 0);
	const places = placesOfMix(mix, seed);
	for (let left = plannedRequests(mix.load, seed) ?? 0; left > 0; left--) {
		const place = places.next().value;
		counts[place] = (counts[place] ?? 0) + 1;
	}
	return counts;
};

/**
 * The schedule of one stage. The same shape and seed give the same due times; those of a trace are no matter of chance, and come from its
 * file: `replayDueMs`.
 */
export const createSchedule = (
	shape: RunLoad,
	seed: number,
	replayDueMs?: Float64Array
): Schedule => {
	if (!isOpenLoop(shape)) {
		const { concurrency, requests = null } = shape;
		if (shape.kind === 'batch') {
			// A slot without a request would be none.
			const slots = Math.min(concurrency, requests ?? Infinity);
			return { kind: 'closed', concurrency: slots, requests, durationMs: null };
		}
		const durationMs = shape.durationS === undefined ? null : sToMs(shape.durationS);
		return { kind: 'closed', concurrency, requests, durationMs };
	}
	const durationMs = sToMs(openSendingS(shape));
	if (shape.kind !== 'trace') {
		const dueTimes = shape.kind === 'mix' ? dueTimesOfShare(shape, seed) : dueTimesOf(shape, seed);
		return { kind: 'open', dueMs: Float64Array.from(dueTimes), durationMs };
	}
	if (!replayDueMs) {
		throw new BenchError('E_INTERNAL', `the trace ${shape.file} has no due moments`);
	}
	return { kind: 'open', dueMs: replayDueMs, durationMs };
};

/** Most requests that a shape can send; null for a closed loop that only time ends. */
export const plannedRequests = (shape: RunLoad, seed: number): number | null => {
	if (!isOpenLoop(shape)) return shape.requests ?? null;
	if (shape.kind === 'trace') return replayedOf(shape).requests;
	if (shape.kind === 'mix') return requestsOfMix(shape, seed)[shape.place] ?? 0;
	const axis = operationalTimeOf(shape);
	const process = arrivalProcessOf(shape);
	if (process.kind === 'constant') return constantCount(axis.meanGap, axis.end);
	const places = arrivalsOf(process, axis, seed)[Symbol.iterator]();
	let count = 0;
	while (!places.next().done) count++;
	return count;
};

/** `total` in `parts` whole shares that differ by at most one; the first ones are the larger. */
export const splitEvenly = (total: number, parts: number): number[] =>
	Array.from({ length: parts }, (_, i) => Math.floor(total / parts) + (i < total % parts ? 1 : 0));
