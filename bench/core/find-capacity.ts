/** How far a search for the capacity of an endpoint may go: `findCapacity` in a config, flags of `bench load`. */
import { z } from 'zod';

/** A week; also what the timers of a computer can hold. */
const longestS = 604_800;

const searchLimitsSchema = z.strictObject({
	precision: z
		.number()
		.gt(0)
		.max(0.5)
		.default(0.05)
		.describe('Half the wanted width of the 95 % interval, as a share of the capacity'),
	startRatePerS: z
		.number()
		.positive()
		.optional()
		.describe(
			'First rate to offer, requests/s; one over the latency of a single request where absent'
		),
	maxStages: z.int().min(2).max(1_000).default(60).describe('Most stages of the search'),
	maxDurationS: z
		.number()
		.positive()
		.max(longestS)
		.default(3_600)
		.describe('Longest search of one cell, drains included, seconds'),
	maxRequests: z
		.int()
		.positive()
		.optional()
		.describe(
			'Most requests of the search; 2,000 where a target costs money by the request, no bound elsewhere'
		),
	maxRatePerS: z.number().positive().optional().describe('Highest rate to offer, requests/s')
});

export const findCapacitySchema = z.union([z.literal(true), searchLimitsSchema]).meta({
	description:
		'Search the highest Poisson rate at which the objective holds (Poisson stages after the "loads"); `true`, or how far it may go'
});

export type FindCapacity = z.infer<typeof findCapacitySchema>;
export type SearchLimits = z.infer<typeof searchLimitsSchema>;

/** The limits with every default filled in. */
export const searchLimitsOf = (findCapacity: FindCapacity): SearchLimits =>
	findCapacity === true ? searchLimitsSchema.parse({}) : findCapacity;
