/** How sure a mean is whose values came one after the other and remember each other: by means of batches of them. Pure. */
import { z95 } from './normal.ts';
import { studentT95 } from './student.ts';

/** Values that followed each other: how many (or how long, for a rate), and their sum. */
export interface BatchSum {
	n: number;
	sum: number;
}

export interface MeanInterval {
	mean: number;
	/** 95 % interval, in the unit of the values. */
	low: number;
	high: number;
}

/** Batches shorter than the memory of the values hide it, so that longer ones are looked at too: 1, 2 and 4 neighbours as one. */
const mergedNeighbours = [1, 2, 4] as const;
const fewestBatches = 5;
const fewestForCorrelation = 10;

/** Correlation of neighbouring batches above which they are too short; by chance alone one series in fifteen has more. */
export const mostNeighbourCorrelation = 0.3;

const total = (batches: readonly BatchSum[], of: keyof BatchSum): number =>
	batches.reduce((sum, batch) => sum + batch[of], 0);

const merge = (batches: readonly BatchSum[], neighbours: number): BatchSum[] => {
	const merged: BatchSum[] = [];
	for (let i = 0; i + neighbours <= batches.length; i += neighbours) {
		const group = batches.slice(i, i + neighbours);
		merged.push({ n: total(group, 'n'), sum: total(group, 'sum') });
	}
	return merged;
};

/** Variance of a ratio of sums from batches taken as independent, widened by t² / z² for their small number. */
const varianceOf = (batches: readonly BatchSum[], mean: number): number => {
	const count = batches.length;
	const squares = batches.reduce((sum, batch) => sum + (batch.sum - mean * batch.n) ** 2, 0);
	const widened = (studentT95(count - 1) / z95) ** 2;
	return (widened * (count / (count - 1)) * squares) / total(batches, 'n') ** 2;
};

/**
 * Mean of runs of batches, each run in order of time, and its variance: by non-overlapping batch means (Schmeiser 1982, Oper. Res.
 * 30:556–568) over batches of one, two and four neighbours, of which the largest variance counts; widened so that 1.96 standard
 * errors are those of Student's t for their number. Null with fewer than five batches.
 */
export const batchMean = (
	runs: readonly (readonly BatchSum[])[]
): { mean: number; variance: number } | null => {
	const all = runs.flat();
	const n = total(all, 'n');
	if (all.length < fewestBatches || !(n > 0)) return null;
	const mean = total(all, 'sum') / n;
	const variances = mergedNeighbours
		.map((neighbours) => runs.flatMap((run) => merge(run, neighbours)))
		.filter((batches) => batches.length >= fewestBatches)
		.map((batches) => varianceOf(batches, mean));
	return { mean, variance: Math.max(...variances) };
};

/** Mean of one run of batches with its 95 % interval; null as `batchMean`. */
export const batchMeanInterval = (batches: readonly BatchSum[]): MeanInterval | null => {
	const found = batchMean([batches]);
	if (!found) return null;
	const { mean, variance } = found;
	const half = z95 * Math.sqrt(variance);
	return { mean, low: mean - half, high: mean + half };
};

/** Values in their order as so many batches whose sizes differ by at most one; those without a value are left out. */
export const batchesOf = (values: ArrayLike<number>, count: number): BatchSum[] =>
	Array.from({ length: count }, (_, i) => {
		const batch = { n: 0, sum: 0 };
		const to = Math.floor(((i + 1) * values.length) / count);
		for (let at = Math.floor((i * values.length) / count); at < to; at++) {
			batch.n++;
			batch.sum += values[at] as number;
		}
		return batch;
	}).filter(({ n }) => n > 0);

/** Correlation of the mean of a batch with that of the next, −1 to 1; null with fewer than ten, 0 where nothing varies. */
export const neighbourCorrelation = (means: readonly number[]): number | null => {
	if (means.length < fewestForCorrelation) return null;
	const mean = means.reduce((sum, each) => sum + each, 0) / means.length;
	const variance = means.reduce((sum, each) => sum + (each - mean) ** 2, 0);
	if (variance === 0) return 0;
	const together = means
		.slice(1)
		.reduce((sum, each, i) => sum + (each - mean) * ((means[i] as number) - mean), 0);
	return together / variance;
};
