/** When requests are due. A schedule is data, drawn from a seed before anything is sent. */
import type { LoadShape } from '#core/load-shape.ts';
import { createRandom } from '#core/random.ts';
import { sToMs } from '#core/units.ts';

export type Schedule =
	/** Request i is due at `dueMs[i]`, ms after the stage begins, whatever the answers do. */
	| { kind: 'open'; dueMs: Float64Array; durationMs: number }
	/** Each of `concurrency` users sends again when its answer has ended, until one of the limits is met. */
	| { kind: 'closed'; concurrency: number; requests: number | null; durationMs: number | null };

const constantDueTimes = (ratePerS: number, durationMs: number): Float64Array => {
	const gapMs = sToMs(1) / ratePerS;
	// The tolerance keeps 50/s over 5 s at 250 where the division is not exact.
	const count = Math.max(1, Math.ceil(durationMs / gapMs - 1e-9));
	return Float64Array.from({ length: count }, (_, i) => i * gapMs);
};

/** Exponential gaps; the number of arrivals is itself random, as it is in production. */
const poissonDueTimes = (ratePerS: number, durationMs: number, seed: number): Float64Array => {
	const random = createRandom(seed, 'poisson arrivals');
	const dueMs: number[] = [];
	const meanGapMs = sToMs(1) / ratePerS;
	for (let atMs = 0; ;) {
		// 1 − u is in (0, 1], so that the logarithm is finite.
		atMs += -Math.log(1 - random()) * meanGapMs;
		if (atMs >= durationMs) return Float64Array.from(dueMs);
		dueMs.push(atMs);
	}
};

/** The schedule of one stage. The same shape and seed give the same due times. */
export const createSchedule = (shape: LoadShape, seed: number): Schedule => {
	switch (shape.kind) {
		case 'closed':
			return {
				kind: 'closed',
				concurrency: shape.concurrency,
				requests: shape.requests ?? null,
				durationMs: shape.durationS === undefined ? null : sToMs(shape.durationS)
			};
		case 'constant': {
			const durationMs = sToMs(shape.durationS);
			return { kind: 'open', dueMs: constantDueTimes(shape.ratePerS, durationMs), durationMs };
		}
		case 'poisson': {
			const durationMs = sToMs(shape.durationS);
			return {
				kind: 'open',
				dueMs: poissonDueTimes(shape.ratePerS, durationMs, seed),
				durationMs
			};
		}
	}
};

/** Most requests that a shape can send; null for a closed loop that only time ends. */
export const plannedRequests = (shape: LoadShape, seed: number): number | null => {
	const schedule = createSchedule(shape, seed);
	return schedule.kind === 'open' ? schedule.dueMs.length : schedule.requests;
};

/** `total` in `parts` whole shares that differ by at most one; the first ones are the larger. */
export const splitEvenly = (total: number, parts: number): number[] =>
	Array.from({ length: parts }, (_, i) => Math.floor(total / parts) + (i < total % parts ? 1 : 0));
