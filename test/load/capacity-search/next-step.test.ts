/** A search for the capacity: on queues in virtual time whose capacity theory gives, and step by step. */
import { describe, expect, it } from 'vitest';
import { measureCapacity } from '#bench/economics/capacity/capacity.ts';
import { nextStep } from '#bench/load/capacity-search/next-step.ts';
import type { SearchedStage } from '#bench/load/capacity-search/search.ts';
import { capacityOfMD1, capacityOfMM1, capacityOfMMc } from './closed-values.ts';
import {
	deterministic,
	exponential,
	searchDefaults,
	searchVirtually,
	type QueueModel
} from './virtual-queue.ts';

describe('the closed values', () => {
	it('agree where the models are one, and with the textbook', () => {
		expect(capacityOfMMc(1, 10, 100)).toBeCloseTo(capacityOfMM1(10, 100), 6);
		expect(capacityOfMM1(10, 100)).toBeCloseTo(100 - Math.log(20) / 0.1, 9);
		// Without a place to wait in time only those that find the server free are on time: P(W = 0) = 1 − ρ.
		expect(capacityOfMD1(10, 10)).toBeCloseTo(5, 6);
	});
});

describe('a search on a queue', () => {
	const seeds = Array.from({ length: 12 }, (_, i) => i + 1);
	it.each<[string, QueueModel, number, number]>([
		['M/M/1', { servers: 1, serviceMs: exponential(10) }, 100, capacityOfMM1(10, 100)],
		['M/D/1', { servers: 1, serviceMs: deterministic(10) }, 50, capacityOfMD1(10, 50)],
		['M/M/4', { servers: 4, serviceMs: exponential(40) }, 200, capacityOfMMc(4, 40, 200)]
	])('%s finds the closed value within its interval, nearly always', (_, model, sloMs, closed) => {
		const found = seeds.map((seed) => {
			const { history, end } = searchVirtually(model, sloMs, {
				seed,
				precision: 0.1,
				maxRequests: 100_000
			});
			const capacity = measureCapacity(history.map(({ evidence }) => evidence));
			if (capacity.state !== 'measured') throw new Error(end.reason);
			return capacity;
		});
		const errors = found.map(({ kappaPerS }) => Math.abs(kappaPerS / closed - 1));
		// Of a dozen; `npm run perf:capacity -- --simulate 200` prints the whole distribution.
		expect(errors.filter((error) => error <= 0.1).length).toBeGreaterThanOrEqual(10);
		expect(Math.max(...errors)).toBeLessThan(0.2);
		const holding = found.filter(
			({ lowPerS, highPerS }) => lowPerS <= closed && closed <= highPerS
		);
		expect(holding.length).toBeGreaterThanOrEqual(9);
	});

	it('says the same again for the same seed', () => {
		const model = { servers: 4, serviceMs: exponential(40) };
		const search = () => searchVirtually(model, 200, { seed: 3, precision: 0.2, maxStages: 12 });
		expect(search()).toStrictEqual(search());
	});

	it('ends at once with no rate where an idle endpoint is too slow already', () => {
		const { history, end } = searchVirtually({ servers: 1, serviceMs: deterministic(10) }, 9, {});
		expect(end.why).toBe('no-rate');
		expect(history.map(({ purpose }) => purpose)).toStrictEqual(['probe']);
		expect(measureCapacity(history.map(({ evidence }) => evidence))).toMatchObject({
			state: 'none',
			kappaPerS: 0
		});
	});

	it('looks at the idle endpoint longer where a few requests cannot tell, and finds that no rate will do', () => {
		// One in eight is too slow by itself.
		const serviceMs = (uniform: number): number => (uniform < 0.125 ? 80 : 5);
		const { history, end } = searchVirtually({ servers: 64, serviceMs }, 50, {});
		expect(end.why).toBe('no-rate');
		expect(history.length).toBeLessThan(12);
	});

	it('goes down from a start that is far too high, and up from one that is far too low', () => {
		const model = { servers: 1, serviceMs: deterministic(10) };
		const closed = capacityOfMD1(10, 50);
		for (const startRatePerS of [3, 3_000]) {
			const { history } = searchVirtually(model, 50, {
				startRatePerS,
				precision: 0.2,
				maxStages: 40
			});
			const capacity = measureCapacity(history.map(({ evidence }) => evidence));
			expect(capacity.state).toBe('measured');
			if (capacity.state !== 'measured') continue;
			expect(Math.abs(capacity.kappaPerS / closed - 1)).toBeLessThan(0.3);
		}
	});

	it.each([
		[{ maxStages: 4 }, 'max-stages'],
		[{ maxDurationS: 20 }, 'max-duration'],
		[{ maxRequests: 1_000 }, 'max-requests'],
		[{ maxRatePerS: 30 }, 'rate-limit-of-client']
	] as const)('keeps to %j', (limits, why) => {
		const { history, end } = searchVirtually(
			{ servers: 1, serviceMs: exponential(10) },
			100,
			limits
		);
		expect(end.why).toBe(why);
		const sum = (of: (stage: SearchedStage) => number): number =>
			history.reduce((total, stage) => total + of(stage), 0);
		if ('maxStages' in limits) expect(history).toHaveLength(limits.maxStages);
		// Arrivals vary, and the last answers take their time.
		if ('maxDurationS' in limits) expect(sum(({ elapsedS }) => elapsedS)).toBeLessThan(22);
		if ('maxRequests' in limits)
			expect(sum(({ evidence }) => evidence.samples)).toBeLessThan(1_150);
		if ('maxRatePerS' in limits) {
			expect(Math.max(...history.map(({ ratePerS }) => ratePerS ?? 0))).toBe(30);
		}
	});
});

