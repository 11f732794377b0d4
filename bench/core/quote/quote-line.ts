/** One line of a quote. Which items there are depends on the kind of quote; the fields do not. */
import { z } from 'zod';
import {
	amountSchema,
	monthsSchema,
	positiveSchema,
	shareSchema,
	signedAmountSchema,
	startMonthSchema
} from './quote-decimal.ts';
import { quoteUnits, recurrences } from './quote-unit.ts';

/** Items of each kind of quote; `discount` is the only one whose price is negative. */
export const itemsByKind = {
	'server-purchase': [
		'server',
		'gpu',
		'network',
		'storage',
		'rack',
		'install',
		'integration',
		'freight',
		'licence',
		'support',
		'spares',
		'discount',
		'other'
	],
	'gpu-cloud': [
		'gpu',
		'storage',
		'network',
		'egress',
		'support',
		'setup',
		'licence',
		'discount',
		'other'
	],
	'api-contract': [
		'input-tokens',
		'cache-read-tokens',
		'cache-write-tokens',
		'output-tokens',
		'batch-input-tokens',
		'batch-output-tokens',
		'provisioned-unit',
		'platform-fee',
		'support',
		'discount',
		'other'
	],
	'seat-subscription': ['seat', 'onboarding', 'support', 'overage', 'discount', 'other'],
	colocation: [
		'power',
		'metered-power',
		'space',
		'cross-connect',
		'remote-hands',
		'setup',
		'discount',
		'other'
	],
	'managed-endpoint': ['gpu', 'storage', 'egress', 'support', 'setup', 'discount', 'other']
} as const;

export type QuoteKind = keyof typeof itemsByKind;
export type QuoteItem = (typeof itemsByKind)[QuoteKind][number];

export const quoteKinds = Object.keys(itemsByKind) as QuoteKind[];

/** The schema of a line whose item is one of `items`. */
export const quoteLineSchema = <const Items extends readonly [string, ...string[]]>(items: Items) =>
	z.strictObject({
		id: z.string().min(1).max(80).describe('Unique within the quote: its position or SKU'),
		item: z.enum(items).describe('What it is; a price reduction is a line with item "discount"'),
		description: z.string().max(2_000).default('').describe("The vendor's own words"),
		model: z
			.string()
			.min(1)
			.optional()
			.describe('Model that a token price is for; all models of the quote where absent'),
		quantity: positiveSchema
			.optional()
			.describe(
				'How many units fall due each time; absent for a rate that is paid by use and is in no total'
			),
		unit: z.enum(quoteUnits).describe('What the price is per'),
		unitPrice: signedAmountSchema.describe(
			'Price of one unit before the discount, in the currency of the quote; negative for item "discount" only'
		),
		discountShare: shareSchema.optional().describe('Reduction of the unit price: 0.1 is 10 %'),
		total: signedAmountSchema
			.optional()
			.describe('The total printed for this line each time it falls due; checked'),
		recurring: z.enum(recurrences).describe('How often it falls due'),
		startMonth: startMonthSchema
			.optional()
			.describe('Months after the start from which it falls due; 0 where absent'),
		months: monthsSchema
			.optional()
			.describe('For how many months it falls due; to the end of the term where absent'),
		page: z.int().min(1).optional().describe('Page of the offer')
	});

/** A tier of prices by volume. */
export const quoteTierSchema = z.strictObject({
	from: amountSchema.describe('Where the tier begins, in the unit of tierBasis'),
	discountShare: shareSchema.describe(
		'Reduction of the prices in this tier, on top of other discounts'
	)
});
