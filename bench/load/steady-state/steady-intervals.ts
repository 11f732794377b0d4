/** How sure the means, rates and shares of a stage are. */
import type { StageBatch } from '#core/stage.ts';
import type { RateWindow, SteadyState } from '#core/steady-state.ts';
import {
	batchesOf,
	batchMeanInterval,
	neighbourCorrelation,
	type BatchSum,
	type MeanInterval
} from '#core/statistics/batch-means.ts';
import { effectiveSamples } from '#core/statistics/effective-samples.ts';
import { wilsonInterval } from '#core/statistics/wilson.ts';
import { msToS } from '#core/units.ts';
import type { AttemptLog } from './attempt-log.ts';
import { fewestAnswers } from './settle.ts';

const batchCount = 20;

type Interval = { low: number; high: number } | null;

/** Neither a time nor a rate is below 0. */
const ends = (interval: MeanInterval | null): Interval =>
	interval && { low: Math.max(0, interval.low), high: interval.high };

/** Answers, and their reported tokens, in each twentieth of the window, per second of it. */
const rateBatches = (
	log: AttemptLog,
	window: RateWindow
): { answers: BatchSum[]; tokens: BatchSum[] | null } => {
	const sliceMs = (window.toMs - window.fromMs) / batchCount;
	const slices = (): BatchSum[] =>
		Array.from({ length: batchCount }, () => ({ n: msToS(sliceMs), sum: 0 }));
	const [answers, tokens] = [slices(), slices()];
	const [end, output] = [log.column('endMs'), log.column('outputTokens')];
	let isReported = false;
	for (let index = 0; index < log.length; index++) {
		const atMs = end[index] as number;
		if (!log.isCompleted(index) || !(atMs > window.fromMs && atMs <= window.toMs)) continue;
		const slice = Math.min(batchCount - 1, Math.ceil((atMs - window.fromMs) / sliceMs) - 1);
		(answers[slice] as BatchSum).sum++;
		const reported = output[index] as number;
		if (Number.isNaN(reported)) continue;
		isReported = true;
		(tokens[slice] as BatchSum).sum += reported;
	}
	return { answers, tokens: isReported ? tokens : null };
};

const shareInterval = (batches: readonly StageBatch[] | null): Interval => {
	if (!batches) return null;
	const shares = batches.map(({ requests, met }) => ({ n: requests, successes: met }));
	const effective = effectiveSamples([shares]);
	const n = shares.reduce((sum, batch) => sum + batch.n, 0);
	if (effective === null || n === 0) return null;
	const share = shares.reduce((sum, { successes }) => sum + successes, 0) / n;
	const { low, high } = wilsonInterval(share * effective, effective);
	return low === null || high === null ? null : { low, high };
};

/** Intervals of the attempts that count, given in order of their due moments; null with fewer than 100 answers. `batches`: theirs, null without an objective. */
export const steadyIntervals = (
	log: AttemptLog,
	counted: Uint32Array,
	rateWindow: RateWindow | null,
	batches: readonly StageBatch[] | null
): SteadyState['intervals'] => {
	const e2eMs = log.observed('e2eMs', counted);
	if (e2eMs.length < fewestAnswers) return null;
	const ofE2e = batchesOf(e2eMs, batchCount);
	const ttftMs = log.observed('ttftMs', counted);
	const rates = rateWindow && rateBatches(log, rateWindow);
	return {
		ttftMeanMs:
			ttftMs.length < fewestAnswers ? null : ends(batchMeanInterval(batchesOf(ttftMs, batchCount))),
		e2eMeanMs: ends(batchMeanInterval(ofE2e)),
		requestsPerS: rates && ends(batchMeanInterval(rates.answers)),
		outputTokensPerS: rates?.tokens ? ends(batchMeanInterval(rates.tokens)) : null,
		sloMetShare: shareInterval(batches),
		neighbourCorrelation: neighbourCorrelation(ofE2e.map(({ n, sum }) => sum / n))
	};
};
