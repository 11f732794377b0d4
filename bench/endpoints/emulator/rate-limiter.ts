/**
 * What an emulated key may do a minute. As with real APIs, an allowance is a bucket that holds a minute's worth and fills steadily, so that a
 * burst passes until it is empty. A request takes itself and its tokens (prompt and answer) when it comes; one that is turned away takes nothing.
 */
import type { EmulatorRateLimit } from '#core/target.ts';
import { msToS, sToMs } from '#core/units.ts';

const windowMs = 60_000;

export interface BucketState {
	of: 'requests' | 'tokens';
	/** Allowed a minute. */
	limit: number;
	/** Whole units left, rounded down. */
	remaining: number;
	/** Until the bucket is full again, ms. */
	resetMs: number;
}

export interface Admission {
	isAllowed: boolean;
	/** Seconds until the same request would be let through, whole and at least 1; 0 where it is now. */
	retryAfterS: number;
	states: BucketState[];
}

export interface RateLimiter {
	/** `nowMs` never falls. */
	take(nowMs: number, tokens: number): Admission;
}

export const createRateLimiter = (
	{ requestsPerMinute, tokensPerMinute }: EmulatorRateLimit,
	startMs: number
): RateLimiter => {
	const limits = { requests: requestsPerMinute, tokens: tokensPerMinute };
	const buckets = (['requests', 'tokens'] as const).flatMap((of) => {
		const limit = limits[of];
		return limit === undefined ? [] : [{ of, limit, level: limit }];
	});
	let lastMs = startMs;
	return {
		take(nowMs, tokens) {
			for (const bucket of buckets) {
				const filled = (bucket.limit * (nowMs - lastMs)) / windowMs;
				bucket.level = Math.min(bucket.limit, bucket.level + filled);
			}
			lastMs = nowMs;
			const needs = { requests: 1, tokens };
			const waitMs = Math.max(
				0,
				...buckets.map(({ of, limit, level }) => ((needs[of] - level) * windowMs) / limit)
			);
			const isAllowed = waitMs === 0;
			if (isAllowed) for (const bucket of buckets) bucket.level -= needs[bucket.of];
			return {
				isAllowed,
				retryAfterS: Math.ceil(msToS(waitMs)),
				states: buckets.map(({ of, limit, level }) => ({
					of,
					limit,
					remaining: Math.floor(level),
					resetMs: ((limit - level) * windowMs) / limit
				}))
			};
		}
	};
};

/** `6ms`, `1.2s`, `1m30s`, as OpenAI writes durations. */
export const durationText = (durationMs: number): string => {
	const ms = Math.ceil(durationMs);
	if (ms < 1_000) return `${String(ms)}ms`;
	const minutes = Math.floor(ms / windowMs);
	const rest = `${String(msToS(ms - sToMs(minutes * 60)))}s`;
	return minutes === 0 ? rest : `${String(minutes)}m${rest}`;
};
