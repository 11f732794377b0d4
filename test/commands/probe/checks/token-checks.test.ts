/** What a probe says of prompt caches. */
import { describe, expect, it } from 'vitest';
import type { ProbeCheck } from '#core/probe.ts';
import { tokenChecks } from '#bench/commands/probe/checks/token-checks.ts';
import { exchangeOf, findingsOf } from './support/exchange-of.ts';

const cacheCheck = (cachedTokens: number | null): ProbeCheck => {
	const usage = {
		prompt_tokens: 1_150,
		completion_tokens: 1,
		...(cachedTokens !== null && { prompt_tokens_details: { cached_tokens: cachedTokens } })
	};
	const exchanges = (['long-1', 'long-2'] as const).map((id) =>
		exchangeOf(id, { content: 'ok' }, 'stop', usage)
	);
	const findings = findingsOf(exchanges);
	const found = tokenChecks
		.map((check) => check(findings))
		.find(({ id }) => id === 'cached-tokens');
	if (!found) throw new Error('there is no check of cached tokens');
	return found;
};

describe('the check of the prompt cache', () => {
	it('concludes from one repeat that a cache is there, and never that there is none', () => {
		expect(cacheCheck(1_024)).toMatchObject({ status: 'ok' });
		expect(cacheCheck(1_024).means).toMatch(/are read from a cache/);
		expect(cacheCheck(0)).toMatchObject({
			status: 'ok',
			came: 'The counts are there: 0 of 1150 input tokens.'
		});
		expect(cacheCheck(0).means).toMatch(/shows no cache, and not that there is none/);
		expect(cacheCheck(0).means).toMatch(/promptCache: defeat/);
		expect(cacheCheck(null).status).toBe('missing');
	});
});
