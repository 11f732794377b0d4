/** What a stage left out, what its end took, and how sure its means and rates are, in lines of text. */
import type { StageSummary } from '#core/stage.ts';
import type { SteadyState } from '#core/steady-state.ts';
import { mostNeighbourCorrelation } from '#core/statistics/batch-means.ts';
import { formatMs, formatNumber, formatShareExactly } from './format.ts';

const counted = (n: number, noun: string): string => `${String(n)} ${noun}${n === 1 ? '' : 's'}`;

const warmUpLine = ({ warmUp }: SteadyState): string =>
	warmUp.requests === 0
		? `warm-up: nothing left out; ${warmUp.reason}`
		: `warm-up: the first ${counted(warmUp.requests, 'request')} (${formatNumber(warmUp.durationS)} s) count for no latency, rate or share on time; ${warmUp.reason}`;

const drainLine = ({ drain, rateWindow }: SteadyState): string => {
	const ended = `drain: ${counted(drain.requests, 'attempt')} ended in the ${formatNumber(drain.durationS)} s after the last request was due`;
	return rateWindow ? `${ended}, in no rate` : `${ended}, in the rates as well`;
};

type Intervals = NonNullable<SteadyState['intervals']>;

const range = (
	interval: { low: number; high: number } | null,
	format: (value: number) => string,
	unit: string
): string[] => (interval ? [`${format(interval.low)} to ${format(interval.high)}${unit}`] : []);

const intervalLines = (intervals: Intervals): string[] => {
	const parts = [
		...range(intervals.ttftMeanMs, formatMs, ' ms mean TTFT'),
		...range(intervals.e2eMeanMs, formatMs, ' ms mean whole answer'),
		...range(intervals.requestsPerS, formatNumber, ' answers/s'),
		...range(intervals.outputTokensPerS, formatNumber, ' output tokens/s'),
		...range(intervals.sloMetShare, formatShareExactly, ' on time')
	];
	const { neighbourCorrelation } = intervals;
	return [
		...(parts.length === 0 ? [] : [`95 % intervals: ${parts.join(', ')}`]),
		...(neighbourCorrelation !== null && neighbourCorrelation > mostNeighbourCorrelation
			? [
					`  too narrow: twentieths of the stage resemble their neighbours (correlation ${neighbourCorrelation.toFixed(2)}), so that only a longer one would tell how sure these are`
				]
			: [])
	];
};

/** Lines about the steady part of a stage; none where it is not known. */
export const steadyLines = ({ steadyState }: StageSummary): string[] =>
	steadyState === null
		? []
		: [
				warmUpLine(steadyState),
				drainLine(steadyState),
				...(steadyState.intervals ? intervalLines(steadyState.intervals) : [])
			];
