import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	charactersPerToken,
	countTokens,
	tokenPieces
} from '#bench/endpoints/emulator/token-pieces.ts';

const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));

test('a text is cut into pieces of four characters and a rest', () => {
	expect(tokenPieces('card_arrival')).toEqual(['card', '_arr', 'ival']);
	expect(tokenPieces('Über 5 €')).toEqual(['Über', ' 5 €']);
	expect(tokenPieces('abcde')).toEqual(['abcd', 'e']);
	expect(tokenPieces('')).toEqual([]);
});

test('the pieces of any text join to the same text and are all full but the last', () => {
	fc.assert(
		fc.property(anyText, (text) => {
			const pieces = tokenPieces(text);
			expect(pieces.join('')).toBe(text);
			for (const piece of pieces.slice(0, -1)) {
				expect(piece.match(/./gsu)).toHaveLength(charactersPerToken);
			}
		})
	);
});

test('no piece of a well-formed text cuts a character in two', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary' }), (text) => {
			expect(tokenPieces(text).every((piece) => piece.isWellFormed())).toBe(true);
		})
	);
});

test('counting tells the number of pieces without making them, also for broken surrogates', () => {
	const codeUnits = fc
		.array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd800, max: 0xdfff })))
		.map((units) => String.fromCharCode(...units));
	fc.assert(
		fc.property(fc.oneof(anyText, codeUnits), (text) => {
			expect(countTokens(text)).toBe(tokenPieces(text).length);
		})
	);
});
