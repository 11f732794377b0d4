/** Finds phrases in a text by whole words, whatever their case, accents and punctuation. */

/** Words and numbers with one space between them and around all, so that `12` is not found in `112`. */
export const spacedWords = (text: string): string =>
	` ${text
		.normalize('NFKD')
		.replaceAll(/[\u0300-\u036F]/gu, '')
		.toLowerCase()
		.replaceAll(/(\d)[,'’](?=\d{3}(?!\d))/gu, '$1')
		.replaceAll(/[^\p{L}\p{N}.%$€£]+/gu, ' ')
		.replaceAll(/\.(?!\d)/gu, ' ')
		.replaceAll(/\s+/gu, ' ')
		.trim()} `;

/** Spaces between thousands gone: `1 200` is `1200`. */
const withoutGaps = (words: string): string =>
	words.replaceAll(/(?<![\d.])\d{1,3}(?: \d{3})+(?![\d.])/gu, (number) =>
		number.replaceAll(' ', '')
	);

/** Signs of currencies and percentages behind their numbers and apart: `€12` and `12€` are both `12 €`. */
const withSignsBehind = (words: string): string =>
	withoutGaps(words)
		.replaceAll(/([€£$]) ?(\d+(?:[ .]\d{1,2}(?!\d)|\.\d+)?)/gu, '$2 $1')
		.replaceAll(/(\d)([€£$%])/gu, '$1 $2');

/**
 * Whether the words of `spacedWords` hold a phrase, wherever they put the sign of an amount and the gap between thousands. An asterisk
 * at either end stands for the rest of the word: `offer*` is found in "offers", `*angebot` in "Gegenangebot".
 */
export const hasPhrase = (words: string, phrase: string): boolean => {
	const written = phrase.trim();
	const wanted = spacedWords(written).trim();
	if (wanted === '') return false;
	const before = written.startsWith('*') ? '' : ' ';
	const after = written.endsWith('*') ? '' : ' ';
	if (words.includes(`${before}${wanted}${after}`)) return true;
	const form = /[€£$%]/u.test(wanted) ? withSignsBehind : withoutGaps;
	return form(words).includes(`${before}${form(wanted)}${after}`);
};
