/** Slips of the keyboard, at most one a word, in words that stay readable. */
import { pick, randomInt, type RandomSource } from '#core/random.ts';

const slip = (word: string, random: RandomSource): string => {
	const at = 1 + randomInt(random, word.length - 3);
	const before = word.slice(0, at);
	const [a = '', b = ''] = word.slice(at, at + 2);
	const after = word.slice(at + 2);
	return pick(random, [before + b + a + after, before + b + after, before + a + a + b + after]);
};

/** A copy of `text` with `count` misspelt words; names, numbers and addresses stay as they are. */
export const withTypos = (text: string, count: number, random: RandomSource): string => {
	const words = [...text.matchAll(/(?<![\p{L}\p{N}@./_'-])\p{Ll}{6,}(?![\p{L}\p{N}@./_-])/gu)];
	let result = text;
	for (let i = 0; i < count && words.length > 0; i++) {
		const [match] = words.splice(randomInt(random, words.length), 1);
		const word = match?.[0] ?? '';
		const replaced = slip(word, random);
		result = result.replace(word, () => replaced);
	}
	return result;
};
