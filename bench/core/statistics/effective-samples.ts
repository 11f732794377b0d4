/**
 * How many independent requests a share of requests is worth that came one after the other. A queue remembers: near saturation one late
 * answer is followed by others, and a thousand requests may say no more than fifty independent ones would.
 */
import { z95 } from './normal.ts';
import { studentT95 } from './student.ts';

/** Requests that followed each other. */
export interface ShareBatch {
	n: number;
	successes: number;
}

/** Batches shorter than the memory of the queue hide it, so that longer ones are looked at too: 1, 2 and 4 neighbours as one. */
const mergedNeighbours = [1, 2, 4] as const;
const fewestBatches = 5;

const merge = (batches: readonly ShareBatch[], neighbours: number): ShareBatch[] => {
	const merged: ShareBatch[] = [];
	for (let i = 0; i + neighbours <= batches.length; i += neighbours) {
		const group = batches.slice(i, i + neighbours);
		merged.push({
			n: group.reduce((sum, { n }) => sum + n, 0),
			successes: group.reduce((sum, { successes }) => sum + successes, 0)
		});
	}
	return merged;
};

/** Variance of a ratio of sums from batches taken as independent, widened by t² / z² for their small number. */
const varianceOf = (batches: readonly ShareBatch[], share: number): number => {
	const count = batches.length;
	const total = batches.reduce((sum, { n }) => sum + n, 0);
	const squares = batches.reduce((sum, { n, successes }) => sum + (successes - share * n) ** 2, 0);
	const widened = (studentT95(count - 1) / z95) ** 2;
	return (widened * (count / (count - 1)) * squares) / total ** 2;
};

/**
 * Effective sample size of the pooled share of runs of batches, each run in order of time: share (1 − share) / variance, by
 * non-overlapping batch means (Schmeiser 1982, Oper. Res. 30:556–568) over batches of one, two and four neighbours, of which the
 * largest variance counts; with Student's t for their number, and never more than the requests themselves (Korn & Graubard 1998, Surv. Methodol.
 * 24:193–201, from where an interval with this size is taken). All requests where the share is 0 or 1, as nothing varies; null where there are fewer
 * than five batches.
 */
export const effectiveSamples = (runs: readonly (readonly ShareBatch[])[]): number | null => {
	const all = runs.flat();
	if (all.length < fewestBatches) return null;
	const n = all.reduce((sum, batch) => sum + batch.n, 0);
	const share = all.reduce((sum, { successes }) => sum + successes, 0) / n;
	if (!(share > 0 && share < 1)) return n;
	const variances = mergedNeighbours
		.map((neighbours) => runs.flatMap((run) => merge(run, neighbours)))
		.filter((batches) => batches.length >= fewestBatches)
		.map((batches) => varianceOf(batches, share));
	const variance = Math.max(...variances);
	return variance > 0 ? Math.min(n, (share * (1 - share)) / variance) : n;
};
