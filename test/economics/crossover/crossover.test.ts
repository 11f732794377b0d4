/** Crossovers against looking at every single volume, against the closed form, and against the published vectors. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCrossovers } from '#bench/economics/crossover/crossover.ts';
import type { CostCurve } from '#bench/economics/option/cost-curve.ts';
import { plainCurves } from '#bench/economics/crossover/plain-spec.ts';
import { toDecimal, type Decimal } from '#core/decimal.ts';
import { differenceOf } from '#bench/economics/crossover/difference.ts';
import { changesOf, freshEffort, listRuns, type RunList } from '#bench/economics/crossover/runs.ts';
import { createTimeline } from '#bench/economics/crossover/timeline.ts';
import { pairs } from './arbitrary-curves.ts';
import {
	bruteEvent,
	bruteSigns,
	crossingsOfSigns,
	definedUsd,
	differenceAt,
	Fraction,
	runsOfSigns
} from './brute-force.ts';

const max = 70;
const signs = { make: -1, tie: 0, buy: 1 };

describe('against looking at every volume', () => {
	it('lists exactly the intervals, events, costs and crossings that every whole volume gives', () => {
		fc.assert(
			fc.property(pairs, ({ make, buy }) => {
				const result = findCrossovers(make, buy, { maxRequestsPerMonth: max });
				const expected = bruteSigns(make, buy, max);
				const runs = runsOfSigns(expected);
				expect(
					result.intervals.map(({ fromRequests, toRequests, winner }) => ({
						from: fromRequests,
						to: toRequests,
						sign: signs[winner]
					}))
				).toEqual(runs);
				expect(result.omittedIntervals).toBe(0);
				const crossings = crossingsOfSigns(expected);
				expect(result.firstCrossover).toBe(crossings[0] ?? null);
				expect([crossings.at(-1) ?? null, null]).toContain(result.permanentCrossover);
				expect(result.verdict).toBe(
					!expected.includes(-1) ? 'never' : !expected.includes(1) ? 'always' : 'crosses'
				);
				for (const [index, interval] of result.intervals.entries()) {
					expect(interval.fromEvent).toBe(
						index === 0 ? null : bruteEvent(make, buy, interval.fromRequests)
					);
				}
				const end = result.intervals.at(-1)!;
				const exact = (curve: CostCurve) => definedUsd(curve, new Fraction(BigInt(max)));
				expect(Fraction.of(end.makeUsdTo).minus(exact(make)).sign()).toBe(0);
				expect(Fraction.of(end.buyUsdTo).minus(exact(buy)).sign()).toBe(0);
			}),
			{ numRuns: 800, seed: 7 }
		);
	});
	it('knows whether and where the winner changes beyond the largest volume looked at', () => {
		const far = 400;
		fc.assert(
			fc.property(pairs, fc.integer({ min: 1, max: 60 }), ({ make, buy }, near) => {
				const timeline = createTimeline(differenceOf(make, buy));
				const list = listRuns(timeline, BigInt(near), 10_000);
				const { beyond, lastSign, last } = changesOf(timeline, list, BigInt(near));
				expect(beyond.kind).not.toBe('gave-up');
				const permanent = findCrossovers(make, buy, {
					maxRequestsPerMonth: near
				}).permanentCrossover;
				expect(permanent).toBe(beyond.kind === 'none' && last !== null ? Number(last) : null);
				const isChange = (sign: number) => sign !== 0 && sign !== lastSign;
				const seen = bruteSigns(make, buy, far).findIndex(
					(sign, volume) => volume > near && isChange(sign)
				);
				if (beyond.kind === 'found') {
					const { at } = beyond;
					expect(seen).toBe(at <= BigInt(far) ? Number(at) : -1);
					expect(isChange(differenceAt(make, buy, new Fraction(at)).sign())).toBe(true);
				} else expect(seen).toBe(-1);
			}),
			{ numRuns: 150, seed: 11 }
		);
	});
	it('finds first and last crossing by searching from both ends where the list was cut', () => {
		const cut: RunList = { runs: [], omitted: null };
		fc.assert(
			fc.property(pairs, ({ make, buy }) => {
				const timeline = createTimeline(differenceOf(make, buy));
				const searched = changesOf(timeline, cut, BigInt(max));
				const listed = changesOf(timeline, listRuns(timeline, BigInt(max), 10_000), BigInt(max));
				expect({ ...searched, count: listed.count }).toEqual(listed);
			}),
			{ numRuns: 500, seed: 13 }
		);
	});
	it('lists as many intervals as asked for and counts the others', () => {
		fc.assert(
			fc.property(pairs, fc.integer({ min: 1, max: 3 }), ({ make, buy }, maxIntervals) => {
				const all = findCrossovers(make, buy, { maxRequestsPerMonth: max });
				const some = findCrossovers(make, buy, { maxRequestsPerMonth: max, maxIntervals });
				expect(some.intervals).toEqual(all.intervals.slice(0, maxIntervals));
				expect(some.omittedIntervals).toBe(all.intervals.length - some.intervals.length);
				expect(some.firstCrossover).toBe(all.firstCrossover);
				expect(some.permanentCrossover).toBe(all.permanentCrossover);
				expect(some.verdict).toBe(all.verdict);
			}),
			{ numRuns: 300, seed: 17 }
		);
	});
});

/** The example of the reference: 9,000 fixed, nodes of 2,000 for 10 requests, one spare. */
const example = (
	usdPerRequest: string,
	{
		maxRequestsPerMonth = 1_000,
		tiers = [],
		marginalUsdPerRequest = '0'
	}: {
		maxRequestsPerMonth?: number;
		tiers?: { fromRequests: string; usdPerRequest: string }[];
		marginalUsdPerRequest?: string;
	} = {}
) => {
	const { make, buy } = plainCurves({
		buy: { usdPerRequest, tiers, tierMode: 'graduated', commitUsdPerMonth: '0' },
		make: {
			fixedUsdPerMonth: '9000',
			nodeUsdPerMonth: '2000',
			requestsPerNodeMonth: '10',
			spareNodes: 1,
			minNodes: 1,
			marginalUsdPerRequest
		},
		maxRequestsPerMonth
	});
	return findCrossovers(make, buy, { maxRequestsPerMonth });
};

