/**
 * The emulator's own token count: pieces of four characters, no model's tokenizer. Real tokenizers come near four
 * characters a token in English text, so the counts are plausible, but they are never those of a real model.
 */

/** Unicode code points in one piece. A choice, about the mean of common tokenizers on English text. */
export const charactersPerToken = 4;

/** Splits a text into pieces that join to exactly the same text; no piece cuts a character in two. */
export const tokenPieces = (text: string): string[] => {
	const pieces: string[] = [];
	let piece = '';
	let length = 0;
	for (const character of text) {
		piece += character;
		length += 1;
		if (length === charactersPerToken) {
			pieces.push(piece);
			piece = '';
			length = 0;
		}
	}
	if (piece !== '') pieces.push(piece);
	return pieces;
};

/** How many pieces `tokenPieces` makes of a text, without making them. */
export const countTokens = (text: string): number => {
	let characters = text.length;
	for (let i = 1; i < text.length; i++) {
		const unit = text.charCodeAt(i);
		if (unit < 0xdc00 || unit > 0xdfff) continue;
		const before = text.charCodeAt(i - 1);
		if (before >= 0xd800 && before <= 0xdbff) characters -= 1;
	}
	return Math.ceil(characters / charactersPerToken);
};
