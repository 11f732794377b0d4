import { describe, expect, it } from 'vitest';
import { longPrompt } from '#bench/commands/probe/prompts.ts';
import { encodingNames, openTokeniser } from '#bench/load/prompts/tokeniser.ts';

describe('the long prompt of a probe', () => {
	it.each(encodingNames)('is long enough to be kept in a cache, as %s counts it', async (name) => {
		const tokens = (await openTokeniser(name)).count(longPrompt('0123456789abcdef'));
		expect(tokens).toBeGreaterThan(1_024 + 50);
		expect(tokens).toBeLessThan(1_300);
	});

	it('begins like no other with another salt', () => {
		expect(longPrompt('a').slice(0, 8)).not.toBe(longPrompt('b').slice(0, 8));
	});
});
