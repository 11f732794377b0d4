/** Seeded randomness. The same seed gives the same run on every machine. */

/** The next number in [0, 1). */
export type RandomSource = () => number;

/** 32-bit FNV-1a of a text, to turn names into seeds. http://www.isthe.com/chongo/tech/comp/fnv/ */
export const hashText = (text: string): number => {
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) {
		hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	}
	return hash >>> 0;
};

/**
 * sfc32 (small fast counter, 128 bits of state, from PractRand by Chris Doty-Humphrey), seeded from a number and a name,
 * so that every use draws from a stream of its own and adding one does not shift the others.
 */
export const createRandom = (seed: number, name: string): RandomSource => {
	let a = seed >>> 0;
	let b = Math.floor(seed / 0x1_0000_0000) >>> 0;
	let c = hashText(name);
	let counter = 1;
	const next = (): number => {
		const sum = (((a + b) >>> 0) + counter) >>> 0;
		counter = (counter + 1) >>> 0;
		a = b ^ (b >>> 9);
		b = (c + (c << 3)) >>> 0;
		c = ((c << 21) | (c >>> 11)) >>> 0;
		c = (c + sum) >>> 0;
		return sum / 0x1_0000_0000;
	};
	for (let i = 0; i < 15; i++) next();
	return next;
};

/** An integer in [0, below). */
export const randomInt = (random: RandomSource, below: number): number =>
	Math.floor(random() * below);

/** One element; throws a RangeError for an empty list. */
export const pick = <T>(random: RandomSource, list: readonly T[]): T => {
	const index = randomInt(random, list.length);
	if (index >= list.length) throw new RangeError('cannot pick from an empty list');
	return list[index] as T;
};

/** A shuffled copy (Fisher–Yates). */
export const shuffle = <T>(random: RandomSource, list: readonly T[]): T[] => {
	const copy = [...list];
	for (let i = copy.length - 1; i > 0; i--) {
		const j = randomInt(random, i + 1);
		[copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
	}
	return copy;
};
