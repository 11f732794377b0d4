/** The words that are one token each for a tokeniser, wherever they stand, so that N of them are N tokens. */
import { BenchError } from '#core/errors.ts';
import { promptText } from './prompt-words.ts';
import type { Tokeniser } from './tokeniser.ts';
import { wordList } from './word-list.ts';

/** With fewer words prompts would hardly differ. */
const fewestWords = 64;
/** Words of the text on which it is checked that tokens add up. */
const checkedWords = 4_096;

/** Throws `E_CONFIG` where the tokeniser has too few such words, or where their tokens do not add up. */
export const exactWords = ({ name, count }: Tokeniser): string[] => {
	const words = wordList.filter(
		(word) => count(word) === 1 && count(`${word} ${word}`) === 2 && count(`the ${word}`) === 2
	);
	const isExact =
		words.length >= fewestWords &&
		count(promptText(words, [{ kind: 'own', id: 0, words: checkedWords }], 1)) === checkedWords;
	if (isExact) return words;
	throw new BenchError(
		'E_CONFIG',
		`prompts of an exact length cannot be written for ${name}: ${String(words.length)} of ${String(wordList.length)} common words are one token each`,
		{ hint: 'Leave --tokenizer out: the length of words is then measured at the endpoint.' }
	);
};
