/** Whether a stage was long enough for its batches to be nearly independent of each other. */
import type { StageBatch } from '#core/stage.ts';
import { mostNeighbourCorrelation, neighbourCorrelation } from '#core/statistics/batch-means.ts';

/**
 * Whether a stage is too short to speak for its rate; one without batches is. By the mean latencies of batches rather than their shares, as
 * latencies vary even while every request is on time.
 */
export const isTooShort = (batches: readonly StageBatch[] | undefined): boolean => {
	const means = (batches ?? []).flatMap(({ e2eMeanMs }) => (e2eMeanMs === null ? [] : [e2eMeanMs]));
	const correlation = neighbourCorrelation(means);
	return correlation === null || correlation > mostNeighbourCorrelation;
};
