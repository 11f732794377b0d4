/** How much of the beginning of a series of latencies is not yet what the rest is. Pure. */
import { batchesOf, type BatchSum } from './batch-means.ts';

/** White's batches of five; fewer values than this tell nothing. */
const batchSize = 5;
const fewestValues = 100;
/** No more than a fifth is dropped, so that at least four stretches as long as the beginning remain to compare it with. */
const longestShare = 0.2;
/** Standard errors by which the beginning must differ from the rest, and how much further than any later stretch it must lie from their mean. */
const certainty = 3;
const timesFarther = 2;
const batchesOfRest = 20;

const meanOf = (batches: readonly BatchSum[]): number =>
	batches.reduce((sum, each) => sum + each.sum, 0) / batches.reduce((sum, { n }) => sum + n, 0);

/**
 * The number of batches whose removal leaves the smallest standard error of the mean: MSER-5 (White 1997, Simulation 69:323–334; White,
 * Cobb & Spratt 2000, Proc. Winter Simulation Conf. 755–760), of at most this share of them.
 */
export const marginalStandardErrorCut = (
	means: readonly number[],
	longestShare: number
): number => {
	const most = Math.floor(means.length * longestShare);
	let [best, least] = [0, Infinity];
	let [sum, squares] = [0, 0];
	for (let cut = means.length - 1; cut >= 0; cut--) {
		const value = means[cut] as number;
		sum += value;
		squares += value * value;
		const left = means.length - cut;
		if (cut > most) continue;
		const error = (squares - (sum * sum) / left) / left ** 2;
		if (error <= least) [best, least] = [cut, error];
	}
	return best;
};

/** Standard error of the difference of two stretches, by twenty batches of what remains: a queue's values remember each other. */
const standardError = (rest: readonly number[], dropped: number): number => {
	const size = Math.floor(rest.length / batchesOfRest);
	const means = Array.from({ length: batchesOfRest }, (_, i) => {
		const part = rest.slice(i * size, (i + 1) * size);
		return part.reduce((sum, each) => sum + each, 0) / size;
	});
	const mean = means.reduce((sum, each) => sum + each, 0) / batchesOfRest;
	const variance = means.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (batchesOfRest - 1);
	return Math.sqrt(size * variance * (1 / dropped + 1 / rest.length));
};

/** Farthest that a later stretch of the same length lies from their mean. */
const farthestLater = (rest: readonly BatchSum[], length: number): number => {
	const mean = meanOf(rest);
	let farthest = 0;
	const step = Math.max(1, Math.floor(length / 2));
	for (let from = 0; from + length <= rest.length; from += step) {
		farthest = Math.max(farthest, Math.abs(meanOf(rest.slice(from, from + length)) - mean));
	}
	return farthest;
};

/**
 * How many of the first values are warm-up, 0 where none. MSER-5 proposes; what it proposes is dropped only if it differs from the rest by three
 * standard errors and lies twice as far from its mean as any later stretch of that length. Without these checks MSER-5 drops bursts of a busy queue
 * that happen to come first, and makes a steady endpoint look faster than it is: `npm run perf:steady` prints how often, and what it does to a p95.
 */
export const warmUpLength = (values: readonly number[]): number => {
	if (values.length < fewestValues) return 0;
	const count = Math.floor(values.length / batchSize);
	const batches = batchesOf(values.slice(0, count * batchSize), count);
	const cut = marginalStandardErrorCut(
		batches.map(({ n, sum }) => sum / n),
		longestShare
	);
	if (cut === 0) return 0;
	const [first, rest] = [batches.slice(0, cut), batches.slice(cut)];
	const dropped = cut * batchSize;
	const apart = Math.abs(meanOf(first) - meanOf(rest));
	if (apart <= certainty * standardError(values.slice(dropped), dropped)) return 0;
	return apart > timesFarther * farthestLater(rest, cut) ? dropped : 0;
};
