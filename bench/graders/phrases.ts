/** Finds phrases in a text by whole words, whatever their case, accents and punctuation. */

/** Words and numbers with one space between them and around all, so that `12` is not found in `112`. */
export const spacedWords = (text: string): string =>
	` ${text
		.normalize('NFKD')
		.replaceAll(/[\u0300-\u036F]/gu, '')
		.toLowerCase()
		.replaceAll(/(\d)[,'’\u00A0\u202F](?=\d{3}(?!\d))/gu, '$1')
		.replaceAll(/[^\p{L}\p{N}.%$€£]+/gu, ' ')
		.replaceAll(/\.(?!\d)/gu, ' ')
		.replaceAll(/\s+/gu, ' ')
		.trim()} `;

/**
 * Whether the words of `spacedWords` hold a phrase. An asterisk at either end stands for the rest of the word: `offer*` is found in
 * "offers", `*angebot` in "Gegenangebot".
 */
export const hasPhrase = (words: string, phrase: string): boolean => {
	const written = phrase.trim();
	const wanted = spacedWords(written).trim();
	if (wanted === '') return false;
	const before = written.startsWith('*') ? '' : ' ';
	const after = written.endsWith('*') ? '' : ' ';
	return words.includes(`${before}${wanted}${after}`);
};
