/**
 * The plain form of a make-or-buy comparison: every figure typed in, nothing looked up. The smallest input of
 * `bench cost crossover`.
 */
import { z } from 'zod';
import { toDecimal } from './decimal.ts';
import { signedDecimalSchema } from './quantity.ts';

const amount = (description: string, { aboveZero = false } = {}) =>
	signedDecimalSchema
		.superRefine((value, context) => {
			const size = toDecimal(value);
			if (aboveZero ? size.gt(0) : size.gte(0)) return;
			context.addIssue({
				code: 'custom',
				message: `expected a number ${aboveZero ? '>' : '≥'} 0, found ${value}`
			});
		})
		.meta({ description });

const tierSchema = z.strictObject({
	fromRequests: amount('Requests a month beyond which the price holds', { aboveZero: true }),
	usdPerRequest: amount('USD per request beyond that')
});

/** Thresholds must rise, or one volume would have two prices. */
const tiersSchema = z.array(tierSchema).superRefine((tiers, context) => {
	for (const [index, tier] of tiers.entries()) {
		const before = tiers[index - 1];
		if (before === undefined || toDecimal(tier.fromRequests).gt(before.fromRequests)) continue;
		context.addIssue({
			code: 'custom',
			path: [index, 'fromRequests'],
			message: `expected more than the ${before.fromRequests} requests of tiers[${String(index - 1)}], found ${tier.fromRequests} in tiers[${String(index)}]: thresholds must rise from tier to tier`
		});
	}
});

/** `graduated`: a tier's price holds for the requests beyond its threshold; `all-units`: for all once the volume is above it. */
export const tierModes = ['graduated', 'all-units'] as const;

/** Nodes up to which is looked where the spec names no largest volume. */
const nodesLookedAt = 1_000;

const writtenSchema = z.strictObject({
	buy: z.strictObject({
		usdPerRequest: amount('USD per request, below the first tier'),
		tiers: tiersSchema
			.default([])
			.describe('Volume prices, thresholds rising; one price for all volumes where absent'),
		tierMode: z
			.enum(tierModes)
			.default('graduated')
			.describe(
				'graduated: a tier price holds for the requests beyond its threshold; all-units: for all requests of the month once there are more than its threshold'
			),
		commitUsdPerMonth: amount('Least that is paid a month, USD; what is not used is lost').default(
			'0'
		)
	}),
	make: z.strictObject({
		fixedUsdPerMonth: amount('USD a month whatever the volume, nodes not included'),
		nodeUsdPerMonth: amount('USD a month for one node, idle or busy'),
		requestsPerNodeMonth: amount('Requests a month that one node carries, the peak allowed for', {
			aboveZero: true
		}),
		spareNodes: z
			.int()
			.min(0)
			.default(0)
			.describe('Nodes kept beside those that the volume needs; 0 where absent'),
		minNodes: z.int().min(0).default(1).describe('Least nodes that serve, spares not counted'),
		marginalUsdPerRequest: amount(
			'USD for one more request on a node that runs anyway; 0 where absent'
		).default('0')
	}),
	maxRequestsPerMonth: z
		.int()
		.min(1)
		.optional()
		.describe(
			'Largest volume looked at, requests a month; at most 2^53 − 1. Where absent what 1,000 nodes carry, if that is less'
		)
});

/** What so many nodes carry, as a whole number that a JSON number holds. */
const largestVolume = (requestsPerNodeMonth: string): number =>
	Math.min(
		Number.MAX_SAFE_INTEGER,
		Math.max(1, toDecimal(requestsPerNodeMonth).times(nodesLookedAt).round(0, 3).toNumber())
	);

export const plainCostSpecSchema = writtenSchema.transform((spec) => ({
	...spec,
	maxRequestsPerMonth: spec.maxRequestsPerMonth ?? largestVolume(spec.make.requestsPerNodeMonth)
}));

/** A checked spec: amounts are decimal text, absent fields have their defaults. */
export type PlainCostSpec = z.output<typeof plainCostSpecSchema>;
