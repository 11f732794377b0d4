/** What only one kind of quote has. */
import { z } from 'zod';
import {
	amountSchema,
	monthsSchema,
	positiveSchema,
	shareSchema,
	startMonthSchema
} from './quote-decimal.ts';
import { quoteTierSchema } from './quote-line.ts';

const text = z.string().trim().min(1).max(2_000);
const count = z.int().min(1).max(1_000_000);

const slaSchema = z.strictObject({
	availabilityShare: shareSchema.optional().describe('Promised availability: 0.999'),
	creditCapShare: shareSchema
		.optional()
		.describe('Most that is credited, as a share of the monthly fee'),
	claimDays: z.int().min(1).max(365).optional().describe('Days within which a credit is claimed')
});

const rampSchema = z
	.array(
		z.strictObject({
			fromMonth: startMonthSchema.describe('Months after the start'),
			share: shareSchema.describe('Share of the full quantity that is paid from then on')
		})
	)
	.min(1)
	.describe('Capacity that is paid in steps; full from the start where absent');

const commitSchema = z.strictObject({
	amount: positiveSchema.describe('Least spend per period, in the currency of the quote'),
	per: z.enum(['month', 'year', 'term']),
	overageFactor: positiveSchema
		.optional()
		.describe('Price beyond the commitment / price within it; 1 where absent'),
	rollOver: z
		.enum(['none', 'next-period', 'term'])
		.optional()
		.describe('What happens to spend that is left over; lost where absent'),
	ramp: z
		.array(z.strictObject({ fromMonth: startMonthSchema, share: shareSchema }))
		.min(1)
		.optional()
		.describe('Share of the commitment that holds from a month on'),
	eligible: text.optional().describe('What counts towards it')
});

const perMinute = z.int().min(1).max(1_000_000_000_000);

const rateLimitsSchema = z.strictObject({
	tokensPerMinute: perMinute.optional(),
	inputTokensPerMinute: perMinute.optional(),
	outputTokensPerMinute: perMinute.optional(),
	requestsPerMinute: perMinute.optional(),
	batchQueueTokens: z.int().min(1).optional().describe('Tokens that may wait in the batch queue')
});

/** Fields of one kind each, beside the common ones and the lines. */
export const quoteKindFields = {
	'server-purchase': {
		gpu: text.optional().describe('Name of the accelerator: H200'),
		gpusPerNode: count.optional(),
		nodes: count
			.optional()
			.describe('Servers; the quantity of the lines with item "server" where absent'),
		baseboard: text.optional().describe('Baseboard of the accelerators: HGX'),
		configuration: text.optional().describe('CPU, memory, disks and network cards of a server'),
		maxKwPerNode: positiveSchema.optional().describe('Nameplate power of a server, kW'),
		buyBack: z
			.strictObject({
				afterMonths: monthsSchema,
				share: shareSchema.describe('Share of the server price that is paid back')
			})
			.optional()
	},
	'gpu-cloud': {
		sku: text.optional(),
		gpu: text.optional().describe('Name of the accelerator: H100'),
		gpus: count
			.optional()
			.describe('GPUs at full capacity; the quantity of the lines by the GPU-hour where absent'),
		mode: z.enum(['on-demand', 'reserved', 'spot', 'block']),
		termMonths: monthsSchema.optional().describe('Length of the commitment'),
		takeOrPay: z.boolean().optional().describe('Whether unused hours are paid'),
		minimumHours: positiveSchema.optional().describe('Smallest time that is billed, hours'),
		upfrontShare: shareSchema
			.optional()
			.describe('Share of the recurring charges of the term that is paid at its start'),
		ramp: rampSchema.optional(),
		sla: slaSchema.optional(),
		exitFeeShare: shareSchema
			.optional()
			.describe('Share of the remaining charges that an early end costs'),
		region: text.optional()
	},
	'api-contract': {
		termMonths: monthsSchema.optional(),
		discountShare: shareSchema
			.optional()
			.describe('Reduction of the list price of token lines without a discount of their own'),
		tierBasis: z
			.enum(['spend', '1m-tokens'])
			.optional()
			.describe('What tiers count: spend a month before tiers, or millions of tokens a month'),
		tierMode: z
			.enum(['graduated', 'all-units'])
			.optional()
			.describe('Whether a tier holds for what is beyond it, or for everything'),
		tiers: z.array(quoteTierSchema).min(1).max(50).optional(),
		commit: commitSchema.optional(),
		batchEligible: z.boolean().optional().describe('Whether the discount holds for batch work'),
		priorityEligible: z.boolean().optional(),
		residencySurchargeShare: shareSchema.optional(),
		rateLimits: rateLimitsSchema.optional(),
		sla: slaSchema.optional(),
		deprecationNoticeMonths: z.int().min(0).max(60).optional()
	},
	'seat-subscription': {
		seats: count.optional().describe('Seats; the quantity of the lines with item "seat" if absent'),
		termMonths: monthsSchema.optional(),
		includedRequestsPerSeatMonth: amountSchema.optional(),
		trueDown: z.boolean().optional().describe('Whether seats can be given back during the term'),
		sla: slaSchema.optional()
	},
	colocation: {
		termMonths: monthsSchema.optional(),
		committedKw: positiveSchema
			.optional()
			.describe('Power that is paid whether drawn or not; of the lines by the kW-month if absent'),
		power: z
			.enum(['included', 'metered'])
			.describe('Whether the electricity is in the rate per kW or billed by meter'),
		pueCap: positiveSchema.optional().describe('Largest PUE that is billed'),
		crossConnects: z.int().min(0).max(10_000).optional(),
		location: text.optional(),
		sla: slaSchema.optional()
	},
	'managed-endpoint': {
		gpu: text.optional(),
		termMonths: monthsSchema.optional(),
		gpusPerReplica: count,
		minReplicas: z.int().min(0).max(100_000).describe('Replicas that run and are paid at least'),
		coldStartS: amountSchema.optional().describe('Seconds from nothing to a first answer'),
		model: text.optional(),
		sla: slaSchema.optional()
	}
} as const;
