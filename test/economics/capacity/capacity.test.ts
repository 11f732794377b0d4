/** Capacity from measured load levels: interpolated between them, never beyond, refused in words that say what to run. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	kappaParameter,
	measureCapacity,
	renderCapacityMethod,
	type MeasuredCapacity
} from '#bench/economics/capacity/capacity.ts';
import type { CapacityRefusal } from '#bench/economics/capacity/capacity-refusal.ts';
import { capacityStageOf, type CapacityStage } from '#bench/economics/capacity/capacity-stage.ts';
import { sampleStage, sampleSummary } from '../../db/support/samples.ts';

const stage = (
	offeredPerS: number | null,
	sloMetShare: number | null,
	changes: Partial<CapacityStage> = {}
): CapacityStage => ({
	stageId: `at ${String(offeredPerS)}`,
	offeredPerS,
	variesRate: false,
	answeredPerS: offeredPerS ?? 1,
	completedShare: 1,
	sloMetShare,
	samples: 1_000,
	validity: 'valid',
	sloShare: 0.95,
	nodes: 1,
	...changes
});

const measured = (stages: CapacityStage[]): MeasuredCapacity => {
	const capacity = measureCapacity(stages);
	if (capacity.state !== 'measured') throw new Error(capacity.reason);
	return capacity;
};

const refused = (stages: CapacityStage[]): CapacityRefusal => {
	const capacity = measureCapacity(stages);
	if (capacity.state !== 'refused') throw new Error(`measured ${String(capacity.kappaPerS)}`);
	return capacity;
};

describe('capacity', () => {
	it('lies where the share that met the objective crosses what is wanted, on a line between tested rates', () => {
		const capacity = measured([stage(4, 0.97), stage(2, 1), stage(6, 0.91), stage(8, 0.2)]);
		// A third of the way from 97 % at 4/s to 91 % at 6/s.
		expect(capacity.kappaPerS).toBeCloseTo(4 + 2 / 3, 12);
		expect(renderCapacityMethod(capacity)).toBe('interpolated between 4/s and 6/s');
		expect(capacity.stages.map(({ role }) => role)).toStrictEqual([
			'passing',
			'passing',
			'failing',
			'above-first-failing'
		]);
		expect(capacity.notes).toStrictEqual([]);
	});

	it('is the highest passing rate where no valid rate fails, and says that it may be more', () => {
		const capacity = measured([stage(4, 0.97), stage(2, 1)]);
		expect(capacity).toMatchObject({ kappaPerS: 4, highPerS: 4 });
		expect(renderCapacityMethod(capacity)).toBe('highest passing rate 4/s');
		expect(capacity.notes).toStrictEqual([
			'no higher rate was measured validly, so this is the least that the endpoint can do; a run above 4/s would show more'
		]);
	});

	it('takes nothing from levels that are not valid, be they good or bad', () => {
		const invalid = (['client-bound', 'unsteady', 'too-few-samples', 'error-bound'] as const).map(
			(validity, i) => stage(10 + i, i % 2, { validity })
		);
		const capacity = measured([stage(4, 0.97), ...invalid]);
		expect(capacity.kappaPerS).toBe(4);
		expect(capacity.stages.map(({ role }) => role)).toStrictEqual([
			'passing',
			...invalid.map(() => 'not-valid')
		]);
		expect(capacity.notes).toContain('11/s is unsteady and does not count');
		expect(measured([stage(4, 0.97), stage(3, 0, { validity: 'client-bound' })]).kappaPerS).toBe(4);
	});

	it('needs 95 % of the requests answered, whatever share of them must be in time', () => {
		const share = { sloShare: 0.5 };
		const capacity = measured([
			stage(4, 0.9, { ...share, completedShare: 0.99 }),
			stage(8, 0.6, { ...share, completedShare: 0.91 })
		]);
		expect(capacity.kappaPerS).toBeCloseTo(6, 12);
		expect(refused([stage(4, 0.9, { ...share, completedShare: 0.9 })]).reason).toContain(
			'90.0 % were answered where 95.0 % must be'
		);
	});

	it('ends at the first rate that fails, though a higher one passed, and says so', () => {
		const capacity = measured([stage(2, 0.99), stage(4, 0.91), stage(8, 0.98)]);
		expect(capacity.kappaPerS).toBeCloseTo(3, 12);
		expect(capacity.notes).toStrictEqual([
			'8/s met the objective although the lower 4/s did not; a rate counts only if every lower one passes'
		]);
		expect(capacity.stages.at(-1)).toStrictEqual({ stageId: 'at 8', role: 'above-first-failing' });
	});

	it('takes two levels of the same rate for one', () => {
		const twice = [
			stage(4, 1, { stageId: 'a', samples: 300 }),
			stage(4, 0.88, { stageId: 'b', samples: 100 })
		];
		// 388 of 400 are 97 %.
		expect(measured([...twice, stage(6, 0.91)]).kappaPerS).toBeCloseTo(4 + 2 / 3, 12);
	});

	it('has an interval from those of the shares', () => {
		const capacity = measured([stage(2, 1), stage(4, 0.97), stage(6, 0.91)]);
		// Wilson, 95 %, n = 1,000: 970 → 0.9575 to 0.9789, 910 → 0.8907 to 0.9262.
		expect(capacity.lowPerS).toBeCloseTo(4 + (2 * 0.0075) / (0.9575 - 0.8907), 2);
		expect(capacity.highPerS).toBeCloseTo(4 + (2 * 0.0289) / (0.9789 - 0.9262), 2);
		expect(capacity.lowRestsOnIdle).toBe(false);
	});

	it('has a low end on the way to an idle endpoint where the lowest rate may have passed by luck', () => {
		const capacity = measured([stage(4, 0.96, { samples: 150 })]);
		expect(capacity).toMatchObject({ kappaPerS: 4, highPerS: 4, lowRestsOnIdle: true });
		expect(capacity.lowPerS).toBeGreaterThan(1);
		expect(capacity.lowPerS).toBeLessThan(4);
	});

	it('of one node is that of the endpoint / its nodes, with ends that no draw leaves', () => {
		const levels = [stage(4, 0.97), stage(6, 0.91)].map((each) => ({ ...each, nodes: 2 }));
		const capacity = measured(levels);
		const parameter = kappaParameter(capacity, {
			id: 'make.kappaPerS',
			label: 'capacity of a node',
			source: 'run r1'
		});
		expect(parameter).toMatchObject({
			value: '2.33333333333',
			unit: 'requests/s per node',
			basis: 'measured',
			source: 'run r1',
			asOf: null
		});
		expect(parameter.spread).toMatchObject({ kind: 'triangular' });
		expect(parameter.spread).toMatchObject({
			low: expect.closeTo(capacity.lowPerS / 2, 9) as number,
			high: expect.closeTo(capacity.highPerS / 2, 9) as number
		});
	});

	const share = fc.integer({ min: 0, max: 1_000 }).map((permille) => permille / 1_000);
	const levels = fc
		.uniqueArray(
			fc.record({
				rate: fc.integer({ min: 1, max: 60 }),
				met: fc.oneof(share, fc.constantFrom(0.95, 0.96, 0.99, 1)),
				lost: fc.constantFrom(0, 0, 0, 0.03, 0.2),
				samples: fc.constantFrom(100, 400, 1_000, 10_000),
				isValid: fc.boolean()
			}),
			{ minLength: 1, maxLength: 8, selector: ({ rate }) => rate }
		)
		.map((all) =>
			all.map(({ rate, met, lost, samples, isValid }) =>
				stage(rate, met * (1 - lost), {
					completedShare: 1 - lost,
					samples,
					validity: isValid ? 'valid' : 'unsteady'
				})
			)
		);

	it('is what a walk up the valid rates finds, or refused where the first of them fails', () => {
		fc.assert(
			fc.property(levels, (stages) => {
				const valid = stages
					.filter(({ validity }) => validity === 'valid')
					.sort((a, b) => a.offeredPerS! - b.offeredPerS!);
				/** Shares as counted, as a level counts requests. */
				const counted = (share: number, n: number): number => Math.round(share * n) / n;
				const isGood = ({ sloMetShare, completedShare, samples }: CapacityStage): boolean =>
					counted(sloMetShare!, samples) >= 0.95 && counted(completedShare!, samples) >= 0.95;
				const capacity = measureCapacity(stages);
				const firstFailing = valid.findIndex((each) => !isGood(each));
				const passing = firstFailing < 0 ? valid : valid.slice(0, firstFailing);
				const highest = passing.at(-1)?.offeredPerS;
				if (highest === undefined || highest === null) {
					expect(capacity.state).toBe('refused');
					return;
				}
				if (capacity.state !== 'measured') throw new Error(capacity.reason);
				const { kappaPerS, lowPerS, highPerS } = capacity;
				expect(kappaPerS).toBeGreaterThanOrEqual(highest);
				if (firstFailing < 0) expect(kappaPerS).toBe(highest);
				else expect(kappaPerS).toBeLessThanOrEqual(valid[firstFailing]!.offeredPerS!);
				expect(lowPerS).toBeGreaterThanOrEqual(0);
				expect(lowPerS).toBeLessThanOrEqual(kappaPerS);
				expect(highPerS).toBeGreaterThanOrEqual(kappaPerS);
				expect(highPerS).toBeLessThanOrEqual(valid.at(-1)!.offeredPerS!);
			})
		);
	});

	it('never falls when a level does better', () => {
		fc.assert(
			fc.property(levels, fc.nat(), (stages, pick) => {
				const better = stages.map((each, i) =>
					i === pick % stages.length ? { ...each, sloMetShare: 1, completedShare: 1 } : each
				);
				const [before, after] = [measureCapacity(stages), measureCapacity(better)];
				const kappa = before.state === 'measured' ? before.kappaPerS : 0;
				const kappaBetter = after.state === 'measured' ? after.kappaPerS : 0;
				expect(kappaBetter).toBeGreaterThanOrEqual(kappa);
			})
		);
	});

	it('does not depend on the order of the levels', () => {
		fc.assert(
			fc.property(levels, (stages) => {
				const capacity = measureCapacity(stages);
				const reversed = measureCapacity([...stages].reverse());
				if (capacity.state === 'refused') expect(reversed.state).toBe('refused');
				else expect(reversed).toMatchObject({ kappaPerS: capacity.kappaPerS });
			}),
			{ numRuns: 50 }
		);
	});
});

