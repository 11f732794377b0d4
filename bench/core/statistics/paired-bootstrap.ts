/** Intervals of sums over items by drawing the items again, all figures of an item together. Seeded by the caller. */
import { randomInt, type RandomSource } from '../random.ts';
import { quantileOfSorted } from './quantile.ts';

export interface Interval {
	low: number;
	high: number;
}

export interface BootstrapSettings {
	random: RandomSource;
	/** How often the items are drawn again. */
	resamples?: number;
	/** Share of the resamples between the ends. */
	level?: number;
}

/**
 * Percentile intervals of the means of several figures per item (Efron & Tibshirani 1993, chapter 13), 95 % from 2,000 resamples unless said.
 * `columns[c][i]` is figure c of item i; one item is drawn with all its figures, so that differences stay paired. Null
 * for every column where there are fewer than two items: one says nothing about how items differ.
 */
export const bootstrapMeans = (
	columns: readonly ArrayLike<number>[],
	{ random, resamples = 2_000, level = 0.95 }: BootstrapSettings
): (Interval | null)[] => {
	const n = columns[0]?.length ?? 0;
	if (n < 2) return columns.map(() => null);
	const means = columns.map(() => new Float64Array(resamples));
	const sums = new Float64Array(columns.length);
	for (let draw = 0; draw < resamples; draw++) {
		sums.fill(0);
		for (let i = 0; i < n; i++) {
			const item = randomInt(random, n);
			for (let c = 0; c < columns.length; c++) {
				sums[c] = (sums[c] as number) + ((columns[c] as ArrayLike<number>)[item] as number);
			}
		}
		for (let c = 0; c < columns.length; c++) {
			(means[c] as Float64Array)[draw] = (sums[c] as number) / n;
		}
	}
	return means.map((drawn) => {
		drawn.sort();
		return {
			low: quantileOfSorted(drawn, (1 - level) / 2) as number,
			high: quantileOfSorted(drawn, (1 + level) / 2) as number
		};
	});
};
