/**
 * What it would be worth to know a parameter before choosing between make and buy. With S what making saves, and no more
 * knowledge, the better choice gains max(0, E S) over buying; knowing x first it gains E[max(0, E[S | x])]. The difference is
 * the expected value of partial perfect information, estimated from draws that were made anyway (Strong and Oakley, Medical
 * Decision Making 33, 2013; Brennan et al., Medical Decision Making 27, 2007).
 */
import { createRandom, randomInt } from '#core/random.ts';
import { binCount, binnedMeans, binsOf } from './binned-means.ts';
import { createFittedIndex } from './fitted-index.ts';
import { meanOf } from './quantiles.ts';

const shuffles = 30;

export interface InformationValue {
	/**
	 * Worth of knowing, in the unit of the saving, ≥ 0; 0 where the estimate does not stand out from its noise. Where it does it may
	 * be too high, by less than the noise.
	 */
	value: number;
	/** What the estimate may come to for something that has no influence: mean + 3 standard deviations over shuffled draws. */
	noise: number;
}

/** Slices draws by one parameter, or by a fitted sum of several. */
const createSlicer = (
	columns: readonly Float64Array[]
): ((savings: Float64Array) => Uint8Array) => {
	const [only, ...more] = columns;
	const count = binCount(only?.length ?? 0);
	if (only && more.length === 0) {
		const slices = binsOf(only, count);
		return () => slices;
	}
	const fit = createFittedIndex(columns);
	return (savings) => binsOf(fit(savings), count);
};

/** E[max(0, E[S | slice])] − max(0, E S); ≥ 0. */
const gainOfKnowing = (slices: Uint8Array, savings: Float64Array): number => {
	const count = binCount(savings.length);
	const { means, counts } = binnedMeans(slices, savings, count);
	let gain = 0;
	for (let bin = 0; bin < count; bin++) {
		gain += Math.max(0, means[bin] as number) * (counts[bin] as number);
	}
	return Math.max(0, gain / savings.length - Math.max(0, meanOf(savings)));
};

/** Expected value of knowing everything: E[max(0, S)] − max(0, E S), in the unit of the saving; ≥ 0. */
export const valueOfKnowingAll = (savings: Float64Array): number =>
	Math.max(0, meanOf(savings.map((saving) => Math.max(0, saving))) - Math.max(0, meanOf(savings)));

const shuffled = (values: Float64Array, random: () => number): Float64Array => {
	const copy = values.slice();
	for (let i = copy.length - 1; i > 0; i--) {
		const j = randomInt(random, i + 1);
		const kept = copy[i] as number;
		copy[i] = copy[j] as number;
		copy[j] = kept;
	}
	return copy;
};

/**
 * A function that values the knowledge of a group of parameters, given as columns of draws. One parameter is sliced by itself;
 * several by a fitted second-order sum of them, which misses what they do only in combination. The noise is found by shuffling
 * the savings, so that nothing can have an influence, with the same number of parameters.
 */
export const createInformationValue = (
	savings: Float64Array,
	seed: number
): ((columns: readonly Float64Array[]) => InformationValue) => {
	const random = createRandom(seed, 'value of information');
	const shuffledSavings = Array.from({ length: shuffles }, () => shuffled(savings, random));
	const noiseByCount = new Map<number, number>();
	const noiseOf = (columns: number, slicesOf: (savings: Float64Array) => Uint8Array): number => {
		const known = noiseByCount.get(columns);
		if (known !== undefined) return known;
		const gains = Float64Array.from(shuffledSavings, (outcomes) =>
			gainOfKnowing(slicesOf(outcomes), outcomes)
		);
		const mean = meanOf(gains);
		const noise = mean + 3 * Math.sqrt(meanOf(gains.map((gain) => (gain - mean) ** 2)));
		noiseByCount.set(columns, noise);
		return noise;
	};
	return (columns) => {
		if (columns.length === 0) return { value: 0, noise: 0 };
		const slicesOf = createSlicer(columns);
		const value = gainOfKnowing(slicesOf(savings), savings);
		const noise = noiseOf(columns.length, slicesOf);
		return { value: value > noise ? value : 0, noise };
	};
};