describe('no capacity', () => {
	it('comes from closed loops, which say the least that is served and which rates to offer', () => {
		const closed = [
			stage(null, 0.99, { answeredPerS: 3.2 }),
			stage(null, 0.6, { answeredPerS: 9 })
		];
		expect(refused(closed)).toStrictEqual({
			state: 'refused',
			reason:
				'only closed loops were measured, and they offer no rate of their own: they wait for the endpoint; the objective held at up to 3.2/s, which the endpoint serves at least',
			runThatWould:
				'a config with loads: [{ kind: poisson, ratePerS: 2.4, durationS: 82 }, { kind: poisson, ratePerS: 3.2, durationS: 61 }, { kind: poisson, ratePerS: 4, durationS: 49 }, { kind: poisson, ratePerS: 4.8, durationS: 41 }], or without a scenario bench load URL --rate 3.2 --duration 61s --slo … for one rate after the other',
			inWords:
				'Measure it at fixed rates of 2.4, 3.2, 4 and 4.8 requests a second, for 41 to 82 s each.'
		});
		expect(refused([stage(null, 0.6, { answeredPerS: 9 })]).reason).toMatch(
			/none that is valid met the objective$/
		);
	});

	it('comes from rates that were not measured validly, which are named with what to change', () => {
		const { reason, runThatWould } = refused([
			stage(4, 1, { validity: 'client-bound' }),
			stage(8, 1, { validity: 'too-few-samples' }),
			stage(null, 1)
		]);
		expect(reason).toBe(
			'no offered rate was measured validly: 4/s is client-bound, 8/s is too-few-samples'
		);
		expect(runThatWould).toMatch(
			/^the same again with more workers or from another machine, as the measuring side was too slow; longer, as there were too few answers: a config with loads: \[\{ kind: poisson, ratePerS: 2,/
		);
	});

	it('comes from rates that are all too high, and lower ones are proposed', () => {
		const { reason, runThatWould } = refused([
			stage(12, 0.4),
			stage(8, 0.9),
			stage(null, 1, { answeredPerS: 5 })
		]);
		expect(reason).toBe(
			'the lowest valid rate, 8/s, already misses the objective: 90.0 % of the requests met it where 95.0 % must, and 100.0 % were answered where 95.0 % must be (a closed loop met the objective at 5/s, so there may be a rate)'
		);
		expect(runThatWould).toContain('ratePerS: 2, durationS: 98');
		expect(runThatWould).toContain('--rate 4 --duration 49s');
	});

	it.each([
		['without any level', [], 'no load level was measured to its end', 'ratePerS: 2,'],
		[
			'without an objective',
			[stage(4, null)],
			'there was no latency objective, so no request could meet or miss it',
			"--slo 'ttft<800ms,e2e<20s'"
		],
		[
			'from levels on different numbers of nodes',
			[stage(4, 1), stage(8, 1, { nodes: 2 })],
			'the load levels were measured with different numbers of nodes or different objectives, so they are not one curve',
			'on the same nodes'
		],
		[
			'from levels with different objectives',
			[stage(4, 1), stage(8, 1, { sloShare: 0.9 })],
			'the load levels were measured with different numbers of nodes or different objectives, so they are not one curve',
			'with the same objective'
		]
	])('comes %s', (_, stages, reason, run) => {
		const refusal = refused(stages);
		expect(refusal.reason).toBe(reason);
		expect(refusal.runThatWould).toContain(run);
		// No key and no command for who decides.
		expect(refusal.inWords).toMatch(/^Measure [^{}[\]<>]+\.$/u);
		expect(refusal.inWords).not.toMatch(/bench|--|kind:/u);
	});
});

describe('a level whose rate changed while it ran', () => {
	const ramp = stage(6, 0.5, { stageId: 'ramp', variesRate: true });

	it('enters no capacity, whether it met the objective or not', () => {
		const levels = [stage(4, 0.99), stage(8, 0.9)];
		const capacity = measured([...levels, ramp]);
		expect(capacity.stages).toContainEqual({ stageId: 'ramp', role: 'varying-rate' });
		expect({ ...capacity, stages: [] }).toStrictEqual({ ...measured(levels), stages: [] });
	});

	it('gives none alone, and what would is said', () => {
		expect(refused([ramp])).toMatchObject({
			reason: expect.stringContaining('the rate changed within every level') as string,
			runThatWould: expect.stringContaining('ratePerS: 6') as string
		});
	});

	it('is told by its load', () => {
		const load = {
			kind: 'ramp',
			fromPerS: 1,
			toPerS: 9,
			durationS: 60,
			arrivals: 'poisson'
		} as const;
		const summary = { ...sampleSummary(), load, offeredPerS: 5 };
		const of = (stored: typeof summary | ReturnType<typeof sampleSummary>): boolean | undefined =>
			capacityStageOf(sampleStage('s1', 'c1', { summary: stored }), { nodes: 1, sloShare: 0.9 })
				?.variesRate;
		expect(of(summary)).toBe(true);
		expect(of({ ...summary, load: { ...load, toPerS: 1 } })).toBe(false);
		expect(of(sampleSummary())).toBe(false);
	});
});

describe('a level at which other scenarios loaded the endpoint as well', () => {
	const mixed = stage(1, 0.4, { stageId: 'mixed', isMixed: true });

	it('enters no capacity, whether it met the objective or not, nor does it show that none is low enough', () => {
		const levels = [stage(4, 0.99), stage(8, 0.9)];
		for (const each of [mixed, { ...mixed, sloMetShare: 1, offeredPerS: 50 }]) {
			const capacity = measured([...levels, each]);
			expect(capacity.stages).toContainEqual({ stageId: 'mixed', role: 'mixed' });
			expect(capacity).toStrictEqual({
				...measured(levels),
				stages: [...measured(levels).stages, { stageId: 'mixed', role: 'mixed' }]
			});
		}
		expect(refused([{ ...mixed, sloMetShare: 0, isIdle: true }]).state).toBe('refused');
	});

	it('gives none alone, says why, and which run would', () => {
		expect(refused([mixed])).toStrictEqual({
			state: 'refused',
			reason:
				'it was measured in a mix only: other scenarios loaded the endpoint at the same time, so that its rate is not what loaded the endpoint',
			runThatWould: expect.stringContaining('ratePerS: 1,') as string,
			inWords: expect.stringMatching(
				/^Measure it alone, at fixed rates of 0.5, 1, 1.5 and 2 /
			) as string
		});
	});

	it('is told by its load, and never idle', () => {
		const load = {
			kind: 'mix' as const,
			mix: 'm',
			load: { kind: 'poisson' as const, ratePerS: 0.01, durationS: 60 },
			scenarios: [
				{ scenario: 'a', weight: 1 },
				{ scenario: 'b', weight: 1 }
			],
			place: 0
		};
		const summary = { ...sampleSummary(), load, offeredPerS: 0.005, requestsPerS: 0.005 };
		const of = (stored: typeof summary | ReturnType<typeof sampleSummary>) =>
			capacityStageOf(sampleStage('s1', 'c1', { summary: stored }), { nodes: 1, sloShare: 0.9 });
		expect(of(summary)?.isMixed).toBe(true);
		expect(of(summary)?.isIdle).toBeUndefined();
		expect(of({ ...summary, load: load.load })?.isIdle).toBe(true);
		expect(of(sampleSummary())?.isMixed).toBeUndefined();
	});
});

describe('a stored stage', () => {
	it('counts conversations where an item is one, as a use case asks for them and not for their requests', () => {
		const summary = {
			...sampleSummary(),
			offered: 40,
			offeredPerS: 8,
			requestsPerS: 6,
			conversations: { begun: 10, requestsEach: 4 }
		};
		expect(
			capacityStageOf(sampleStage('s1', 'c1', { summary }), { nodes: 1, sloShare: 0.9 })
		).toMatchObject({ offeredPerS: 2, answeredPerS: 1.5 });
	});

	it('counts the requests behind its warm-up, which its share on time is a share of', () => {
		const summary = {
			...sampleSummary(),
			offered: 400,
			offeredPerS: 8,
			steadyState: {
				warmUp: { requests: 30, durationS: 3, reason: 'slow' },
				rateWindow: null,
				drain: { durationS: 0, requests: 0 },
				intervals: null
			}
		};
		expect(
			capacityStageOf(sampleStage('s1', 'c1', { summary }), { nodes: 1, sloShare: 0.9 })?.samples
		).toBe(370);
	});

	it('is evidence as soon as it has a summary', () => {
		const summary = { ...sampleSummary(), offeredPerS: 4, sloMetShare: 0.9 };
		expect(
			capacityStageOf(sampleStage('s1', 'c1', { summary }), { nodes: 2, sloShare: 0.9 })
		).toStrictEqual({
			stageId: 's1',
			offeredPerS: 4,
			variesRate: false,
			answeredPerS: 0.72,
			completedShare: 0.9,
			sloMetShare: 0.9,
			samples: 10,
			validity: 'too-few-samples',
			sloShare: 0.9,
			nodes: 2
		});
		expect(capacityStageOf(sampleStage('s1', 'c1'), { nodes: 1, sloShare: 0.95 })).toBeNull();
	});
});

describe('a rate that fails without being valid', () => {
	const saturated = { validity: 'unsteady', overload: 'saturated' } as const;

	it('ends the interval, and nothing is interpolated towards it', () => {
		const capacity = measured([stage(4, 0.99), stage(8, 0.3, saturated), stage(16, 0.1)]);
		expect(capacity).toMatchObject({
			kappaPerS: 4,
			highPerS: 8,
			method: { kind: 'highest-passing', ratePerS: 4, belowPerS: 8 }
		});
		expect(capacity.stages.map(({ role }) => role)).toStrictEqual([
			'passing',
			'overloaded',
			'above-first-failing'
		]);
		expect(capacity.notes.join()).toMatch(
			/^8\/s cannot be sustained \(its queue grew without end\)/
		);
		expect(renderCapacityMethod(capacity)).toBe(
			'highest passing rate 4/s, below 8/s, which cannot be sustained'
		);
	});

	it('says so where the endpoint turns requests away', () => {
		const capacity = measured([
			stage(4, 0.99),
			stage(8, 0.7, { validity: 'error-bound', overload: 'rate-limited', completedShare: 0.7 })
		]);
		expect(capacity.notes.join()).toContain('it is rate-limited');
	});

	it('is what its valid levels say where most of them are valid', () => {
		const capacity = measured([
			stage(4, 0.99, { nominalPerS: 4 }),
			...[8.1, 7.9, 8].map((rate, i) =>
				stage(rate, 0.93, { nominalPerS: 8, stageId: String(i), ...(i === 0 ? saturated : {}) })
			)
		]);
		expect(capacity.method.kind).toBe('interpolated');
	});
});

describe('levels that were asked for the same rate', () => {
	it('are one, at the rate that they offered together', () => {
		const capacity = measured([
			stage(3.9, 0.98, { nominalPerS: 4, samples: 390, stageId: 'a' }),
			stage(4.1, 0.96, { nominalPerS: 4, samples: 410, stageId: 'b' })
		]);
		expect(capacity.kappaPerS).toBeCloseTo(4, 12);
		expect(capacity.stages.map(({ role }) => role)).toStrictEqual(['passing', 'passing']);
	});

	it('are as certain as independent requests only where their batches are alike', () => {
		const levels = (spread: number): CapacityStage[] =>
			[stage(4, 0.97), stage(6, 0.91)].map((each) => ({
				...each,
				batches: Array.from({ length: 20 }, (_, i) => ({
					requests: 50,
					completed: 50,
					met: 50 * each.sloMetShare! + (i % 8 < 4 ? spread : -spread),
					e2eMeanMs: 5
				}))
			}));
		const [even, bursty] = [measured(levels(0.1)), measured(levels(1.4))];
		expect(even.kappaPerS).toBe(bursty.kappaPerS);
		expect(bursty.highPerS - bursty.lowPerS).toBeGreaterThan(1.2 * (even.highPerS - even.lowPerS));
	});
});

describe('a level whose neighbour above depends more on its past', () => {
	const spread = (each: CapacityStage, by: number): CapacityStage => ({
		...each,
		batches: Array.from({ length: 20 }, (_, i) => ({
			requests: 50,
			completed: 50,
			met: 50 * each.sloMetShare! + (i % 8 < 4 ? by : -by),
			e2eMeanMs: 5
		}))
	});
	const widthBelow = (passing: CapacityStage, failing: CapacityStage): number => {
		const { kappaPerS, lowPerS } = measured([passing, failing]);
		return (kappaPerS - lowPerS) / kappaPerS;
	};

	it('is less sure of itself than it looks, as a lucky one looks best', () => {
		const calm = spread(stage(4, 0.96), 0.1);
		const [even, bursty] = [spread(stage(4.5, 0.91), 0.1), spread(stage(4.5, 0.91), 4)];
		expect(widthBelow(calm, bursty)).toBeGreaterThan(1.2 * widthBelow(calm, even));
	});

	it('speaks for itself where the other one is far above', () => {
		const calm = spread(stage(4, 0.96), 0.1);
		const [even, bursty] = [spread(stage(6, 0.91), 0.1), spread(stage(6, 0.91), 0.2)];
		expect(widthBelow(calm, bursty)).toBeCloseTo(widthBelow(calm, even), 2);
	});
});

describe('an idle endpoint that misses the objective', () => {
	it('has the capacity 0, with the reason, be its answers few', () => {
		const idle = stage(null, 0, { samples: 10, validity: 'too-few-samples', isIdle: true });
		expect(measureCapacity([idle, stage(4, 0)])).toStrictEqual({
			state: 'none',
			kappaPerS: 0,
			reason:
				'even with one request at a time only 0.0 % of 10 requests met the objective, where 95.0 % must: no rate is low enough',
			stageIds: [idle.stageId]
		});
	});

	it('that answers too little has none either', () => {
		const idle = stage(null, 0.5, { completedShare: 0.5, validity: 'error-bound', isIdle: true });
		expect(measureCapacity([idle])).toMatchObject({
			state: 'none',
			reason: expect.stringContaining('50.0 % of 1000 requests were answered') as string
		});
	});

	it.each([
		['may have done so by chance', { sloMetShare: 0.9, samples: 10, validity: 'too-few-samples' }],
		['was held up by the client', { sloMetShare: 0, validity: 'client-bound' }]
	] as const)('says nothing where it %s', (_, changes) => {
		const refusal = refused([stage(null, 0.9, { isIdle: true, ...changes })]);
		expect(refusal.reason).toContain('only closed loops were measured');
	});
});
