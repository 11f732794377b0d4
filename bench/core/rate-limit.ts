/** What an endpoint says in its headers that it lets one key do: a ceiling of the contract, which no faster machine lifts. */
import { z } from 'zod';

/** What an allowance counts. `tokens` are those of prompt and answer together. */
export const allowanceUnits = ['requests', 'tokens', 'input-tokens', 'output-tokens'] as const;
export type AllowanceUnit = (typeof allowanceUnits)[number];

/** How the length of a window is known. */
export const windowSources = [
	/** A header, or its name, says so. */
	'stated',
	/** It follows from how fast what was used is given back. */
	'refill',
	/** Nothing says so; it is the minute of the provider's documentation. */
	'documented'
] as const;

/** One allowance that responses of a stage named. */
export const allowanceSchema = z.strictObject({
	of: z.enum(allowanceUnits),
	/** How much of it a window allows, as last seen. */
	limit: z.number().nonnegative(),
	/** Length of the window, s; null where nothing tells, so that `limit` is no rate. */
	windowS: z.number().positive().nullable(),
	windowFrom: z.enum(windowSources).nullable(),
	/** The least that was left of it in any response; null where none said. */
	leastLeft: z.number().nullable(),
	/** Responses that named it, refusals among them, and the end of the last, s on the clock of the stage. */
	responses: z.int().positive(),
	lastSeenS: z.number()
});

export type Allowance = z.infer<typeof allowanceSchema>;

export const rateLimitSchema = z.strictObject({
	allowances: z.array(allowanceSchema),
	/** The longest wait that a turned-away request was asked for (`retry-after`), s; null where none was. */
	longestRetryAfterS: z.number().nonnegative().nullable()
});

export type RateLimit = z.infer<typeof rateLimitSchema>;

/** What a key may do a minute; null where nothing says so. */
export interface PerMinute {
	requests: number | null;
	tokens: number | null;
	inputTokens: number | null;
	outputTokens: number | null;
}

const minuteS = 60;
/** An allowance of a longer window lets a busy minute through, and is held against the work of its own window. */
const longestForMinuteS = 3_600;

/** The tightest rate of those allowances that are for an hour or less; null where there is none. */
export const perMinuteOf = ({ allowances }: Pick<RateLimit, 'allowances'>): PerMinute => {
	const of = (unit: AllowanceUnit): number | null => {
		const rates = allowances.flatMap(({ of: counted, limit, windowS }) =>
			counted === unit && windowS !== null && windowS <= longestForMinuteS
				? [(limit * minuteS) / windowS]
				: []
		);
		return rates.length === 0 ? null : Math.min(...rates);
	};
	return {
		requests: of('requests'),
		tokens: of('tokens'),
		inputTokens: of('input-tokens'),
		outputTokens: of('output-tokens')
	};
};
