/** A text with a slip in it that looks like the right one: another number, a word too few, or a shrug. */
import { pick, randomInt, type RandomSource } from '#core/random.ts';

const shrugs = ['I am not sure.', 'unknown', ''];

const otherDigit = (text: string, random: RandomSource): string => {
	const places = [...text.matchAll(/\d/gu)].map(({ index }) => index);
	if (places.length === 0) return `${text} 2`;
	const place = pick(random, places);
	const digit = (Number(text[place]) + 1 + randomInt(random, 9)) % 10;
	return text.slice(0, place) + String(digit) + text.slice(place + 1);
};

const withoutWord = (text: string, random: RandomSource): string => {
	const words = text.split(' ');
	words.splice(randomInt(random, words.length), 1);
	return words.join(' ');
};

/** One of them that `passes` refuses; a shrug where every slip would pass. */
export const slippedText = (
	text: string,
	random: RandomSource,
	passes: (text: string) => boolean
): string => {
	const slip = pick(random, [otherDigit(text, random), withoutWord(text, random), ...shrugs]);
	return passes(slip) ? (shrugs.find((shrug) => !passes(shrug)) ?? `not ${text}`) : slip;
};
