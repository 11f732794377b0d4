/** Summaries of samples, in the form that every command prints. */
import { z } from 'zod';
import { upperBoundPlace } from './percentile-bound.ts';
import { quantileOfSorted } from './quantile.ts';

export { quantileOfSorted };

/**
 * Samples needed before a p99 may be claimed: with 99 % confidence and one exceedance allowed, the early-stopping bound of
 * MLPerf Inference loadgen (https://github.com/mlcommons/inference/tree/master/loadgen, early stopping, read 2026-08-20).
 */
export const p99MinimumSamples = 662;

const value = z.number().nullable();

export const distributionSchema = z.strictObject({
	/** Samples. */
	n: z.int().nonnegative(),
	mean: value,
	p50: value,
	p90: value,
	p95: value,
	/** Plain sample percentile, as all of them; see `p99Supported`. */
	p99: value,
	max: value,
	/** Whether n is large enough to claim a p99 (662 or more). */
	p99Supported: z.boolean(),
	/**
	 * Below these the percentiles lie with 99 % confidence, if samples are independent (`percentile-bound.ts`): order statistics, so that they
	 * are values that were measured. Each is null with fewer samples than its claim needs (11, 64, 130, 662); all are in distributions stored before they were kept.
	 */
	upper: z.strictObject({ p50: value, p90: value, p95: value, p99: value }).nullable().default(null)
});

/** Values in the unit of the samples; null where there are no samples. */
export type Distribution = z.infer<typeof distributionSchema>;

/** The bounds of `upper`, given the order statistic at a place. */
export const upperBounds = (
	n: number,
	valueAt: (place: number) => number
): NonNullable<Distribution['upper']> => {
	const bound = (share: number): number | null => {
		const place = upperBoundPlace(n, share);
		return place === null ? null : valueAt(place);
	};
	return { p50: bound(0.5), p90: bound(0.9), p95: bound(0.95), p99: bound(0.99) };
};

/** Summarises samples of any order. */
export const describe = (samples: Iterable<number>): Distribution => {
	const sorted = Float64Array.from(samples).sort();
	const n = sorted.length;
	let sum = 0;
	for (const sample of sorted) sum += sample;
	return {
		n,
		mean: n === 0 ? null : sum / n,
		p50: quantileOfSorted(sorted, 0.5),
		p90: quantileOfSorted(sorted, 0.9),
		p95: quantileOfSorted(sorted, 0.95),
		p99: quantileOfSorted(sorted, 0.99),
		max: sorted[n - 1] ?? null,
		p99Supported: n >= p99MinimumSamples,
		upper: upperBounds(n, (place) => sorted[place] as number)
	};
};
