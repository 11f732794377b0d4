/** Differences of two texts, word by word. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordDifference, type TextPart } from '#lib/word-difference.ts';

const textOf = (parts: readonly TextPart[], kinds: readonly TextPart['kind'][]): string =>
	parts
		.filter(({ kind }) => kinds.includes(kind))
		.map(({ text }) => text)
		.join('');

describe('the difference of two texts', () => {
	it('marks the words that changed and leaves the rest', () => {
		expect(wordDifference('the total is 12.50 EUR', 'the total is 12.75 EUR')).toStrictEqual([
			{ kind: 'same', text: 'the total is 12.' },
			{ kind: 'removed', text: '50' },
			{ kind: 'added', text: '75' },
			{ kind: 'same', text: ' EUR' }
		]);
	});

	it('is one part where nothing changed, and none of nothing', () => {
		expect(wordDifference('same', 'same')).toStrictEqual([{ kind: 'same', text: 'same' }]);
		expect(wordDifference('', '')).toStrictEqual([]);
	});

	it('does not align texts of a book, but still tells what is the same at both ends', () => {
		const words = (letter: string): string =>
			Array.from({ length: 2_000 }, (_, i) => `${letter}${String(i)}`).join(' ');
		const parts = wordDifference(`start ${words('a')} end`, `start ${words('b')} end`);
		expect(parts.map(({ kind }) => kind)).toStrictEqual(['same', 'removed', 'added', 'same']);
	});

	it('gives both texts back, whatever they are', () => {
		const word = fc.constantFrom('a', 'b', 'the', ' ', '\n', '.', 'ü', '😀', '12');
		const text = fc.oneof(
			fc.string({ unit: 'grapheme' }),
			fc.array(word).map((words) => words.join(''))
		);
		fc.assert(
			fc.property(text, text, (before, after) => {
				const parts = wordDifference(before, after);
				expect(textOf(parts, ['same', 'removed'])).toBe(before);
				expect(textOf(parts, ['same', 'added'])).toBe(after);
			})
		);
	});
});
