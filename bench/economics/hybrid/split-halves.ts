/** Two halves of the items: one to choose a threshold on, the other to report it on. */
import { shuffle, type RandomSource } from '#core/random.ts';
import type { PairedItem } from './paired-item.ts';

/** How items are put into halves. A fixed function keeps an item in its half from run to run. */
export type Split = { random: RandomSource } | { half: (itemId: string) => 0 | 1 };

/**
 * The halves. Drawn ones are stratified by score: neighbours in score are parted by a coin, so that both halves hold easy and
 * hard items alike. Outcomes play no part, or the second half would know something of the first. Sizes differ by at most 1.
 */
export const splitHalves = (
	items: readonly PairedItem[],
	split: Split
): [PairedItem[], PairedItem[]] => {
	const halves: [PairedItem[], PairedItem[]] = [[], []];
	if ('half' in split) {
		for (const item of items) halves[split.half(item.itemId)].push(item);
		return halves;
	}
	// Shuffled first, so that equal scores are not parted by their order in the file.
	const sorted = shuffle(split.random, items).sort((a, b) => {
		const [first, second] = [a.score ?? -Infinity, b.score ?? -Infinity];
		return first < second ? -1 : first > second ? 1 : 0;
	});
	for (let i = 0; i < sorted.length; i += 2) {
		const first = split.random() < 0.5 ? 0 : 1;
		halves[first].push(sorted[i] as PairedItem);
		const neighbour = sorted[i + 1];
		if (neighbour) halves[first === 0 ? 1 : 0].push(neighbour);
	}
	return halves;
};
