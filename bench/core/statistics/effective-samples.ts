/**
 * How many independent requests a share of requests is worth that came one after the other. A queue remembers: near saturation one late
 * answer is followed by others, and a thousand requests may say no more than fifty independent ones would.
 */
import { batchMean } from './batch-means.ts';

/** Requests that followed each other. */
export interface ShareBatch {
	n: number;
	successes: number;
}

/**
 * Effective sample size of the pooled share of runs of batches, each run in order of time: share (1 − share) / variance, by
 * non-overlapping batch means (`batch-means.ts`), and never more than the requests themselves (Korn & Graubard 1998, Surv. Methodol.
 * 24:193–201, from where an interval with this size is taken). All requests where the share is 0 or 1, as nothing varies; null where there are fewer
 * than five batches.
 */
export const effectiveSamples = (runs: readonly (readonly ShareBatch[])[]): number | null => {
	const found = batchMean(
		runs.map((run) => run.map(({ n, successes }) => ({ n, sum: successes })))
	);
	if (!found) return null;
	const { mean: share, variance } = found;
	const n = runs.flat().reduce((sum, batch) => sum + batch.n, 0);
	if (!(share > 0 && share < 1)) return n;
	return variance > 0 ? Math.min(n, (share * (1 - share)) / variance) : n;
};
