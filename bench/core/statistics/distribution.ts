/** Summaries of samples, in the form that every command prints. */
import { z } from 'zod';
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
	p99Supported: z.boolean()
});

/** Values in the unit of the samples; null where there are no samples. */
export type Distribution = z.infer<typeof distributionSchema>;

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
		p99Supported: n >= p99MinimumSamples
	};
};
