/** What a stage left out, what its end took, and how sure its means and rates are, as rows of a list. */
import type { StageSummary } from '#core/stage.ts';
import { mostNeighbourCorrelation } from '#core/statistics/batch-means.ts';
import { counted, formatDuration, formatMs, formatNumber, formatShare } from '../format.ts';

/** Rows of name and value; none where another tool measured, and for stages stored before it was kept. */
export const steadyFacts = ({ steadyState }: StageSummary): [name: string, value: string][] => {
	if (steadyState === null) return [];
	const { warmUp, drain, rateWindow, intervals } = steadyState;
	const ranges = (
		[
			['Mean TTFT (95 %)', intervals?.ttftMeanMs, formatMs],
			['Mean whole answer (95 %)', intervals?.e2eMeanMs, formatMs],
			['Completed (95 %)', intervals?.requestsPerS, (value) => `${formatNumber(value)}/s`],
			['Output (95 %)', intervals?.outputTokensPerS, (value) => `${formatNumber(value)} tokens/s`],
			['Met the objective (95 %)', intervals?.sloMetShare, formatShare]
		] as [string, { low: number; high: number } | null, (value: number) => string][]
	).flatMap(([name, interval, format]): [string, string][] =>
		interval ? [[name, `${format(interval.low)} to ${format(interval.high)}`]] : []
	);
	const correlation = intervals?.neighbourCorrelation ?? null;
	return [
		[
			'Warm-up left out',
			warmUp.requests === 0
				? `nothing: ${warmUp.reason}`
				: `${counted(warmUp.requests, 'request')}, ${formatDuration(warmUp.durationS * 1_000)}: ${warmUp.reason}`
		],
		[
			'Drain',
			`${formatDuration(drain.durationS * 1_000)}, ${counted(drain.requests, 'attempt')} ended in it, ${rateWindow ? 'in no rate' : 'in the rates'}`
		],
		...ranges,
		...(correlation !== null && correlation > mostNeighbourCorrelation
			? [
					[
						'Intervals',
						`too narrow: twentieths of the stage resemble their neighbours (correlation ${formatNumber(correlation)}); a longer one would tell`
					] as [string, string]
				]
			: [])
	];
};
