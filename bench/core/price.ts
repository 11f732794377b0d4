/** How a target is paid for. Prices are decimal text, so that no binary fraction ever enters money. */
import { z } from 'zod';
import { decimalText } from './decimal.ts';
import { imageSizePattern } from './image-request.ts';
import { risingThresholds } from './rising-thresholds.ts';

/**
 * A non-negative amount: written as a number or a string in files, decimal text once parsed. A number counts as the shortest
 * decimal that reads back as it, so that YAML's 1e-7 is 0.0000001.
 */
export const decimalSchema = z
	.union([z.number(), z.string()])
	.transform((value) => (typeof value === 'number' ? decimalText(value) : value))
	.pipe(z.string().regex(/^\d+(\.\d+)?$/, 'expected a plain non-negative decimal such as 2.50'))
	.meta({ description: 'A non-negative decimal amount' });

const provenance = {
	source: z.string().min(1).describe('Page, quote or person the price comes from'),
	checkedOn: z.iso.date().describe('Day on which somebody looked, YYYY-MM-DD')
};

const tokenRates = {
	inputUsdPerMtok: decimalSchema.describe('USD per million uncached input tokens'),
	cacheReadUsdPerMtok: decimalSchema
		.optional()
		.describe('USD per million input tokens read from the cache; the input price where absent'),
	cacheWriteUsdPerMtok: z
		.record(z.string(), decimalSchema)
		.optional()
		.describe(
			'USD per million input tokens written to the cache, by time-to-live, "any" for those that are not named; the input price where absent'
		),
	outputUsdPerMtok: decimalSchema.describe('USD per million output tokens, reasoning included')
};

/** Other rates for long prompts. Thresholds rise, so that the last one that a request reaches is the one that prices it. */
const contextTiersSchema = z
	.array(
		z.strictObject({
			fromInputTokens: z
				.int()
				.positive()
				.describe(
					'Smallest number of input tokens, cached ones included, from which these rates price the whole request'
				),
			...tokenRates
		})
	)
	.superRefine(risingThresholds);

export const perTokenPriceSchema = z.strictObject({
	kind: z.literal('per-token'),
	...tokenRates,
	contextTiers: contextTiersSchema
		.optional()
		.describe('Rates for prompts from so many tokens on; the same at all lengths where absent'),
	...provenance
});

export const perHourPriceSchema = z.strictObject({
	kind: z.literal('per-hour'),
	usdPerHour: decimalSchema.describe(
		'USD for one hour of the whole endpoint as measured, all its nodes'
	),
	...provenance
});

export const perImagePriceSchema = z.strictObject({
	kind: z.literal('per-image'),
	usdPerImage: z
		.record(z.string().regex(imageSizePattern, 'expected a size such as 1024x1024'), decimalSchema)
		.refine((prices) => Object.keys(prices).length > 0, 'expected the price of at least one size')
		.describe('USD for one image, by its size, at the quality that the target asks for'),
	...provenance
});

/** What an API is billed by. */
export const billedPriceSchema = z.discriminatedUnion('kind', [
	perTokenPriceSchema,
	perImagePriceSchema
]);

export const priceSchema = z.discriminatedUnion('kind', [
	perTokenPriceSchema,
	perHourPriceSchema,
	perImagePriceSchema
]);

export type Price = z.infer<typeof priceSchema>;
export type PriceKind = Price['kind'];
export type PerImagePrice = z.infer<typeof perImagePriceSchema>;
export type BilledPrice = z.infer<typeof billedPriceSchema>;
export type PerTokenPrice = z.infer<typeof perTokenPriceSchema>;
/** The rates of a price, for prompts of any length or from one on. */
export type TokenRates = Pick<
	PerTokenPrice,
	'inputUsdPerMtok' | 'cacheReadUsdPerMtok' | 'cacheWriteUsdPerMtok' | 'outputUsdPerMtok'
>;
