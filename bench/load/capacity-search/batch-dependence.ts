/** Whether a stage was long enough for its batches to be nearly independent of each other. */
import type { StageBatch } from '#core/stage.ts';

/** Correlation of neighbouring batches above which they are too short; by chance alone one stage in fifteen has more. */
const mostCorrelation = 0.3;
const fewestBatches = 10;

/**
 * Correlation of the mean latency of a batch with that of the next, −1 to 1. Latencies rather than shares, as they vary even while every
 * request is on time. Null where too few batches have answers.
 */
export const neighbourCorrelation = (batches: readonly StageBatch[]): number | null => {
	const means = batches.flatMap(({ e2eMeanMs }) => (e2eMeanMs === null ? [] : [e2eMeanMs]));
	if (means.length < fewestBatches) return null;
	const mean = means.reduce((sum, each) => sum + each, 0) / means.length;
	const variance = means.reduce((sum, each) => sum + (each - mean) ** 2, 0);
	if (variance === 0) return 0;
	const together = means
		.slice(1)
		.reduce((sum, each, i) => sum + (each - mean) * ((means[i] as number) - mean), 0);
	return together / variance;
};

/** Whether a stage is too short to speak for its rate; one without batches is. */
export const isTooShort = (batches: readonly StageBatch[] | undefined): boolean => {
	const correlation = batches ? neighbourCorrelation(batches) : null;
	return correlation === null || correlation > mostCorrelation;
};
