/**
 * Texts of a wanted number of words that begin alike exactly where they should: the same block is the same text, and two different ones differ
 * within their first words. Pure; the seed is an argument.
 */
import { createRandom, randomInt } from '#core/random.ts';

/** What a part of a prompt is: a block that prompts share, or text of one request alone. */
export interface PromptPart {
	kind: 'block' | 'own';
	/** The id of the block, or the place of the request in the trace; a whole number from 0. */
	id: number;
	words: number;
}

/** Whole numbers below this are told apart. */
const idLimit = 2 ** 53;

/**
 * The words that stand for an id: its digits, the lowest first, so that neighbours differ at once. The first word tells a block from text of a
 * request as well.
 */
const wordsOfId = (vocabulary: readonly string[], { kind, id }: PromptPart): string[] => {
	const half = Math.floor(vocabulary.length / 2);
	const words = [vocabulary[(id % half) * 2 + (kind === 'own' ? 1 : 0)] as string];
	let [rest, limit] = [Math.floor(id / half), idLimit / half];
	for (; limit > 1; limit /= vocabulary.length) {
		words.push(vocabulary[rest % vocabulary.length] as string);
		rest = Math.floor(rest / vocabulary.length);
	}
	return words;
};

/** Words that tell two parts apart; a part that is cut to fewer may begin as another one does. */
export const tellingWords = (vocabulary: readonly string[]): number =>
	wordsOfId(vocabulary, { kind: 'block', id: 0, words: 0 }).length;

const wordsOf = (vocabulary: readonly string[], part: PromptPart, seed: number): string[] => {
	const words = wordsOfId(vocabulary, part).slice(0, part.words);
	const random = createRandom(seed, `${part.kind} ${String(part.id)} of a prompt`);
	while (words.length < part.words) {
		words.push(vocabulary[randomInt(random, vocabulary.length)] as string);
	}
	return words;
};

/** The text of the parts one after another, words with one space between them. */
export const promptText = (
	vocabulary: readonly string[],
	parts: readonly PromptPart[],
	seed: number
): string => parts.flatMap((part) => wordsOf(vocabulary, part, seed)).join(' ');
