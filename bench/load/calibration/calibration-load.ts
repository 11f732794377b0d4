/** The load by which a machine is calibrated: like that of a stage, for a few seconds, at an assumed pace. Pure. */
import { isOpenLoop, peakPerS } from '#core/load-rate.ts';
import type { LoadShape } from '#core/load-shape.ts';

export interface CalibrationLoad {
	load: LoadShape;
	tokensPerAnswer: number;
	tokenGapMs: number;
}

/** How long it sends, s. */
export const calibrationS = 2;
/** An open loop that is slower sends at this rate, as a handful of requests would tell no percentile, requests/s. */
const lowestPerS = 20;
/** Pace of each answer: 50 tokens/s, unless all together would be more than an engine or a network brings. */
const fastestGapMs = 20;
const mostEventsPerS = 30_000;
const longestAnswerTokens = 50;

/**
 * The pace of an endpoint is not known before it is measured, and half a million tokens a second come from none: with many streams each
 * is slower. A load that changes is calibrated at its peak. Null for a batch, in which nobody waits for a token.
 */
export const calibrationLoadOf = (
	stage: LoadShape,
	isStreamed: boolean
): CalibrationLoad | null => {
	if (stage.kind === 'batch') return null;
	if (!isOpenLoop(stage)) {
		const { concurrency } = stage;
		const tokenGapMs = Math.max(fastestGapMs, (concurrency * 1_000) / mostEventsPerS);
		return {
			load: { kind: 'closed', concurrency, durationS: calibrationS },
			// So that even the slowest streams bring a few events in the time.
			tokensPerAnswer: isStreamed ? Math.max(5, Math.min(longestAnswerTokens, concurrency * 2)) : 1,
			tokenGapMs
		};
	}
	const ratePerS = Math.max(lowestPerS, peakPerS(stage));
	const durationS = calibrationS;
	const tokens = Math.max(2, Math.min(longestAnswerTokens, Math.floor(mostEventsPerS / ratePerS)));
	return {
		load:
			stage.kind === 'gamma'
				? { ...stage, ratePerS, durationS }
				: { kind: stage.kind === 'constant' ? 'constant' : 'poisson', ratePerS, durationS },
		tokensPerAnswer: isStreamed ? tokens : 1,
		tokenGapMs: fastestGapMs
	};
};
