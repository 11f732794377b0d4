import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { parseTokens } from '#bench/commands/model/parse-tokens.ts';

describe('parseTokens', () => {
	it.each([
		['131072', 131_072],
		['32k', 32_768],
		['128K', 131_072],
		['1m', 1_048_576],
		[' 8 ', 8]
	])('reads %s', (text, tokens) => {
		expect(parseTokens(text)).toBe(tokens);
	});

	it.each(['', '0', '32q', '-1', '1.5k', '1e6', '9999m', 'k'])('refuses "%s"', (text) => {
		expect(() => parseTokens(text)).toThrow(InvalidArgumentError);
	});
});
