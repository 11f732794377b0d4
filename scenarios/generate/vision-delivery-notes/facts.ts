/** The facts of a delivery note: what is printed, and what the receiving desk wrote on it by hand. */
import { pick, randomInt, shuffle, type RandomSource } from '#core/random.ts';
import { addDays, type Day } from '../invoice-extraction/calendar.ts';
import { sites, type Words } from './words.ts';

export interface Line {
	article: string;
	description: string;
	/** As printed, pieces. */
	quantity: number;
	/** By hand beside the crossed-out print; null where nothing was corrected. */
	corrected: number | null;
}

export interface Facts {
	words: Words;
	supplier: Words['suppliers'][number];
	site: (typeof sites)[number];
	noteNumber: string;
	noteDay: Day;
	/** The customer's; null where none is printed. */
	orderNumber: string | null;
	customerNumber: string;
	lines: readonly Line[];
	/** As printed. */
	packages: number;
	/** By hand beside the crossed-out print; null where nothing was corrected. */
	packagesCorrected: number | null;
	/** In tenths of a kilogram, so that print and reference are the same number. */
	grossWeightHg: number;
	/** By hand in the stamp; null where nobody has stamped it. */
	receivedDay: Day | null;
}

/** Letters that no digit looks like. */
const letters = 'A C D E F H K L M N P R T U V W X'.split(' ');

const digits = (random: RandomSource, count: number): string =>
	Array.from({ length: count }, (_, i) =>
		String(i === 0 ? 1 + randomInt(random, 9) : randomInt(random, 10))
	).join('');

const noteNumberOf = (random: RandomSource): string =>
	pick(random, [
		() => digits(random, 8),
		() => `${pick(random, ['LS', 'DN', 'BL', 'W'])}-${digits(random, 6)}`,
		() => `26/${digits(random, 5)}`,
		() =>
			`${pick(random, letters)}${pick(random, letters)} ${digits(random, 3)} ${digits(random, 3)}`
	])();

const articleOf = (random: RandomSource, style: number): string => {
	if (style === 0) return digits(random, 6);
	if (style === 1) return `${digits(random, 2)}-${digits(random, 4)}`;
	return `${pick(random, letters)}${pick(random, letters)}${digits(random, 4)}`;
};

/** Another number than was printed, mostly less, as goods are missing more often than there are too many. */
const correctedFrom = (printed: number, random: RandomSource): number => {
	if (printed === 1 || random() < 0.2)
		return printed + 1 + randomInt(random, Math.max(3, Math.ceil(printed / 4)));
	return printed - 1 - randomInt(random, Math.max(1, Math.floor(printed / 2)));
};

export const drawFacts = (words: Words, nth: number, random: RandomSource): Facts => {
	const style = randomInt(random, 3);
	const noteDay = addDays('2026-01-05', randomInt(random, 300));
	const count = 2 + randomInt(random, 5);
	const used = new Set<string>();
	const lines = shuffle(random, words.goods)
		.slice(0, count)
		.map((description): Line => {
			let article = articleOf(random, style);
			while (used.has(article)) article = articleOf(random, style);
			used.add(article);
			const quantity = pick(random, [
				() => 1 + randomInt(random, 9),
				() => 5 * (2 + randomInt(random, 18)),
				() => 50 * (2 + randomInt(random, 19))
			])();
			return { article, description, quantity, corrected: null };
		});
	const line = random() < 0.6 ? pick(random, lines) : null;
	if (line) line.corrected = correctedFrom(line.quantity, random);
	const packages = 1 + randomInt(random, 24);
	return {
		words,
		supplier: words.suppliers[nth % words.suppliers.length] ?? pick(random, words.suppliers),
		site: pick(random, sites),
		noteNumber: noteNumberOf(random),
		noteDay,
		orderNumber: random() < 0.8 ? `45${digits(random, 8)}` : null,
		customerNumber: digits(random, 5),
		lines,
		packages,
		packagesCorrected: random() < 0.3 ? correctedFrom(packages, random) : null,
		grossWeightHg: 35 + randomInt(random, 24_000),
		receivedDay: random() < 0.8 ? addDays(noteDay, randomInt(random, 6)) : null
	};
};

/** A weight as it is printed: `1.248,5`. */
export const renderWeight = (hectograms: number, { decimal, thousands }: Words): string => {
	const whole = String(Math.floor(hectograms / 10)).replace(/(?<=\d)(?=(\d{3})$)/u, thousands);
	return `${whole}${decimal}${String(hectograms % 10)}`;
};
