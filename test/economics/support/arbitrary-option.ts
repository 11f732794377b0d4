/** Random options of every kind, for properties of the cost model. */
import fc from 'fast-check';
import { toDecimal } from '#core/decimal.ts';
import { driftNames, type CostLine, type Factor } from '#bench/economics/option/cost-line.ts';
import type {
	CostOption,
	DemandLevel,
	Fleet,
	MeteredTerms
} from '#bench/economics/option/option.ts';
import { emptyOption, parameter } from './realistic-case.ts';

/** A decimal text with up to `places` decimals. */
export const decimalBetween = (low: number, high: number, places = 3): fc.Arbitrary<string> =>
	fc
		.integer({ min: Math.round(low * 10 ** places), max: Math.round(high * 10 ** places) })
		.map((scaled) => (scaled / 10 ** places).toFixed(places));

let counter = 0;
/** A new parameter; two of them never share an id. */
const named = (value: string) => parameter(`p${counter++}`, value);

const arbitraryFactor: fc.Arbitrary<Factor> = fc.oneof(
	decimalBetween(0.1, 9).map((value): Factor => ({ kind: 'parameter', parameter: named(value) })),
	decimalBetween(0.1, 9).map((value): Factor => ({ kind: 'inverse', parameter: named(value) })),
	decimalBetween(0, 0.9).map((value): Factor => ({ kind: 'complement', parameter: named(value) })),
	fc.tuple(decimalBetween(5, 9), decimalBetween(0, 4)).map(([more, less]): Factor => ({
		kind: 'difference',
		minuend: named(more),
		subtrahend: named(less)
	})),
	fc
		.tuple(decimalBetween(0, 0.15), decimalBetween(2, 7, 1), decimalBetween(0, 0.4))
		.map(([rate, life, residual]): Factor => ({
			kind: 'annuity',
			ratePerYear: named(rate),
			lifeYears: named(life),
			residualShare: named(residual)
		}))
);

const arbitraryLine = (per: CostLine['per'], scale: string): fc.Arbitrary<CostLine> =>
	fc
		.tuple(
			fc.array(arbitraryFactor, { minLength: 1, maxLength: 3 }),
			fc.option(fc.constantFrom(...driftNames))
		)
		.map(([factors, drift]) => ({
			id: `line${counter++}`,
			label: 'line',
			per,
			factors: [{ kind: 'constant', label: 'scale', unit: '', value: scale }, ...factors],
			drift,
			group: 'service'
		}));

const arbitraryLevels: fc.Arbitrary<DemandLevel[]> = fc
	.array(fc.integer({ min: 0, max: 40 }), { maxLength: 6 })
	.map((weights) => {
		const multipliers = [...new Set([...weights, 7])].sort((a, b) => b - a);
		return multipliers.map((weight, index) => ({
			multiplier: (weight / 10).toFixed(1),
			hoursShare: (1 / multipliers.length).toFixed(6),
			billedShare: ((index + 1) / multipliers.length).toFixed(6)
		}));
	});

const arbitraryFleet: fc.Arbitrary<Fleet> = fc.record({
	kappaPerS: decimalBetween(0.01, 2).map(named),
	headroom: decimalBetween(0.5, 1, 2).map(named),
	peakToAverage: decimalBetween(1, 6, 2).map(named),
	levels: arbitraryLevels,
	spareNodes: fc.integer({ min: 0, max: 3 }),
	minNodes: fc.integer({ min: 0, max: 3 }),
	scaling: fc.constantFrom('peak' as const, 'hourly' as const),
	rent: fc.record({
		onDemandUsdPerHour: decimalBetween(1, 30).map(named),
		reservedUsdPerHour: fc.option(decimalBetween(0.5, 25).map(named))
	}),
	staffStep: fc.option(
		fc.record({
			usdPerMonth: decimalBetween(1_000, 20_000, 0).map(named),
			nodesPerStep: fc.integer({ min: 1, max: 12 })
		})
	)
});

const requestTerms: fc.Arbitrary<MeteredTerms> = fc.record({
	lines: fc.array(arbitraryLine('request', '0.001'), { minLength: 1, maxLength: 2 }),
	tiers: fc
		.array(fc.tuple(fc.integer({ min: 1_000, max: 20_000_000 }), decimalBetween(0.3, 1, 2)), {
			maxLength: 3
		})
		.map((tiers) =>
			[...new Map(tiers)]
				.sort(([a], [b]) => a - b)
				.map(([from, priceFactor]) => ({ fromRequests: String(from), priceFactor }))
		),
	tierMode: fc.constantFrom('graduated' as const, 'all-units' as const),
	commitUsdPerMonth: fc.option(decimalBetween(100, 60_000, 0).map(named)),
	overageFactor: fc.constantFrom('1', '1.25', '0.9'),
	reservedUnits: fc.option(
		fc.record({
			usdPerUnitMonth: decimalBetween(100, 9_000, 0).map(named),
			requestsPerUnitMonth: decimalBetween(20_000, 900_000, 0).map(named)
		}),
		{ freq: 6 }
	)
});

/** Thresholds in requests, or in what that many requests would cost at a tenth of a cent. */
const arbitraryTerms: fc.Arbitrary<MeteredTerms> = fc
	.tuple(requestTerms, fc.boolean())
	.map(([terms, isSpend]) =>
		isSpend
			? {
					...terms,
					tiers: [],
					spendTiers: terms.tiers.map(({ fromRequests, priceFactor }) => ({
						fromUsd: toDecimal(fromRequests).div(1_000).toFixed(),
						priceFactor
					}))
				}
			: terms
	);

const monthLines = fc.array(arbitraryLine('month', '300'), { maxLength: 3 });

export const arbitraryBuy: fc.Arbitrary<CostOption> = fc
	.record({ lines: monthLines, metered: arbitraryTerms })
	.map((parts) => ({ ...emptyOption('buy', 'buy'), ...parts }));

export const arbitraryMake: fc.Arbitrary<CostOption> = fc
	.record({
		month: monthLines,
		node: fc.array(arbitraryLine('node-month', '500'), { minLength: 1, maxLength: 3 }),
		request: fc.array(arbitraryLine('request', '0.00001'), { maxLength: 1 }),
		fleet: arbitraryFleet
	})
	.map(({ month, node, request, fleet }) => ({
		...emptyOption('make', 'make-owned'),
		lines: [...month, ...node, ...request],
		fleet
	}));

/** A router or cascade over a made and a bought option. */
export const arbitraryHybrid: fc.Arbitrary<CostOption> = fc
	.record({
		lines: monthLines,
		mode: fc.constantFrom('router' as const, 'cascade' as const),
		local: arbitraryMake,
		api: arbitraryBuy,
		apiShare: decimalBetween(0.05, 0.95, 2).map(named)
	})
	.map(({ lines, ...blend }) => ({ ...emptyOption('make', 'hybrid'), lines, blend }));
