/** Whether one more worker makes a difference: then the client was part of what was measured. */
import type { StageBatch } from '#core/stage.ts';
import { effectiveSamples } from '#core/statistics/effective-samples.ts';

/** Standard errors beyond which a difference is no chance. */
const beyondChance = 3;
/** Share by which the mean answer must be faster to matter. */
const leastGain = 0.05;

const shareOf = (stages: readonly (readonly StageBatch[])[]) => {
	const runs = stages.map((batches) =>
		batches.map(({ requests, met }) => ({ n: requests, successes: met }))
	);
	const all = runs.flat();
	const n = all.reduce((sum, batch) => sum + batch.n, 0);
	const share = all.reduce((sum, { successes }) => sum + successes, 0) / n;
	return { share, variance: (share * (1 - share)) / (effectiveSamples(runs) ?? n) };
};

const meanOf = (stages: readonly (readonly StageBatch[])[]) => {
	const means = stages.flat().flatMap(({ e2eMeanMs }) => (e2eMeanMs === null ? [] : [e2eMeanMs]));
	const mean = means.reduce((sum, each) => sum + each, 0) / means.length;
	const squares = means.reduce((sum, each) => sum + (each - mean) ** 2, 0);
	return { mean, variance: squares / Math.max(1, means.length - 1) / means.length };
};

/**
 * Why the client was part of what the first stages measured, as the later one with one more worker did better beyond noise, at the same
 * rate: by its share on time or by its mean answer (Welch over batch means). Null where it did not.
 */
export const clientPart = (
	before: readonly (readonly StageBatch[])[],
	withWorker: readonly StageBatch[]
): string | null => {
	if (before.length === 0) return null;
	const [share, shareAfter] = [shareOf(before), shareOf([withWorker])];
	const gain = shareAfter.share - share.share;
	if (gain > beyondChance * Math.sqrt(share.variance + shareAfter.variance) && gain > 0) {
		return `with one more worker ${(100 * shareAfter.share).toFixed(1)} % met the objective at the same rate, without it ${(100 * share.share).toFixed(1)} %`;
	}
	const [mean, meanAfter] = [meanOf(before), meanOf([withWorker])];
	const faster = mean.mean - meanAfter.mean;
	const isBeyondChance = faster > beyondChance * Math.sqrt(mean.variance + meanAfter.variance);
	return isBeyondChance && faster > leastGain * mean.mean
		? `with one more worker an answer took ${meanAfter.mean.toFixed(1)} ms at the same rate, without it ${mean.mean.toFixed(1)} ms`
		: null;
};
