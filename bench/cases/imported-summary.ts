/** The figures of imported results: what follows from single results, and null for all that does not. */
import type { Answer } from '#core/answer.ts';
import type { Attempt } from '#core/attempt.ts';
import { toDecimal } from '#core/decimal.ts';
import { noLoadFigures } from '#core/no-load-figures.ts';
import { isCompleted, outcomes, type Outcome } from '#core/outcome.ts';
import type { StageSummary } from '#core/stage.ts';
import { describe } from '#core/statistics/distribution.ts';
import { wilsonInterval } from '#core/statistics/wilson.ts';
import { totalInputTokens } from '#core/usage.ts';
import { sumUsd } from '#bench/economics/prices/attempt-cost.ts';

interface Result {
	attempt: Attempt;
	answer: Answer;
}

/** The sum of what is known; null where nothing is. */
const sumOf = (counts: readonly (number | null)[]): number | null => {
	const known = counts.filter((count) => count !== null);
	return known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0);
};

/** Reasons why there were no answers, the most frequent first, at most five. */
const failuresOf = (results: readonly Result[]): StageSummary['failures'] => {
	const messages = results.flatMap(({ attempt }) => attempt.errorMessage ?? []);
	return [...Map.groupBy(messages, (message) => message)]
		.map(([message, all]) => ({ message, count: all.length }))
		.sort((a, b) => b.count - a.count)
		.slice(0, 5);
};

/** USD of all results; null where a whole answer has no cost, as a part of a sum is no sum. */
const costOf = (completed: readonly Result[], results: readonly Result[]): string | null =>
	completed.length > 0 && completed.every(({ attempt }) => attempt.costUsd !== null)
		? sumUsd(results.flatMap(({ attempt }) => attempt.costUsd ?? []))
		: null;

export const importedSummary = (
	results: readonly Result[],
	reasons: readonly string[]
): StageSummary => {
	const completed = results.filter(({ attempt }) => isCompleted(attempt.outcome));
	const usages = completed.flatMap(({ attempt }) => attempt.usage ?? []);
	const first = results.filter(({ answer }) => answer.trial === 0 && answer.grade !== null);
	const costUsd = costOf(completed, results);
	const outputTokens = sumOf(usages.map((usage) => usage.outputTokens));
	return {
		...noLoadFigures,
		load: { kind: 'imported' },
		emulated: false,
		offered: results.length,
		conversations: null,
		rateLimit: null,
		gateway: null,
		inconsistentUsage: null,
		completed: completed.length,
		outcomes: Object.fromEntries(
			outcomes.map((outcome) => [
				outcome,
				results.filter(({ attempt }) => attempt.outcome === outcome).length
			])
		) as Record<Outcome, number>,
		failures: failuresOf(results),
		e2eMs: describe(completed.flatMap(({ attempt }) => attempt.e2eMs ?? [])),
		passRate: wilsonInterval(
			first.filter(({ answer }) => answer.grade?.passed === true).length,
			first.length
		),
		inputTokens: sumOf(usages.map(totalInputTokens)),
		cacheReadTokens: sumOf(usages.map((usage) => usage.cacheReadTokens)),
		outputTokens,
		costUsd,
		costBasis: costUsd === null ? null : 'as-imported',
		priceVersion: null,
		usdPerMtokInput: null,
		usdPerMtokOutput:
			costUsd === null || outputTokens === null || outputTokens === 0
				? null
				: toDecimal(costUsd).times(1e6).div(outputTokens).toNumber(),
		usdPer1kRequests:
			costUsd === null ? null : toDecimal(costUsd).times(1_000).div(completed.length).toNumber(),
		validity: { verdict: 'not-measured', reasons: [...reasons] }
	};
};
