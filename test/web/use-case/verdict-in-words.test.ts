/** What changed assumptions did to the verdict, told in one sentence. */
import { describe, expect, it } from 'vitest';
import { changeInWords } from '../../../web/lib/use-case/verdict-in-words.ts';

const titleOf = (id: string): string => ({ own: 'two servers', api: 'the API' })[id] ?? id;
const buy = { state: 'buy', optionId: 'api', sentence: 'a' } as const;

describe('a change of assumptions', () => {
	it('that turns the verdict says from what to what', () => {
		expect(changeInWords(buy, { state: 'make', optionId: 'own', sentence: 'b' }, titleOf)).toBe(
			'The changes turn the verdict: as given buy, the API; with them make, two servers.'
		);
	});

	it('that leaves it says so, and whether the figures moved', () => {
		expect(changeInWords(buy, { ...buy, sentence: 'b' }, titleOf)).toContain('verdict stays: buy');
		expect(changeInWords(buy, buy, titleOf)).toBe('The changes leave the verdict as it was.');
	});

	it('does not say that it turns where both verdicts read the same', () => {
		const before = { state: 'not-enough-evidence', optionId: 'own', sentence: 'b' } as const;
		expect(changeInWords(before, { ...before, optionId: null, sentence: 'c' }, titleOf)).toBe(
			'The changes move the figures; the verdict stays: not enough evidence.'
		);
	});

	it('names who leads where no difference is shown, and nobody where evidence is missing', () => {
		const open = { state: 'no-difference-shown', optionId: 'own', sentence: 'b' } as const;
		expect(changeInWords(buy, open, titleOf)).toContain('no difference shown, two servers ahead');
		const unknown = { state: 'not-enough-evidence', optionId: null, sentence: 'c' } as const;
		expect(changeInWords(buy, unknown, titleOf)).toContain('with them not enough evidence.');
	});
});
