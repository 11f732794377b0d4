/** What can be told of the kind of a request without a model: how it opens, how long it is, how many turns it has. */
import type { LoggedPrompt } from './trace-request.ts';

/** Words of the opening: enough to tell templates apart, few enough that free texts behind a short one stay together. */
const openingWords = 4;
const longestWord = 24;
/** Characters that are looked at for the opening: room for a long key before its words. */
const openingCharacters = 2_000;

/** Upper ends of the lengths that are told apart, characters of the whole conversation. */
const lengths: readonly [below: number, name: string][] = [
	[200, 'under 200 characters'],
	[1_000, '200 to 1,000 characters'],
	[4_000, '1,000 to 4,000 characters'],
	[16_000, '4,000 to 16,000 characters'],
	[Infinity, '16,000 characters or more']
];

export interface RequestShape {
	/** First words of the last question, in lower case, numbers as 0, and identifiers as their kind, such as `[email]`. */
	opening: string;
	/** Turns and length, in words. */
	form: string;
}

/** `mask` puts the kind of each identifier in its place, before anything is cut or changed by which it could no longer be found. */
export const shapeOf = ({ turns }: LoggedPrompt, mask: (text: string) => string): RequestShape => {
	const last = turns.at(-1)?.text ?? '';
	const words = mask(last.slice(0, openingCharacters))
		.normalize('NFKC')
		.toLowerCase()
		.match(/\[[a-z]+\]|\p{N}+|[\p{L}\p{M}]+/gu);
	const opening = (words ?? [])
		.slice(0, openingWords)
		.map((word) => (/^\p{N}/u.test(word) ? '0' : word.slice(0, longestWord)))
		.join(' ');
	const characters = turns.reduce((sum, { text }) => sum + text.length, 0);
	const length = lengths.find(([below]) => characters < below)?.[1] ?? '';
	const turnCount =
		turns.length === 1 ? 'one turn' : turns.length <= 5 ? '2 to 5 turns' : 'more than 5 turns';
	return { opening, form: `${turnCount}, ${length}` };
};
