import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '#core/random.ts';
import {
	createPerformanceModel,
	decodeStepOf,
	prefillOf,
	stationTimesOf
} from '#bench/endpoints/emulator/performance-model.ts';
import type { PerformanceModel, Sequence } from '#bench/endpoints/emulator/performance-model.ts';

interface Seen {
	admittedMs: number | null;
	refusedMs: number | null;
	tokenMs: number[];
}

interface Arrival {
	atMs: number;
	promptTokens: number;
	outputTokens: number;
	overheadMs?: number;
}

type Performance = Parameters<typeof createPerformanceModel>[0];

const base: Performance = {
	prefillTokensPerS: 1_000,
	decodeStepMs: 10,
	decodeStepPerSequenceMs: 0,
	slots: 4,
	queueLimit: 1_000
};

/** A model that writes down all it says, in one list of moments as well. */
const record = (
	performance: Performance
): { model: PerformanceModel<Seen>; momentsMs: number[]; batches: Map<number, number> } => {
	const momentsMs: number[] = [];
	/** Moment of a step → tokens given at it. */
	const batches = new Map<number, number>();
	const model = createPerformanceModel<Seen>(performance, {
		admitted: ({ owner }, atMs) => {
			owner.admittedMs = atMs;
			momentsMs.push(atMs);
		},
		refused: ({ owner }, atMs) => {
			owner.refusedMs = atMs;
			momentsMs.push(atMs);
		},
		token: ({ owner }, atMs) => {
			owner.tokenMs.push(atMs);
			momentsMs.push(atMs);
			batches.set(atMs, (batches.get(atMs) ?? 0) + 1);
		}
	});
	return { model, momentsMs, batches };
};

/** Plays arrivals (in order of time) to the end, and the list of what each of them saw. */
const play = (
	performance: Performance,
	arrivals: readonly Arrival[]
): { seen: Seen[]; momentsMs: number[]; batches: Map<number, number> } => {
	const { model, momentsMs, batches } = record(performance);
	const seen = arrivals.map(({ atMs, promptTokens, outputTokens, overheadMs = 0 }) => {
		const owner: Seen = { admittedMs: null, refusedMs: null, tokenMs: [] };
		model.advance(atMs);
		model.arrive(atMs, { owner, promptTokens, outputTokens, overheadMs });
		return owner;
	});
	model.advance(Number.MAX_VALUE);
	expect(model.nextDueMs()).toBeNull();
	expect(model.occupancy()).toEqual({ inside: 0, decoding: 0 });
	return { seen, momentsMs, batches };
};

test('a single request gets its first token after overhead, prefill and one step, then one token a step', () => {
	const { seen } = play(base, [{ atMs: 5, promptTokens: 200, outputTokens: 4, overheadMs: 30 }]);
	expect(seen[0]?.admittedMs).toBe(35);
	expect(seen[0]?.tokenMs).toEqual([245, 255, 265, 275]);
});

test('every further sequence in the batch lengthens the step by its share', () => {
	const performance = { ...base, decodeStepPerSequenceMs: 2, prefillTokensPerS: 1e12 };
	const { seen } = play(
		performance,
		Array.from({ length: 4 }, () => ({ atMs: 0, promptTokens: 0, outputTokens: 5 }))
	);
	// The first starts alone; the others join at the next step, which takes 10 + 2 × 3 ms.
	expect(seen[0]?.tokenMs).toEqual([10, 26, 42, 58, 74]);
	expect(seen[3]?.tokenMs.at(0)).toBe(26);
	expect(seen[3]?.tokenMs.at(-1)).toBe(74 + 14);
});