const outline = ({ intervals }: ReturnType<typeof example>) =>
	intervals.map(
		({ fromRequests, toRequests, winner, fromEvent }) =>
			`${winner} ${fromRequests}-${toRequests}${fromEvent === null ? '' : ` ${fromEvent}`}`
	);

describe('the example of the reference', () => {
	it('has the events that were published for it', () => {
		expect(outline(example('200'))).toEqual(['buy 0-1000']);
		// Roots 127.586, 134.483 and 141.379; jumps at 130 and 140.
		expect(outline(example('290'))).toEqual([
			'buy 0-127',
			'make 128-130 root',
			'buy 131-134 jump',
			'make 135-140 root',
			'buy 141-141 jump',
			'make 142-1000 root'
		]);
		// Roots 57.5 and 62.5; jump at 60.
		expect(outline(example('400'))).toEqual([
			'buy 0-57',
			'make 58-60 root',
			'buy 61-62 jump',
			'make 63-1000 root'
		]);
		expect(outline(example('1000'))).toEqual(['buy 0-14', 'tie 15-15 root', 'make 16-1000 root']);
	});
	it('crosses first where the first root is, for good where the last is, at a tie itself', () => {
		const ends = ['200', '290', '400', '1000'].map((price) => {
			const { firstCrossover, permanentCrossover, verdict } = example(price);
			return [firstCrossover, permanentCrossover, verdict];
		});
		expect(ends).toEqual([
			[null, null, 'never'],
			[128, 142, 'crosses'],
			[58, 63, 'crosses'],
			[15, 15, 'crosses']
		]);
	});
	it('is not permanent where a tier beyond the range takes the win away', () => {
		const tiers = [{ fromRequests: '2000', usdPerRequest: '150' }];
		const within = example('400', { tiers });
		expect([within.firstCrossover, within.permanentCrossover]).toEqual([58, null]);
		const beyond = example('400', { tiers, maxRequestsPerMonth: 1e9 });
		expect(beyond.permanentCrossover).toBeGreaterThan(2_000);
		expect(beyond.intervals.at(-1)?.winner).toBe('buy');
	});
});

