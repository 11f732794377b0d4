/** What a gateway between client and model said that it did with the requests of a stage: each of it makes another figure of what was asked for. */
import { z } from 'zod';

export const gatewayNames = ['litellm', 'portkey'] as const;
export type GatewayName = (typeof gatewayNames)[number];

export const gatewaySeenSchema = z.strictObject({
	name: z.enum(gatewayNames),
	/** Responses that named it, of any status; the counts below are parts of these. */
	responses: z.int().positive(),
	/** That came after it had asked again at least once: their time holds all its tries. */
	retried: z.int().nonnegative(),
	/** That a fallback gave: another model or deployment than the one asked for. */
	fellBack: z.int().nonnegative(),
	/** That another option of its routing gave than the first: a fallback, or its balancing of load. */
	otherOption: z.int().nonnegative(),
	/** That came from a cache of its own, and from no model. */
	fromCache: z.int().nonnegative(),
	/** Median of the time that it says it added itself, ms; null where it says none. */
	overheadP50Ms: z.number().nonnegative().nullable()
});

export type GatewaySeen = z.infer<typeof gatewaySeenSchema>;