test('the prefill lane is a first-come-first-served queue: Lindley’s recursion holds exactly', () => {
	const arrival = fc.record({
		gapMs: fc.double({ min: 0, max: 300, noNaN: true }),
		promptTokens: fc.integer({ min: 0, max: 400 })
	});
	const performance = { ...base, slots: 1_000, decodeStepMs: 1e-6 };
	fc.assert(
		fc.property(fc.array(arrival, { minLength: 1, maxLength: 40 }), (gaps) => {
			let atMs = 0;
			const arrivals = gaps.map(({ gapMs, promptTokens }) => {
				atMs += gapMs;
				return { atMs, promptTokens, outputTokens: 1 };
			});
			const { seen } = play(performance, arrivals);
			let freeMs = 0;
			arrivals.forEach((one, i) => {
				freeMs = Math.max(one.atMs, freeMs) + prefillOf(performance, one.promptTokens);
				// A token waits for the step in progress at most, here 2e-6 ms.
				expect(seen[i]?.tokenMs[0]).toBeGreaterThanOrEqual(freeMs);
				expect(seen[i]?.tokenMs[0]).toBeLessThan(freeMs + 1e-4);
			});
		})
	);
});

test('Poisson arrivals of equal prompts wait as long as Pollaczek and Khinchine say for M/D/1', () => {
	const performance = { ...base, slots: 10_000, decodeStepMs: 1e-6, queueLimit: 1e6 };
	const serviceMs = prefillOf(performance, 100);
	for (const load of [0.3, 0.6, 0.8]) {
		const random = createRandom(11, `md1:${load}`);
		let atMs = 0;
		const arrivals = Array.from({ length: 60_000 }, () => {
			atMs += (-Math.log(1 - random()) * serviceMs) / load;
			return { atMs, promptTokens: 100, outputTokens: 1 };
		});
		const { seen } = play(performance, arrivals);
		const waitMs =
			seen.reduce(
				(sum, { tokenMs }, i) => sum + ((tokenMs[0] ?? NaN) - arrivals[i]!.atMs - serviceMs),
				0
			) / arrivals.length;
		const expectedMs = (load * serviceMs) / (2 * (1 - load));
		expect(Math.abs(waitMs / expectedMs - 1)).toBeLessThan(0.05);
	}
});

test('saturated, the server gives slots / step(slots) tokens per ms', () => {
	const performance = { ...base, slots: 8, decodeStepPerSequenceMs: 1.5, prefillTokensPerS: 1e9 };
	const requests = 800;
	const outputTokens = 50;
	const { seen } = play(
		performance,
		Array.from({ length: requests }, () => ({ atMs: 0, promptTokens: 10, outputTokens }))
	);
	const endMs = Math.max(...seen.map(({ tokenMs }) => tokenMs.at(-1) ?? NaN));
	const perMs = (requests * outputTokens) / endMs;
	const expected = performance.slots / decodeStepOf(performance, performance.slots);
	// The first step runs with one sequence and the last ones with fewer than all slots.
	expect(Math.abs(perMs / expected - 1)).toBeLessThan(0.01);
});

test('in a steady batch the tokens of one sequence are exactly one step apart', () => {
	const performance = { ...base, decodeStepPerSequenceMs: 2.5, prefillTokensPerS: 1e12 };
	const { seen } = play(
		performance,
		Array.from({ length: 4 }, () => ({ atMs: 0, promptTokens: 0, outputTokens: 20 }))
	);
	const gaps = seen[1]!.tokenMs.slice(1, 19).map((ms, i) => ms - seen[1]!.tokenMs[i]!);
	for (const gapMs of gaps) expect(gapMs).toBeCloseTo(decodeStepOf(performance, 4), 9);
});

test('with slots + queueLimit requests inside, the next is refused when its overhead is over', () => {
	const performance = { ...base, slots: 2, queueLimit: 3 };
	const { seen } = play(
		performance,
		Array.from({ length: 7 }, () => ({
			atMs: 0,
			promptTokens: 10,
			outputTokens: 5,
			overheadMs: 4
		}))
	);
	expect(seen.map(({ refusedMs }) => refusedMs)).toEqual([null, null, null, null, null, 4, 4]);
	expect(seen.slice(0, 5).every(({ tokenMs }) => tokenMs.length === 5)).toBe(true);
});

