/** Random cost specs as authors write them, valid and with every number typed, for properties of the whole model. */
import fc from 'fast-check';
import type { Written } from './typed-options.ts';

/** Decimal text from `low` to `high` in thousandths. */
const decimal = (low: number, high: number): fc.Arbitrary<string> =>
	fc
		.integer({ min: Math.round(low * 1_000), max: Math.round(high * 1_000) })
		.map((thousandths) => (thousandths / 1_000).toFixed(3));

/** A plain number, or a range about it of up to a tenth within the same ends. */
const quantity = (low: number, high: number): fc.Arbitrary<unknown> =>
	fc
		.tuple(decimal(low, high), fc.boolean(), fc.constantFrom('triangular', 'normal', 'uniform'))
		.map(([value, isRange, distribution]) =>
			isRange
				? {
						value,
						low: Math.max(low, Number(value) * 0.9),
						high: Math.min(high, Number(value) * 1.1),
						distribution
					}
				: value
		);

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const running = {
	headroomShare: maybe(quantity(0.2, 1)),
	spareNodes: maybe(fc.nat({ max: 3 })),
	minNodes: maybe(fc.nat({ max: 3 })),
	gpusPerNode: maybe(fc.integer({ min: 1, max: 8 })),
	staff: maybe(
		fc.oneof(
			fc.record(
				{
					baseFte: quantity(0, 2),
					ftePerNode: quantity(0, 0.5),
					salaryUsdPerYear: quantity(1, 9e5)
				},
				{ requiredKeys: [] }
			),
			fc.record({ nodesPerFte: fc.integer({ min: 1, max: 9 }), baseFte: quantity(0, 2) })
		)
	),
	softwareUsdPerGpuYear: maybe(quantity(0, 5_000)),
	tuning: maybe(
		fc.record({ usd: quantity(0, 9_000), everyMonths: fc.integer({ min: 1, max: 24 }) })
	),
	egressUsdPerRequest: maybe(quantity(0, 0.001)),
	acceptShare: quantity(0.5, 1),
	other: fc.array(
		fc.record({
			label: fc.constant('other'),
			usd: quantity(0, 9_000),
			per: fc.constantFrom('month', 'year', 'node-month', 'once')
		}),
		{ maxLength: 2 }
	)
};

const capacity = fc.record({ requestsPerSPerNode: quantity(0.05, 50) });

export const ownedSpecs: fc.Arbitrary<Written> = fc.record({
	id: fc.constant('own'),
	kind: fc.constant('make-owned'),
	capacity,
	...running,
	node: fc.record(
		{
			purchaseUsd: quantity(0, 500_000),
			networkAndInstallShare: quantity(0, 1),
			lifeYears: quantity(1, 15),
			residualShare: quantity(0, 1),
			warrantyYears: fc.nat({ max: 8 }),
			nameplateW: quantity(100, 15_000)
		},
		{ requiredKeys: ['purchaseUsd'] }
	),
	site: maybe(
		fc.oneof(
			fc.record({
				kind: fc.constant('colocation'),
				usdPerKwMonth: quantity(0, 400),
				powerIncluded: fc.boolean()
			}),
			fc.record({ kind: fc.constant('own-room'), usdPerKwYear: quantity(0, 3_000) })
		)
	),
	usdPerKwh: maybe(quantity(0, 1)),
	pue: maybe(quantity(1, 3))
});

const rent = fc.record(
	{
		onDemandUsdPerHour: quantity(0, 40),
		reservedUsdPerHour: quantity(0, 40),
		spot: fc.record({ usdPerHour: quantity(0, 20), interruptedShare: quantity(0, 1) }),
		minBilledHours: fc.nat({ max: 24 }),
		startupHours: fc.constantFrom(0, 0.25, 2)
	},
	{ requiredKeys: ['onDemandUsdPerHour'] }
);

const rentedSpecs = (scaling: 'peak' | 'hourly'): fc.Arbitrary<Written> =>
	fc.record({
		id: fc.constant('rented'),
		kind: fc.constant('make-rented'),
		capacity,
		...running,
		rent: rent.map((terms) => ({ ...terms, scaling }))
	});

const tiers = fc
	.array(fc.tuple(fc.integer({ min: 1, max: 20_000_000 }), fc.constantFrom(0.3, 0.8, 1, 1.2)), {
		maxLength: 3
	})
	.map((each) =>
		[...new Map(each)]
			.sort(([a], [b]) => a - b)
			.map(([fromRequests, priceFactor]) => ({ fromRequests, priceFactor }))
	);

const boughtSpecs = (id: string, kind: 'buy' | 'hosted'): fc.Arbitrary<Written> =>
	fc
		.record({
			id: fc.constant(id),
			kind: fc.constant(kind),
			price: fc.record({ usdPerRequest: quantity(0, 0.05) }),
			attemptsPerAnswer: maybe(quantity(1, 2)),
			acceptShare: quantity(0.5, 1),
			terms: fc.oneof(
				fc.record(
					{
						tiers,
						tierMode: fc.constantFrom('graduated', 'all-units'),
						commitUsdPerMonth: quantity(0, 90_000),
						overageFactor: fc.constantFrom(0.9, 1, 1.25)
					},
					{ requiredKeys: [] }
				),
				fc.record({
					reservedUnits: fc.record({
						usdPerUnitMonth: quantity(0, 9_000),
						requestsPerSPerUnit: quantity(0.05, 9)
					})
				})
			)
		})
		.map(({ terms, ...option }) => ({ ...option, ...terms }));

const hybridSpecs = (local: string): fc.Arbitrary<Written> =>
	fc.record({
		id: fc.constant('mix'),
		kind: fc.constant('hybrid'),
		mode: fc.constantFrom('router', 'cascade'),
		local: fc.constant(local),
		api: fc.constant('api'),
		apiShare: quantity(0, 1),
		acceptShare: quantity(0.5, 1)
	});

const requestsPerMonth = fc.oneof(fc.nat({ max: 50_000_000 }), quantity(0, 9_000_000));

/** Whole specs with two bought options, two made ones and a hybrid. */
export const arbitrarySpecs: fc.Arbitrary<Written> = fc
	.constantFrom('peak' as const, 'hourly' as const)
	.chain((scaling) =>
		fc.record({
			useCase: fc.constant('any'),
			demand:
				scaling === 'hourly'
					? fc.record({
							requestsPerMonth,
							profile: fc.constantFrom('office-chat', 'batch-night', 'always-on')
						})
					: fc.record({ requestsPerMonth, peakToAverage: maybe(quantity(1, 8)) }),
			options: fc
				.tuple(
					boughtSpecs('api', 'buy'),
					boughtSpecs('host', 'hosted'),
					ownedSpecs,
					rentedSpecs(scaling)
				)
				.chain((options) =>
					fc
						.constantFrom('own', 'rented')
						.chain(hybridSpecs)
						.map((hybrid) => [...options, hybrid])
				),
			discountRatePerYear: maybe(quantity(0, 0.3)),
			quality: fc.record(
				{
					checkUsd: quantity(0, 0.1),
					humanUsd: quantity(0, 5),
					errorUsd: quantity(0, 50),
					unnoticedShare: quantity(0, 1)
				},
				{ requiredKeys: [] }
			),
			draws: fc.constant(100),
			horizonMonths: fc.constantFrom(1, 12)
		})
	)
	// Through JSON, so that what is absent is absent, as in a file.
	.map((spec) => JSON.parse(JSON.stringify(spec)) as Written);
