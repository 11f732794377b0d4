/** The rate that headers allow, worked out by hand from what a mean answer uses. */
import { expect, it } from 'vitest';
import type { Allowance } from '#core/rate-limit.ts';
import { statedCeiling } from '#bench/economics/capacity/stated-ceiling.ts';

const allowance = (of: Allowance['of'], limit: number, windowS: number | null = 60): Allowance => ({
	of,
	limit,
	windowS,
	windowFrom: 'stated',
	leastLeft: null,
	responses: 1,
	lastSeenS: 1
});
/** 100 answers of 300 input tokens, 100 of them cached, and 50 output tokens. */
const ceiling = (allowances: Allowance[], changes: Record<string, unknown> = {}) =>
	statedCeiling({
		rateLimit: { allowances, longestRetryAfterS: null },
		completed: 100,
		inputTokens: 30_000,
		cacheReadTokens: 10_000,
		outputTokens: 5_000,
		conversations: null,
		...changes
	});

it('takes the allowance that is used up first', () => {
	expect(ceiling([allowance('requests', 600), allowance('tokens', 350_000)])).toEqual({
		requestsPerMinute: 600,
		by: 'requests',
		allowedPerMinute: 600
	});
	expect(ceiling([allowance('requests', 600), allowance('tokens', 35_000)])).toEqual({
		requestsPerMinute: 100,
		by: 'tokens',
		allowedPerMinute: 35_000
	});
});

it('counts cached tokens among tokens, and not among input tokens', () => {
	expect(ceiling([allowance('input-tokens', 20_000)])?.requestsPerMinute).toBe(100);
	expect(ceiling([allowance('output-tokens', 5_000)])?.requestsPerMinute).toBe(100);
});

it('turns windows into minutes, and leaves out those beyond an hour and those that nobody tells', () => {
	expect(ceiling([allowance('requests', 10, 1)])?.requestsPerMinute).toBe(600);
	expect(ceiling([allowance('requests', 10_000, 86_400)])).toBeNull();
	expect(ceiling([allowance('requests', 10_000, null)])).toBeNull();
});

it('is in conversations where an item is one of several requests', () => {
	const conversations = { begun: 20, requestsEach: 5 };
	expect(ceiling([allowance('requests', 600)], { conversations })?.requestsPerMinute).toBe(120);
});

it('is null for tokens without usage, and where no header said anything', () => {
	expect(ceiling([allowance('tokens', 600)], { outputTokens: null })).toBeNull();
	expect(ceiling([], { rateLimit: null })).toBeNull();
});
