import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restOfSchedule } from '#bench/load/rest-of-schedule.ts';
import { createSchedule, type Schedule } from '#bench/load/schedule.ts';

const closed = (requests: number | null, durationMs: number | null): Schedule => ({
	kind: 'closed',
	concurrency: 2,
	requests,
	durationMs
});
const done = (places: number[], elapsedMs = 0) => ({
	places: new Set(places),
	next: Math.max(-1, ...places) + 1,
	elapsedMs
});

describe('what is left of a schedule', () => {
	it('are the requests of a closed loop that have no stored answer', () => {
		expect(restOfSchedule(closed(6, null), done([0, 1, 3]))).toEqual({
			schedule: closed(3, null),
			places: Uint32Array.from([2, 4, 5]),
			from: 0
		});
		expect(restOfSchedule(closed(2, null), done([0, 1]))).toBeNull();
	});

	it('is the time that is left where only time ends a closed loop', () => {
		expect(restOfSchedule(closed(null, 1_000), done([0, 1, 2], 400))).toEqual({
			schedule: closed(null, 600),
			places: null,
			from: 3
		});
		expect(restOfSchedule(closed(null, 1_000), done([0], 1_000))).toBeNull();
		expect(restOfSchedule(closed(9, 1_000), done([0], 1_001))).toBeNull();
	});

	it('are the arrivals of an open loop that were never due, and behind them those that were lost', () => {
		const schedule: Schedule = {
			kind: 'open',
			dueMs: Float64Array.from([0, 100, 200, 350, 400]),
			durationMs: 500
		};
		const rest = restOfSchedule(schedule, done([0, 2]));
		expect([...(rest?.places ?? [])]).toEqual([3, 4, 1]);
		expect([...(rest?.schedule as { dueMs: Float64Array }).dueMs]).toEqual([0, 50, 150]);
		expect(rest?.schedule).toMatchObject({ durationMs: 250 });
	});

	it('makes, with what is done, each place of the plan exactly once, however often it is broken off', () => {
		const shape = fc.oneof(
			fc.record({
				kind: fc.constant('poisson' as const),
				ratePerS: fc.integer({ min: 1, max: 40 }),
				durationS: fc.constant(3)
			}),
			fc.record({
				kind: fc.constant('closed' as const),
				concurrency: fc.integer({ min: 1, max: 5 }),
				requests: fc.integer({ min: 1, max: 90 })
			})
		);
		fc.assert(
			fc.property(
				shape,
				fc.integer({ min: 0, max: 1_000 }),
				// Of each try: how far it came, and which of its requests were lost in flight.
				fc.array(
					fc.record({
						share: fc.double({ min: 0, max: 1, noNaN: true }),
						lost: fc.integer({ min: 0, max: 3 })
					}),
					{
						maxLength: 6
					}
				),
				(load, seed, tries) => {
					const whole = createSchedule(load, seed);
					const count = whole.kind === 'open' ? whole.dueMs.length : (whole.requests as number);
					const stored: number[] = [];
					const measure = (share: number, lost: number): void => {
						const rest = restOfSchedule(whole, done(stored));
						if (!rest) return;
						const { places, schedule } = rest;
						if (!places) throw new Error('these loads are counted');
						if (schedule.kind === 'open') {
							expect(schedule.dueMs).toHaveLength(places.length);
							expect(schedule.dueMs).toEqual(schedule.dueMs.slice().sort());
							expect(schedule.dueMs.every((due) => due >= 0)).toBe(true);
						} else expect(schedule.requests).toBe(places.length);
						const begun = [...places.slice(0, Math.ceil(share * places.length))];
						stored.push(...begun.slice(0, Math.max(0, begun.length - lost)));
					};
					for (const { share, lost } of tries) measure(share, lost);
					measure(1, 0);
					expect(stored.toSorted((a, b) => a - b)).toEqual(
						Array.from({ length: count }, (_, place) => place)
					);
				}
			)
		);
	});
});
