/** Terms that stand beside the rates of a price list: hours, regions, service tiers, calls, reserved throughput. */
import { z } from 'zod';
import { rateTableSchema, usdSchema } from './rate-card.ts';

const daySchema = z.iso.date();

/** A name as a provider writes it. */
export const priceNameSchema = z
	.string()
	.regex(/^\S+( \S+)*$/u, 'expected a name without spaces at its ends')
	.max(200);

/** How far a source can be relied on: read in it, agreed in a contract, told by somebody else, worked out from it, or assumed. */
export const evidenceKinds = ['read', 'contract', 'second-hand', 'calculated', 'assumed'] as const;

export const noteField = z
	.string()
	.min(1)
	.nullable()
	.default(null)
	.describe('What a reader should know');
export const evidenceField = z
	.enum(evidenceKinds)
	.nullable()
	.default(null)
	.describe(
		'read: seen in the source; contract: agreed in writing; second-hand: told by somebody else; calculated; assumed'
	);
export const validFromField = daySchema
	.nullable()
	.default(null)
	.describe('First day (UTC) on which it holds, YYYY-MM-DD; null: since ever');
export const validToField = daySchema
	.nullable()
	.default(null)
	.describe('Last day (UTC) on which it holds, YYYY-MM-DD; null: until replaced');

/** Where a term differs from the entry it stands in. */
const termFields = {
	validFrom: validFromField,
	validTo: validToField,
	sourceUrl: z
		.string()
		.min(1)
		.nullable()
		.default(null)
		.describe('Source, where it is not the entry’s'),
	asOf: daySchema
		.nullable()
		.default(null)
		.describe('Day on which somebody looked, where it differs'),
	enteredBy: z
		.string()
		.min(1)
		.nullable()
		.default(null)
		.describe('Who entered it, where it differs'),
	evidence: evidenceField,
	note: noteField
};

const isOneOf = ({ factor, rates }: { factor: unknown; rates: unknown }): boolean =>
	(factor === null) !== (rates === null);
const oneOfMessage = 'expected either "factor" or "rates"';

const factorField = usdSchema
	.nullable()
	.default(null)
	.describe('Price / price without it, such as 0.5; for all token rates');
const ratesField = rateTableSchema.nullable().default(null).describe('Rates of its own');

const timeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/u, 'expected a time as HH:MM');

/** Days of the week, as `Date.getUTCDay` counts them. */
export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

export const timeWindowSchema = z
	.strictObject({
		fromUtc: timeSchema.describe('First minute of every day, UTC, HH:MM'),
		toUtc: timeSchema.describe(
			'First minute after it, UTC, HH:MM; before "fromUtc": past midnight'
		),
		weekdaysUtc: z
			.array(z.enum(weekdays))
			.default([])
			.describe('Days of the week (UTC) on which it holds; every day where empty'),
		factor: factorField,
		rates: ratesField,
		...termFields
	})
	.refine(isOneOf, oneOfMessage)
	.refine(({ fromUtc, toUtc }) => fromUtc !== toUtc, 'the window is empty');

export const regionSchema = z.strictObject({
	region: priceNameSchema.describe('Where the request must be processed, such as `us`'),
	factor: usdSchema.describe('Price / price without a region, such as 1.1; for all token rates'),
	...termFields
});

/** `standard` is what a price list states without more; the others change it. */
export const serviceTierNames = ['standard', 'batch', 'flex', 'priority', 'fast'] as const;
export type ServiceTierName = (typeof serviceTierNames)[number];

/** What cached tokens cost in a service tier. */
export const cacheStackings = ['stacks', 'cache-rate', 'input-rate', 'unknown'] as const;

export const serviceTierSchema = z
	.strictObject({
		tier: z.enum(serviceTierNames).exclude(['standard']),
		factor: factorField,
		rates: ratesField,
		withCache: z
			.enum(cacheStackings)
			.default('unknown')
			.describe(
				'Cached tokens pay: stacks: the cache rate × factor (or the own cache rate); cache-rate: the cache rate without the factor; input-rate: the input rate of the tier; unknown: nobody has looked, and the cost of a request with cached tokens is unknown'
			),
		maxInputTokens: z
			.int()
			.positive()
			.nullable()
			.default(null)
			.describe('Largest request, input tokens, that the tier takes; null: no limit stated'),
		...termFields
	})
	.refine(isOneOf, oneOfMessage);

export const callPriceSchema = z.strictObject({
	call: priceNameSchema.describe(
		'What is billed by the call, such as `web-search`; `request` is billed once a request'
	),
	usdPer1kCalls: usdSchema.describe('USD per thousand calls'),
	...termFields
});

export const throughputUnitSchema = z.strictObject({
	unit: priceNameSchema.describe('Name of the unit at the vendor'),
	usdPerUnit: usdSchema.describe('USD for one unit and one `per`'),
	per: z.enum(['minute', 'hour', 'day', 'month']),
	inputTokensPerMin: z
		.int()
		.positive()
		.nullable()
		.default(null)
		.describe(
			'Input tokens a minute that a unit carries; null where it carries none or it is not stated'
		),
	outputTokensPerMin: z
		.int()
		.positive()
		.nullable()
		.default(null)
		.describe(
			'Output tokens a minute that a unit carries; null where it carries none or it is not stated'
		),
	minimumDays: z.int().positive().nullable().default(null).describe('Shortest term, days'),
	...termFields
});

/** Terms that stand beside the rates; in an entry, or added to entries of others. */
export const termLists = {
	timeWindows: z.array(timeWindowSchema).default([]).describe('Hours of the day with other prices'),
	regions: z.array(regionSchema).default([]).describe('Surcharges for where it is processed'),
	serviceTiers: z.array(serviceTierSchema).default([]).describe('Batch, flex, priority and fast'),
	calls: z.array(callPriceSchema).default([]).describe('What is billed by the call'),
	throughputUnits: z
		.array(throughputUnitSchema)
		.default([])
		.describe('Reserved or provisioned throughput that can be bought')
};

/** The lists of terms by name. */
export const termListNames = [
	'timeWindows',
	'regions',
	'serviceTiers',
	'calls',
	'throughputUnits'
] as const satisfies readonly (keyof typeof termLists)[];

export type TimeWindow = z.infer<typeof timeWindowSchema>;
export type ServiceTier = z.infer<typeof serviceTierSchema>;
export type RegionPrice = z.infer<typeof regionSchema>;
export type CallPrice = z.infer<typeof callPriceSchema>;
export type ThroughputUnit = z.infer<typeof throughputUnitSchema>;
