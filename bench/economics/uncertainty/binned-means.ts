/** Means of an outcome for like draws: of all draws, those whose value of something lies in the same of many equal slices. */
import { sortedQuantile } from './quantiles.ts';

const drawsPerBin = 100;
const mostBins = 50;

/** Slices for a number of draws: 100 draws or more in each, 50 slices at most, 2 at least. */
export const binCount = (draws: number): number =>
	Math.max(2, Math.min(mostBins, Math.floor(draws / drawsPerBin)));

/** The slice of each draw, 0 to count − 1, by its value; slices hold equally many draws where values differ. */
export const binsOf = (values: Float64Array, count: number): Uint8Array => {
	const sorted = values.slice().sort();
	const edges = Float64Array.from({ length: count - 1 }, (_, index) =>
		sortedQuantile(sorted, (index + 1) / count)
	);
	const bins = new Uint8Array(values.length);
	for (let row = 0; row < values.length; row++) {
		const value = values[row] as number;
		let [from, to] = [0, count - 1];
		while (from < to) {
			const middle = (from + to) >> 1;
			if (value > (edges[middle] as number)) from = middle + 1;
			else to = middle;
		}
		bins[row] = from;
	}
	return bins;
};

export interface BinnedMeans {
	means: Float64Array;
	/** Draws in each slice; a slice may be empty where values repeat. */
	counts: Uint32Array;
}

/** Mean outcome of each slice; 0 where a slice is empty. */
export const binnedMeans = (
	bins: Uint8Array,
	outcomes: Float64Array,
	count: number
): BinnedMeans => {
	const means = new Float64Array(count);
	const counts = new Uint32Array(count);
	for (let row = 0; row < bins.length; row++) {
		const bin = bins[row] as number;
		means[bin] = (means[bin] as number) + (outcomes[row] as number);
		counts[bin] = (counts[bin] as number) + 1;
	}
	for (let bin = 0; bin < count; bin++) {
		means[bin] = (means[bin] as number) / Math.max(1, counts[bin] as number);
	}
	return { means, counts };
};