describe('the reason', () => {
	it('says that a node replaces no more than it costs', () => {
		expect(example('200').reason).toBe(
			'A node costs $2,000 a month and at its full load of 10 requests replaces only $2,000 of API: make cannot win at any volume.'
		);
		expect(example('200', { marginalUsdPerRequest: '30' }).reason).toBe(
			'A node costs $2,000 a month and at its full load of 10 requests replaces only $1,700 of API (its own $30 a request taken off): make cannot win at any volume.'
		);
	});
	it('says that one request costs more to serve than to buy', () => {
		expect(example('0.002', { marginalUsdPerRequest: '0.0025' }).reason).toBe(
			'Each request costs make $0.0025 before any node is paid, and the API asks $0.002: make cannot win at any volume.'
		);
	});
	it('says where make wins beyond the volumes looked at', () => {
		expect(example('201').reason).toBe(
			'Make is not cheaper at any volume up to 1,000 requests a month: at 1,000 requests a month make costs $211,000 and buying $201,000. Beyond 1,000, the largest volume looked at, make is cheaper, first at 11,010 requests a month.'
		);
	});
	it('says why there are several crossings', () => {
		expect(example('290').reason).toBe(
			'Between 128 and 142 requests a month the two change places 5 times. Each added node costs $2,000 a month at once, which is more than the API it replaces until it is filled far enough (the first such node to 5 of its 10 requests). From 142 on make stays cheaper at every larger volume.'
		);
	});
	it('says what a single crossing is', () => {
		expect(example('1000').reason).toBe(
			'From 15 requests a month on make stays cheaper at every larger volume: at 15 requests a month both cost $15,000.'
		);
	});
	it('says that a lower tier takes the win away', () => {
		const tiers = [{ fromRequests: '1000', usdPerRequest: '100' }];
		expect(example('400', { tiers, maxRequestsPerMonth: 1e6 }).reason).toContain(
			"At the API's lowest price of $100 a request a full node replaces only $1,000 of API and costs $2,000."
		);
	});
});

describe('against the closed form at a constant price', () => {
	const maxOf = (a: Decimal, b: Decimal) => (a.gt(b) ? a : b);
	const up = (value: Decimal): Decimal => value.round(0, 3);
	it('has the same first and permanent crossing and the same number of crossings', () => {
		let compared = 0;
		fc.assert(
			fc.property(
				fc.record({
					fixed: fc.integer({ min: 1, max: 50_000 }),
					node: fc.integer({ min: 100, max: 9_000 }),
					perNode: fc.integer({ min: 1_000, max: 3_000_000 }),
					spares: fc.integer({ min: 0, max: 3 }),
					minNodes: fc.integer({ min: 0, max: 1 }),
					marginalMicroUsd: fc.integer({ min: 0, max: 5_000 }),
					/** Gain of a full node / its cost, in thousandths. */
					gainPermille: fc.integer({ min: -300, max: 1_500 })
				}),
				({ fixed, node, perNode, spares, minNodes, marginalMicroUsd, gainPermille }) => {
					const marginal = toDecimal(marginalMicroUsd).div(1_000_000);
					const price = toDecimal(node)
						.times(1_000 + gainPermille)
						.div(1_000)
						.div(perNode)
						.plus(marginal)
						.round(12);
					const net = price.minus(marginal);
					const { make, buy } = plainCurves({
						buy: {
							usdPerRequest: price.toFixed(),
							tiers: [],
							tierMode: 'graduated',
							commitUsdPerMonth: '0'
						},
						make: {
							fixedUsdPerMonth: String(fixed),
							nodeUsdPerMonth: String(node),
							requestsPerNodeMonth: String(perNode),
							spareNodes: spares,
							minNodes,
							marginalUsdPerRequest: marginal.toFixed()
						},
						maxRequestsPerMonth: Number.MAX_SAFE_INTEGER
					});
					const result = findCrossovers(make, buy, { maxRequestsPerMonth: 1e13 });
					const gain = net.times(perNode).minus(node);
					if (gain.lte(0)) {
						expect([result.verdict, result.firstCrossover]).toEqual(['never', null]);
						return;
					}
					const one = toDecimal(1);
					const nodes = (more: number) =>
						up(
							toDecimal(node)
								.times(spares + more)
								.plus(fixed)
								.div(gain)
						);
					const n0 = maxOf(one, nodes(0));
					const last = maxOf(n0, maxOf(one, nodes(1)));
					const volumeOf = (serving: Decimal) =>
						serving.plus(spares).times(node).plus(fixed).div(net);
					/** make − buy at the first request of a node after `serving` full ones. */
					const justAfter = (serving: Decimal) =>
						serving
							.plus(spares + 1)
							.times(node)
							.plus(fixed)
							.minus(serving.times(perNode).plus(1).times(net));
					const isTieAtFull = (serving: Decimal) => volumeOf(serving).eq(serving.times(perNode));
					// Zero-length intervals, and those that hold no whole request, are no intervals.
					fc.pre(!isTieAtFull(n0) && !isTieAtFull(last));
					fc.pre(last.eq(n0) || justAfter(last.minus(1)).gt(0));
					compared += 1;
					expect(result.firstCrossover).toBe(up(volumeOf(n0)).toNumber());
					expect(result.permanentCrossover).toBe(up(volumeOf(last)).toNumber());
					const count = last.minus(n0).times(2).plus(1).toNumber();
					const decided = result.intervals.filter(({ winner }) => winner !== 'tie');
					expect(decided.length - 1).toBe(count);
				}
			),
			{ numRuns: 300, seed: 19 }
		);
		expect(compared).toBeGreaterThan(150);
	});
});