test('a queue limit of 0 lets in as many requests as there are slots', () => {
	const { seen } = play(
		{ ...base, slots: 3, queueLimit: 0 },
		Array.from({ length: 5 }, () => ({ atMs: 0, promptTokens: 10, outputTokens: 5 }))
	);
	expect(seen.map(({ refusedMs }) => refusedMs !== null)).toEqual([
		false,
		false,
		false,
		true,
		true
	]);
});

test('a request that leaves gets nothing more and gives its place to the next', () => {
	const { model } = record({ ...base, slots: 1, prefillTokensPerS: 1e12 });
	const owners = [0, 1].map((): Seen => ({ admittedMs: null, refusedMs: null, tokenMs: [] }));
	const sequences: Sequence<Seen>[] = owners.map((owner) =>
		model.arrive(0, { owner, promptTokens: 0, outputTokens: 3, overheadMs: 0 })
	);
	model.advance(10);
	model.leave(sequences[0]!);
	model.leave(sequences[0]!);
	expect(model.occupancy().inside).toBe(1);
	model.advance(1_000);
	expect(owners[0]!.tokenMs).toEqual([10]);
	// The step in progress runs to its end at 20; the place is given out then.
	expect(owners[1]!.tokenMs).toEqual([30, 40, 50]);
});

const randomPerformance = fc.record({
	prefillTokensPerS: fc.double({ min: 10, max: 1e5, noNaN: true }),
	decodeStepMs: fc.double({ min: 0.1, max: 50, noNaN: true }),
	decodeStepPerSequenceMs: fc.double({ min: 0, max: 5, noNaN: true }),
	slots: fc.integer({ min: 1, max: 6 }),
	queueLimit: fc.integer({ min: 0, max: 12 })
});

const randomArrival = fc.record({
	gapMs: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 400, noNaN: true })),
	promptTokens: fc.integer({ min: 0, max: 300 }),
	outputTokens: fc.integer({ min: 1, max: 20 }),
	overheadMs: fc.double({ min: 0, max: 100, noNaN: true }),
	/** Tokens after which the client goes; null if it stays. */
	leavesAfter: fc.option(fc.integer({ min: 0, max: 20 }), { freq: 3 })
});

test('whatever comes, no token is lost or doubled, time never runs back, batches fit and order holds', () => {
	fc.assert(
		fc.property(
			randomPerformance,
			fc.array(randomArrival, { maxLength: 40 }),
			fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { maxLength: 5 }),
			(performance, plans, extraAdvancesMs) => {
				const momentsMs: number[] = [];
				const stepTokens = new Map<number, number>();
				const admitted: number[] = [];
				const firstTokens: number[] = [];
				const produced = plans.map(() => 0);
				const refused = plans.map(() => false);
				const sequences: Sequence<number>[] = [];
				const model = createPerformanceModel<number>(performance, {
					admitted: ({ owner }, atMs) => {
						momentsMs.push(atMs);
						admitted.push(owner);
						if (plans[owner]!.leavesAfter === 0) model.leave(sequences[owner]!);
					},
					refused: ({ owner }, atMs) => {
						momentsMs.push(atMs);
						refused[owner] = true;
					},
					token: (sequence, atMs) => {
						const { owner } = sequence;
						momentsMs.push(atMs);
						stepTokens.set(atMs, (stepTokens.get(atMs) ?? 0) + 1);
						produced[owner] = (produced[owner] ?? 0) + 1;
						expect(sequence.producedTokens).toBe(produced[owner]);
						if (produced[owner] === 1) firstTokens.push(owner);
						if (produced[owner] === plans[owner]!.leavesAfter) model.leave(sequence);
						expect(model.occupancy().decoding).toBeLessThanOrEqual(performance.slots);
						expect(model.occupancy().inside).toBeLessThanOrEqual(
							performance.slots + performance.queueLimit
						);
					}
				});
				let atMs = 0;
				plans.forEach((plan, owner) => {
					for (const extraMs of extraAdvancesMs)
						model.advance(Math.min(atMs + extraMs, atMs + plan.gapMs));
					atMs += plan.gapMs;
					model.advance(atMs);
					sequences[owner] = model.arrive(atMs, { owner, ...plan });
				});
				model.advance(Number.MAX_VALUE);

				expect(model.nextDueMs()).toBeNull();
				expect(model.occupancy()).toEqual({ inside: 0, decoding: 0 });
				plans.forEach(({ outputTokens, leavesAfter }, owner) => {
					const wanted = refused[owner] ? 0 : Math.min(outputTokens, leavesAfter ?? Infinity);
					expect(produced[owner]).toBe(wanted);
				});
				for (let i = 1; i < momentsMs.length; i++) {
					expect(momentsMs[i]).toBeGreaterThanOrEqual(momentsMs[i - 1]!);
				}
				for (const tokens of stepTokens.values()) {
					expect(tokens).toBeLessThanOrEqual(performance.slots);
				}
				expect(firstTokens).toEqual(admitted.filter((owner) => produced[owner]! > 0));
			}
		),
		{ numRuns: 300 }
	);
});

