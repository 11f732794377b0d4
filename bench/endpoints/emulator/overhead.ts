/** The time that network and gateway of an emulated remote API take, drawn per request. */
import type { RandomSource } from '#core/random.ts';
import type { EmulatorPerformance } from '#core/target.ts';

/**
 * A draw of the overhead, ms: log-normal with median `overheadMs` and standard deviation `overheadLogSd` of its
 * logarithm (Box–Muller); exactly `overheadMs` without spread.
 */
export const drawOverhead = (
	performance: Pick<EmulatorPerformance, 'overheadMs' | 'overheadLogSd'>,
	random: RandomSource
): number => {
	const { overheadMs, overheadLogSd } = performance;
	if (overheadMs === 0 || overheadLogSd === 0) return overheadMs;
	// 1 − u lies in (0, 1], so that the logarithm is finite.
	const radius = Math.sqrt(-2 * Math.log(1 - random()));
	return overheadMs * Math.exp(overheadLogSd * radius * Math.cos(2 * Math.PI * random()));
};
