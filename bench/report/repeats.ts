/** What repeated questions showed, in words and as data. */
import type { Repeats } from '#core/statistics/repeats.ts';
import { formatShareWithInterval } from './format.ts';

/** Items that the text lists; the data has all. */
const listedItems = 8;

const waveringInWords = ({ wavering, items }: Repeats): string => {
	if (wavering.length === 0) return 'Every item got the same verdict each time.';
	const more =
		wavering.length > listedItems
			? `, and ${String(wavering.length - listedItems)} more (--json has all)`
			: '';
	return `Right at one time and wrong at another on ${String(wavering.length)} of ${String(items)} items: ${wavering.slice(0, listedItems).join(', ')}${more}.`;
};

/** `3 tries at each of 40 items: one try is right on …`; the sentences of one cell. */
export const repeatsInWords = (repeats: Repeats): string[] => {
	const { k, items, itemsLeftOut, once, atLeastOnce, everyTime } = repeats;
	const times = String(k);
	return [
		`${times} tries at each of ${String(items)} items: one try is right ${formatShareWithInterval(once)}, at least one of ${times} ${formatShareWithInterval(atLeastOnce)}, all ${times} ${formatShareWithInterval(everyTime)}.`,
		waveringInWords(repeats),
		...(itemsLeftOut === 0
			? []
			: [
					itemsLeftOut === 1
						? '1 item has fewer graded answers and is left out here.'
						: `${String(itemsLeftOut)} items have fewer graded answers and are left out here.`
				])
	];
};
