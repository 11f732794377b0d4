/** What asking the same items several times shows: how often a target is right at least once, how often each time, and where it wavers. */
import type { RandomSource } from '../random.ts';
import { passAtK, passHatK } from './pass-at-k.ts';
import { bootstrapMeans } from './paired-bootstrap.ts';

/** Graded answers of one target to one item. */
export interface ItemTries {
	itemId: string;
	/** Answers with a grade. */
	tries: number;
	/** Right ones among them. */
	right: number;
}

/** A mean over items, 0 to 1, with its 95 % interval by drawing the items again. */
export interface RepeatedShare {
	share: number;
	low: number;
	high: number;
}

export interface Repeats {
	/** Tries that the figures are about, 2 or more. */
	k: number;
	/** Items with at least k graded answers; the figures are means over them. */
	items: number;
	/** Items with fewer, which no figure here counts. */
	itemsLeftOut: number;
	/** Share of all tries that are right, each item counting the same. */
	once: RepeatedShare;
	/** Chance that at least one of k tries is right (pass@k). */
	atLeastOnce: RepeatedShare;
	/** Chance that all of k tries are right (pass^k). */
	everyTime: RepeatedShare;
	/** Items that were right at one time and wrong at another, by id. */
	wavering: string[];
}

/** Items that must have been asked k times for k to be reported: asking nearly all of them is asking them, asking a few is another set. */
const leastShare = 0.9;

/** The largest number of tries that nine items in ten have. */
const triesOfMost = (items: readonly ItemTries[]): number => {
	const descending = items.map(({ tries }) => tries).sort((a, b) => b - a);
	return descending[Math.ceil(leastShare * descending.length) - 1] ?? 0;
};

/** The figures of items asked several times; null where nine in ten were not asked at least twice, or only one item was. */
export const repeatsOf = (asked: readonly ItemTries[], random: RandomSource): Repeats | null => {
	const items = asked.filter(({ tries }) => tries > 0);
	const k = triesOfMost(items);
	if (k < 2) return null;
	const enough = items.filter(({ tries }) => tries >= k);
	// Of one item there is no interval.
	if (enough.length < 2) return null;
	const columns = [
		enough.map(({ tries, right }) => right / tries),
		enough.map(({ tries, right }) => passAtK(tries, right, k) as number),
		enough.map(({ tries, right }) => passHatK(tries, right, k) as number)
	] as const;
	const intervals = bootstrapMeans(columns, { random });
	const shareOf = (column: 0 | 1 | 2): RepeatedShare => {
		const interval = intervals[column];
		const share = columns[column].reduce((sum, value) => sum + value, 0) / enough.length;
		return { share, low: interval?.low ?? share, high: interval?.high ?? share };
	};
	return {
		k,
		items: enough.length,
		itemsLeftOut: items.length - enough.length,
		once: shareOf(0),
		atLeastOnce: shareOf(1),
		everyTime: shareOf(2),
		wavering: enough
			.filter(({ tries, right }) => right > 0 && right < tries)
			.map(({ itemId }) => itemId)
	};
};
