/** The rates of a request in USD per million tokens, for any length of context. Unknown rates are null, never zero. */
import { z } from 'zod';
import { decimalText } from './decimal.ts';
import { decimalSchema } from './price.ts';
import { risingThresholds } from './rising-thresholds.ts';

/** A non-negative amount in its shortest form, so that equal prices are equal texts. */
export const usdSchema = decimalSchema.transform((text) => decimalText(text));

/** A rate, decimal text; null where nobody has looked it up. */
export const rateSchema = (description: string) =>
	usdSchema.nullable().default(null).describe(description);

/** Name for every time-to-live that a rate card does not name. */
export const anyCacheTtl = 'any';

const rateFields = {
	inputUsdPerMtok: rateSchema(
		'USD per million input tokens that were neither read from nor written to a cache'
	),
	cacheReadUsdPerMtok: rateSchema('USD per million input tokens read from the cache'),
	cacheWriteUsdPerMtok: z
		.record(
			z.string().regex(/^[a-z0-9]{1,10}$/u, 'expected a time-to-live such as 5m or 1h'),
			usdSchema
		)
		.default({})
		.describe(
			'USD per million input tokens written to the cache, by time-to-live; "default" where the request names none, "any" for all that are not named'
		),
	outputUsdPerMtok: rateSchema('USD per million output tokens, reasoning included'),
	reasoningUsdPerMtok: rateSchema(
		'USD per million reasoning tokens, only where the vendor bills them apart from other output'
	)
};

export const rateCardSchema = z.strictObject(rateFields);

/** The rates of a request, USD per million tokens as decimal text; null where unknown. */
export type RateCard = z.infer<typeof rateCardSchema>;

export const contextTierSchema = z.strictObject({
	fromInputTokens: z
		.int()
		.positive()
		.describe(
			'Smallest number of input tokens, cached ones included, from which this card prices the whole request'
		),
	...rateFields
});

const contextTiersSchema = z.array(contextTierSchema).superRefine(risingThresholds).default([]);

/** Fields of a rate table. */
export const rateTableFields = { ...rateFields, contextTiers: contextTiersSchema };

export const rateTableSchema = z.strictObject(rateTableFields);

/** A rate card with those of longer contexts. */
export type RateTable = z.infer<typeof rateTableSchema>;