test('queue, prefill and decoding add up to the time from coming in to a token, and each is what the settings make it', () => {
	fc.assert(
		fc.property(
			randomPerformance,
			fc.array(randomArrival, { minLength: 1, maxLength: 30 }),
			(performance, plans) => {
				let nowMs = 0;
				let tokens = 0;
				const model = createPerformanceModel<null>(performance, {
					admitted: () => undefined,
					refused: () => undefined,
					token: (sequence, atMs) => {
						tokens += 1;
						const times = stationTimesOf(sequence, atMs);
						const { queueMs, prefillMs, decodeMs } = times;
						const insideMs = atMs - (sequence.admittedMs ?? NaN);
						expect(queueMs + prefillMs + decodeMs).toBeCloseTo(insideMs, 6);
						expect(prefillMs).toBeCloseTo(prefillOf(performance, sequence.promptTokens), 6);
						expect(queueMs).toBeGreaterThanOrEqual(-1e-9);
						const steps = sequence.producedTokens;
						expect(decodeMs).toBeGreaterThanOrEqual(steps * decodeStepOf(performance, 1) - 1e-6);
						expect(decodeMs).toBeLessThanOrEqual(
							steps * decodeStepOf(performance, performance.slots) + 1e-6
						);
					}
				});
				for (const { gapMs, ...request } of plans) {
					nowMs += gapMs;
					model.advance(nowMs);
					model.arrive(nowMs, { owner: null, ...request });
				}
				model.advance(Number.MAX_VALUE);
				expect(tokens).toBeGreaterThan(0);
			}
		)
	);
});

test('how often time is advanced in between changes nothing', () => {
	fc.assert(
		fc.property(
			randomPerformance,
			fc.array(randomArrival, { maxLength: 15 }),
			fc.integer({ min: 1, max: 30 }),
			(performance, plans, pieces) => {
				let atMs = 0;
				const arrivals = plans.map(({ gapMs, ...rest }) => ({ atMs: (atMs += gapMs), ...rest }));
				const inOneGo = play(performance, arrivals);
				const { model, momentsMs } = record(performance);
				let nowMs = 0;
				for (const arrival of arrivals) {
					for (let i = 1; i < pieces; i++) {
						model.advance(nowMs + ((arrival.atMs - nowMs) * i) / pieces);
					}
					nowMs = arrival.atMs;
					model.advance(nowMs);
					const owner: Seen = { admittedMs: null, refusedMs: null, tokenMs: [] };
					model.arrive(nowMs, { owner, ...arrival });
				}
				for (let due = model.nextDueMs(); due !== null; due = model.nextDueMs()) model.advance(due);
				expect(momentsMs).toEqual(inOneGo.momentsMs);
			}
		),
		{ numRuns: 100 }
	);
});
