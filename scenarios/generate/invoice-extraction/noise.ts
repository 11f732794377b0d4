/**
 * What scanning and text extraction do to a page. Words that a reference is read from (names, months) and everything with a
 * digit are left alone, so that a careful person still reads every field.
 */
import { pick, randomInt, type RandomSource } from '#core/random.ts';
import { monthNames } from '../month-names.ts';

const confusions: readonly (readonly [string, string])[] = [
	['rn', 'm'],
	['m', 'rn'],
	['l', '1'],
	['I', 'l'],
	['o', '0'],
	['O', '0'],
	['S', '5'],
	['cl', 'd'],
	['ü', 'u'],
	['ä', 'a'],
	['é', 'e'],
	['ó', 'o'],
	['ł', 'l'],
	['e', 'c']
];

const misread = (word: string, random: RandomSource): string => {
	const possible = confusions.filter(([from]) => word.includes(from));
	if (possible.length === 0) return word;
	const [from, to] = pick(random, possible);
	return word.replace(from, to);
};

/** Misreads a letter in a share of the longer words. */
export const withMisreadLetters = (
	text: string,
	protectedText: string,
	share: number,
	random: RandomSource
): string => {
	const kept = new Set(
		[protectedText, ...Object.values(monthNames).flat()].join(' ').match(/\p{L}+/gu)
	);
	return text.replace(/(?<![\p{L}\p{N}/#-])\p{L}{5,}(?![\p{L}\p{N}/#-])/gu, (word) =>
		!kept.has(word) && !kept.has(word.toLowerCase()) && random() < share
			? misread(word, random)
			: word
	);
};

/** Columns that have lost their alignment. */
export const withoutAlignment = (text: string): string =>
	text.replace(/(?<=\S) {3,}(?=\S)/gu, '  ');

/** Specks and lines of the scanner between the lines of the text. */
export const withSpecks = (text: string, random: RandomSource): string => {
	const lines = text.split('\n');
	for (let i = 0; i < 3; i++) {
		lines.splice(
			1 + randomInt(random, lines.length),
			0,
			pick(random, ["  .  '", '~ -', '|', ' : .', '_ _ _', '·'])
		);
	}
	return lines.join('\n');
};