describe('the next step', () => {
	const settings = { ...searchDefaults, startRatePerS: 8 };
	const stageAt = (
		ratePerS: number,
		sloMetShare: number,
		changes: Partial<SearchedStage['evidence']> = {},
		purpose: SearchedStage['purpose'] = 'bracket'
	): SearchedStage => ({
		purpose,
		ratePerS,
		durationS: 100,
		elapsedS: 100,
		e2eMeanMs: 50,
		evidence: {
			stageId: `${String(ratePerS)} ${purpose}`,
			offeredPerS: ratePerS,
			nominalPerS: ratePerS,
			answeredPerS: ratePerS,
			completedShare: 1,
			sloMetShare,
			samples: 10_000,
			validity: 'valid',
			sloShare: 0.95,
			nodes: 1,
			variesRate: false,
			// Nothing depends on anything: every twentieth is like the others, but for a little.
			batches: Array.from({ length: 20 }, (_, i) => ({
				requests: 500,
				completed: 500,
				met: Math.round(500 * sloMetShare) + (i % 2 === 0 ? 3 : -3) * Number(sloMetShare < 0.99),
				e2eMeanMs: 50 + (i % 2)
			})),
			...changes
		}
	});

	it('begins with a probe, or with the rate that it was given', () => {
		expect(nextStep(searchDefaults, [])).toStrictEqual({ kind: 'probe', requests: 10 });
		expect(nextStep(settings, [])).toMatchObject({ purpose: 'bracket', ratePerS: 8 });
	});

	it('doubles what passes, halves the range geometrically, and repeats the ends of a narrow one', () => {
		expect(nextStep(settings, [stageAt(8, 1)])).toMatchObject({ purpose: 'bracket', ratePerS: 16 });
		const enclosed = [stageAt(8, 1), stageAt(16, 0.5)];
		expect(nextStep(settings, enclosed)).toMatchObject({
			purpose: 'bisect',
			ratePerS: Number(Math.sqrt(128).toPrecision(4))
		});
		const narrow = [
			...enclosed,
			stageAt(10, 0.955, {}, 'bisect'),
			stageAt(10.8, 0.945, {}, 'bisect')
		];
		const step = nextStep(settings, narrow);
		expect(step).toMatchObject({ purpose: 'repeat' });
		expect([10, 10.8]).toContain(step.kind === 'stage' ? step.ratePerS : null);
	});

	it('tries a rate again that the client could not send, and then says that the capacity is at least the one below', () => {
		const bound = stageAt(16, 1, { validity: 'client-bound' });
		expect(nextStep(settings, [stageAt(8, 1), bound])).toMatchObject({ ratePerS: 16 });
		const end = nextStep(settings, [stageAt(8, 1), bound, bound]);
		expect(end).toMatchObject({ kind: 'done', why: 'client-limit' });
		expect(end.kind === 'done' ? end.reason : '').toBe(
			'this machine cannot send 16/s as it should be sent, so that the capacity is at least 8/s'
		);
	});

	it('measures a rate twice as long that was not steady', () => {
		const unsteady = stageAt(16, 1, { validity: 'unsteady' });
		expect(nextStep(settings, [stageAt(8, 1), unsteady])).toMatchObject({
			ratePerS: 16,
			durationS: 200
		});
	});

	it('takes a rate that is overloaded for one that fails, though it is not valid', () => {
		const overloaded = stageAt(16, 0.3, { validity: 'unsteady', overload: 'saturated' });
		expect(nextStep(settings, [stageAt(8, 1), overloaded])).toMatchObject({ purpose: 'bisect' });
		const refused = stageAt(16, 0.7, { validity: 'error-bound', overload: 'rate-limited' });
		expect(nextStep(settings, [stageAt(8, 1), refused])).toMatchObject({ purpose: 'bisect' });
	});
});
