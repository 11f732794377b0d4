/** What a trace holds, for people: before it is replayed, and how the cache of the engine did with it. */
import type { TraceSummary } from '#core/trace-summary.ts';
import type { StageSummary } from '#core/stage.ts';
import { formatDuration, formatNumber, formatShareExactly } from './format.ts';

const count = (n: number): string => n.toLocaleString('en-US');

const shareOf = (part: number, whole: number): string =>
	formatShareExactly(whole === 0 ? 0 : part / whole);

const lengths = ({ p50, p95, max }: TraceSummary['inputTokens']): string =>
	`${formatNumber(p50)} in the median, ${formatNumber(p95)} at the 95th percentile, at most ${formatNumber(max)}`;

const minutes = (perMinute: readonly number[]): string => {
	const sorted = perMinute.toSorted((a, b) => a - b);
	const at = (p: number): string => count(sorted[Math.floor(p * (sorted.length - 1))] ?? 0);
	return `${at(0)} to ${at(1)} requests, ${at(0.5)} in the median`;
};

/** Sentences on a trace and its replay. */
export const renderTrace = (file: string, summary: TraceSummary): string[] => {
	const { requests, spanS, sendingS, totalInputTokens, idealCachedTokens: ideal } = summary;
	return [
		`${file} (${summary.format}): ${count(requests)} of ${count(summary.requestsInFile)} requests, ${formatDuration(spanS)} of the trace in ${formatDuration(sendingS)}: ${formatNumber(summary.meanPerS)}/s in the mean, at most ${count(summary.peakPerS)} within one second${summary.longestGapS === null ? '' : `, at most ${formatDuration(summary.longestGapS)} without any`}`,
		...(ideal === null
			? []
			: [
					`a prefix cache that forgets nothing would hold ${count(ideal)} of the ${count(totalInputTokens)} input tokens (${shareOf(ideal, totalInputTokens)})`
				]),
		...(summary.outOfOrder > 0
			? [
					`${count(summary.outOfOrder)} of its requests stood behind later ones; they are sent in order of their moments`
				]
			: []),
		...(summary.skipped > 0
			? [`${count(summary.skipped)} of its lines are no request and were passed over`]
			: [])
	];
};

/** The same with the lengths and the rates of the minutes, for who only wants to look. */
export const renderTraceLook = (file: string, summary: TraceSummary): string =>
	[
		...renderTrace(file, summary),
		`in a minute of the replay: ${minutes(summary.perMinute)}`,
		`tokens of a prompt: ${lengths(summary.inputTokens)}`,
		`tokens of an answer: ${lengths(summary.outputTokens)}`,
		...(summary.sessions === null ? [] : [`sessions: ${count(summary.sessions)}`]),
		'Nothing was sent.'
	].join('\n');

/** What the engine found in its cache, beside what could have been found; null where either is unknown. */
export const renderCacheUse = (
	summary: TraceSummary,
	{ cacheReadTokens, inputTokens }: Pick<StageSummary, 'cacheReadTokens' | 'inputTokens'>
): string | null =>
	summary.idealCachedTokens === null || cacheReadTokens === null || !inputTokens
		? null
		: `prefix cache: ${count(cacheReadTokens)} of ${count(inputTokens)} input tokens (${shareOf(cacheReadTokens, inputTokens)}); one that forgets nothing would have held ${shareOf(summary.idealCachedTokens, summary.totalInputTokens)}`;