describe('the work', () => {
	const plan = {
		tiers: [],
		tierMode: 'graduated',
		commitUsdPerMonth: '0',
		overageFactor: '1'
	} as const;
	const api = (usdPerRequest: string): CostCurve => ({
		fixedUsdPerMonth: '0',
		usdPerRequest: '0',
		stairs: [],
		metered: { ...plan, usdPerRequest }
	});
	const nodes = (usdPerStep: string, requestsPerStep: string, fixed: string): CostCurve => ({
		fixedUsdPerMonth: fixed,
		usdPerRequest: '0',
		stairs: [{ usdPerStep, requestsPerStep, offsetRequests: '0', minSteps: 1 }],
		metered: null
	});
	/** 168 stairs that all have steps of their own. */
	const week: CostCurve = {
		fixedUsdPerMonth: '20000',
		usdPerRequest: '0.0001',
		stairs: Array.from({ length: 168 }, (_, hour) => ({
			usdPerStep: '17.380952380952380952380952380952380952381',
			requestsPerStep: toDecimal(3_500_000)
				.div(30 + hour)
				.times(100)
				.toFixed(),
			offsetRequests: '0',
			minSteps: 1
		})),
		metered: null
	};
	const piecesFor = (make: CostCurve, buy: CostCurve, most: number) => {
		const effort = freshEffort();
		const list = listRuns(createTimeline(differenceOf(make, buy)), BigInt(most), 10_000, effort);
		return { pieces: effort.pieces, runs: list.runs.length };
	};
	it('is the same for a million requests and for a trillion', () => {
		const make = nodes('2000', '10', '11000');
		const small = piecesFor(make, api('290'), 1e6);
		expect(piecesFor(make, api('290'), 1e12)).toEqual(small);
		expect(small).toEqual({ pieces: 2, runs: 6 });
		const near = example('290', { maxRequestsPerMonth: 1e6 }).intervals;
		const far = example('290', { maxRequestsPerMonth: 1e12 }).intervals;
		expect(far.slice(0, -1)).toEqual(near.slice(0, -1));
		expect(far.at(-1)?.toRequests).toBe(1e12);
	});
	it('stays with the steps that can decide where 168 stairs are merged', () => {
		const { pieces, runs } = piecesFor(week, api('0.003'), 1e12);
		expect(runs).toBeGreaterThan(1);
		expect(pieces).toBeLessThan(2_000);
	});
	it('needs no steps at all for stairs that both sides have alike', () => {
		const make = { ...week, fixedUsdPerMonth: '0', usdPerRequest: '0.0002' };
		expect(piecesFor(make, week, 1e12)).toEqual({ pieces: 0, runs: 3 });
		const result = findCrossovers(make, week, { maxRequestsPerMonth: 1e12 });
		expect(outline(result).slice(1)).toEqual([
			'tie 200000000-200000000 root',
			'buy 200000001-1000000000000 root'
		]);
		expect(result.permanentCrossover).toBe(200_000_000);
	});
	it('ends where nodes replace exactly what they cost, for ever', () => {
		const result = findCrossovers(nodes('2000', '10', '-1000'), api('200'), {
			maxRequestsPerMonth: Number.MAX_SAFE_INTEGER,
			maxIntervals: 50
		});
		expect(result.intervals).toHaveLength(50);
		expect(result.omittedIntervals).toBeNull();
		expect([result.firstCrossover, result.permanentCrossover]).toEqual([5, null]);
		expect(result.reason).toContain('replaces exactly what it costs, so that this never ends');
	});
	it('knows that ties which only touch are no crossing, for ever', () => {
		const result = findCrossovers(nodes('2000', '10', '0'), api('200'), {
			maxRequestsPerMonth: Number.MAX_SAFE_INTEGER,
			maxIntervals: 5
		});
		expect(outline(result)).toEqual([
			'buy 0-9',
			'tie 10-10 root',
			'buy 11-19 jump',
			'tie 20-20 root',
			'buy 21-29 jump'
		]);
		expect([result.verdict, result.firstCrossover]).toEqual(['never', null]);
		expect(result.reason).toBe(
			'A node costs $2,000 a month and at its full load of 10 requests replaces only $2,000 of API: make cannot win at any volume.'
		);
	});
	it('finds the last crossing of a zone that is too long to list', () => {
		// A node gains 0.001 on 2,000: some two million nodes in which the winner alternates.
		const result = findCrossovers(nodes('2000', '10', '11000'), api('200.0001'), {
			maxRequestsPerMonth: 1e12,
			maxIntervals: 100
		});
		expect(result.omittedIntervals).toBeNull();
		expect([result.firstCrossover, result.permanentCrossover]).toEqual([110_000_010, 127_999_992]);
	});
});
