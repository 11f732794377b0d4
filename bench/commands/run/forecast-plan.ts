/** What a plan will take before anything is sent: requests, tokens, time, money, and what so many items can show. */
import type { ScenarioReference } from '#core/config.ts';
import { expectedGeneratedTokens } from '#core/image-request.ts';
import { expectedImageTokens } from '#core/image-tokens.ts';
import { sendingS } from '#core/load-rate.ts';
import type { LoadedScenario } from '#core/scenario.ts';
import type { RunLoad } from '#core/stage-load.ts';
import { detectableDifference } from '#core/statistics/paired-power.ts';
import {
	attemptCostUsd,
	hoursCostUsd,
	imagesCostUsd,
	timesUsd
} from '#bench/economics/prices/attempt-cost.ts';
import { itemsToShowNonInferiority } from '#bench/economics/verdict/quality-gate.ts';
import { createGrader } from '#bench/graders/index.ts';
import { plannedRequests } from '#bench/load/schedule.ts';
import { callImages } from '#bench/protocols/call-images.ts';
import type { CellForecast, PlanForecast } from '#bench/report/plan-report.ts';
import { allLoads, type Plan, type PlannedCell, type PlannedItem } from './plan.ts';

const charactersPerToken = 4;
/** Shares of items on which two models differ that are worth looking at before anything is known. */
const differingShares = [0.05, 0.1, 0.2];

const tokensOf = (characters: number): number => Math.max(1, characters / charactersPerToken);

const mean = (values: readonly number[]): number =>
	values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Tokens of the references, by item; of images, those that they are expected to be billed as; of embeddings none. */
const answerTokensOf = ({ scenario, items }: LoadedScenario): Map<string, number> => {
	const { image } = scenario;
	if (image) return new Map(items.map(({ id }) => [id, expectedGeneratedTokens(image)]));
	if (scenario.embedding) return new Map(items.map(({ id }) => [id, 0]));
	const grader = createGrader(scenario.grader);
	return new Map(
		items.map(({ id, reference }) => [
			id,
			Math.min(scenario.maxOutputTokens, tokensOf(grader.rightAnswer(reference).length))
		])
	);
};

/** Seconds of the loads that time ends, all together; null where it ends none. */
const knownS = (loads: readonly RunLoad[]): number | null => {
	const known = loads.map(sendingS).filter((durationS) => durationS !== null);
	return known.length === 0 ? null : known.reduce((sum, durationS) => sum + durationS, 0);
};

const expectedUsdOf = (
	{ target, items, loads }: PlannedCell,
	{ requests, isOpenEnded, ...tokens }: Omit<CellForecast, 'expectedUsd'>
): string | null => {
	const price = 'price' in target ? target.price : undefined;
	if (!price) return null;
	if (price.kind === 'per-hour') {
		// The time of a mix belongs to several cells: a note of the plan has its cost.
		const aloneS = knownS(loads);
		return aloneS === null || isOpenEnded ? null : hoursCostUsd(aloneS, price.usdPerHour);
	}
	if (price.kind === 'per-image') {
		const image = items[0]?.call.image;
		const each = image ? imagesCostUsd(image.n, image, price) : null;
		return each === null || requests === null ? null : timesUsd(each, requests);
	}
	const inputTokens = Math.round(tokens.inputTokensPerRequest);
	const outputTokens = Math.round(tokens.outputTokensPerRequest);
	const each = attemptCostUsd(
		{
			uncachedInputTokens: inputTokens,
			cacheReadTokens: null,
			cacheWriteTokens: null,
			visibleOutputTokens: outputTokens,
			reasoningTokens: null,
			outputTokens,
			source: 'estimated',
			raw: null
		},
		price
	);
	return each === null || requests === null ? null : timesUsd(each, requests);
};

/**
 * Input tokens of the requests of an item. Where the user says more, each request holds what was said before, the model's own answers
 * included, each taken to be as long as the reference.
 */
const inputTokensOf = (
	{ call, furtherMessages = [] }: PlannedItem,
	answerTokens: number
): number[] => {
	const texts = [
		call.system ?? '',
		call.tools ? JSON.stringify(call.tools) : '',
		...call.messages.map(({ content }) => content)
	];
	const tokens = [
		tokensOf(texts.reduce((sum, text) => sum + text.length, 0)) +
			callImages(call).reduce((sum, image) => sum + expectedImageTokens(image), 0)
	];
	for (const message of furtherMessages) {
		tokens.push((tokens.at(-1) ?? 0) + answerTokens + tokensOf(message.length));
	}
	return tokens;
};

const forecastCell = (
	cell: PlannedCell,
	answerTokens: ReadonlyMap<string, number>,
	seed: number
): CellForecast => {
	const loads = allLoads(cell);
	const counts = loads.map((load) => plannedRequests(load, seed));
	if (cell.search) counts.push(null);
	const begun = counts.some((count) => count === null)
		? null
		: counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
	const turns = cell.conversation?.expectedTurns ?? 1;
	const answerOf = ({ itemId }: PlannedItem): number => answerTokens.get(itemId ?? '') ?? 1;
	const requests = begun === null ? null : Math.round(begun * turns);
	const forecast = {
		scenarioId: cell.scenarioId,
		targetId: cell.target.id,
		stages: loads.length,
		items: begun === null ? cell.items.length : Math.min(cell.items.length, begun),
		requests,
		inputTokensPerRequest: mean(cell.items.flatMap((item) => inputTokensOf(item, answerOf(item)))),
		// The answer of a conversation with tools is spread over its turns; a user who says more gets one for each message.
		outputTokensPerRequest:
			mean(cell.items.map(answerOf)) /
			(cell.items.some((item) => item.furtherMessages) ? 1 : turns),
		durationS: knownS(loads),
		isOpenEnded: loads.some((load) => sendingS(load) === null) || cell.search !== undefined
	};
	return { ...forecast, expectedUsd: expectedUsdOf(cell, forecast) };
};

/** `deltaShare`: worse by less than this share of all items counts as not worse. */
export const forecastPlan = (
	plan: Plan,
	scenarios: ReadonlyMap<ScenarioReference, LoadedScenario>,
	deltaShare: number
): PlanForecast => {
	const answerTokens = new Map(
		[...scenarios.values()].map((loaded) => [loaded.scenario.id, answerTokensOf(loaded)])
	);
	const cells = plan.cells.map((cell) =>
		forecastCell(cell, answerTokens.get(cell.scenarioId) ?? new Map(), plan.config.seed)
	);
	// Where nothing is graded, no number of items shows a difference.
	const graded = plan.cells.filter((cell) => cell.isGraded || cell.awaitsJudging === true);
	const ids = [...new Set(graded.map(({ scenarioId }) => scenarioId))];
	return {
		cells,
		scenarios: ids.map((scenarioId) => {
			const items = Math.min(
				...cells.filter((cell) => cell.scenarioId === scenarioId).map((cell) => cell.items)
			);
			return {
				scenarioId,
				items,
				detectable: differingShares.map((differingShare) => ({
					differingShare,
					difference: detectableDifference(items, { differingShare })
				})),
				itemsForNonInferiority: itemsToShowNonInferiority({
					onlyLocalShare: 0.05,
					onlyApiShare: 0.05,
					deltaShare
				}),
				deltaShare
			};
		})
	};
};
