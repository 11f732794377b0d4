/** How long a user thinks between the end of an answer and the next message of a conversation. */
import { z } from 'zod';
import type { RandomSource } from './random.ts';
import { drawNormal } from './statistics/draw-gamma.ts';
import { sToMs } from './units.ts';

/** An hour; who is away for longer begins anew. */
const longestS = 3_600;

export const thinkTimeSchema = z
	.union([
		z.number().nonnegative().max(longestS),
		z.strictObject({
			meanS: z.number().positive().max(longestS).describe('Mean, seconds'),
			sdS: z
				.number()
				.nonnegative()
				.max(longestS)
				.describe('Standard deviation, seconds; the times are log-normal')
		})
	])
	.describe(
		'Seconds between the end of an answer and the next message of a conversation: always the same, or drawn with a mean and a standard deviation'
	);

export type ThinkTime = z.infer<typeof thinkTimeSchema>;

/** Mean, seconds. */
export const meanThinkS = (thinkTime: ThinkTime): number =>
	typeof thinkTime === 'number' ? thinkTime : thinkTime.meanS;

/**
 * One time to think, ms. Log-normal with the mean and standard deviation given: σ² = ln(1 + sd²/mean²) and μ = ln(mean) − σ²/2 of its
 * logarithm; cut at an hour.
 */
export const drawThinkMs = (thinkTime: ThinkTime, random: RandomSource): number => {
	if (typeof thinkTime === 'number') return sToMs(thinkTime);
	const { meanS, sdS } = thinkTime;
	const variance = Math.log1p((sdS / meanS) ** 2);
	const logS = Math.log(meanS) - variance / 2 + Math.sqrt(variance) * drawNormal(random);
	return sToMs(Math.min(longestS, Math.exp(logS)));
};
