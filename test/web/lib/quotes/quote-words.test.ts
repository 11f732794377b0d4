import { describe, expect, it } from 'vitest';
import { askBasesInWords } from '#lib/quotes/quote-words.ts';

describe('what target and walk-away mean on a sheet', () => {
	it('is told by what its prices rest on', () => {
		expect(askBasesInWords(['draws', 'draws'])).toMatch(/90 % of the draws/u);
		expect(askBasesInWords(['draws'])).not.toContain('central values');
		expect(askBasesInWords(['central'])).toMatch(/no draws to count.*same at the central values/u);
		expect(askBasesInWords(['central'])).not.toContain('90 %');
		expect(askBasesInWords(['central', 'draws'])).toMatch(/90 %.+central values/u);
		expect(askBasesInWords([])).toBe('');
	});
});
