/** What judging a plan may cost: as is to be expected, and at worst. */
import type { Config, ScenarioReference } from '#core/config.ts';
import { judgesOf, type ConfiguredJudge } from '#core/config-judges.ts';
import { BenchError } from '#core/errors.ts';
import { singleJudgePrompt } from '#core/judge-prompt.ts';
import type { LoadedScenario } from '#core/scenario.ts';
import { familyWarnings } from '#bench/cases/judge/family-warnings.ts';
import { judgedQuestion } from '#bench/cases/judge/judged-answers.ts';
import {
	attemptCostUsd,
	sumUsd,
	timesUsd,
	worstAttemptCostUsd
} from '#bench/economics/prices/attempt-cost.ts';
import { createGrader } from '#bench/graders/index.ts';
import { isJudged } from '#bench/graders/judge/judge-grader.ts';
import { plannedRequests } from '#bench/load/schedule.ts';
import { judgeRequestBytes } from '../judge/ask-judge.ts';
import { allLoads, type PlannedCell } from './plan.ts';

/**
 * Bytes that a token of an answer is taken to stand for at most. Some tokens are longer; before judges are asked, the questions as they
 * then are count against the cap once more.
 */
const answerBytesPerToken = 8;

const charactersPerToken = 4;

/** What a judge is taken to write: two sentences for each criterion, and the scores with the verdict. */
export const tokensPerCriterion = 60;
export const tokensPerVerdict = 20;

const expectedReplyTokens = (criteria: number, maxOutputTokens: number): number =>
	Math.min(maxOutputTokens, criteria * tokensPerCriterion + tokensPerVerdict);

const mean = (values: readonly number[]): number =>
	values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** One judge on one scenario. */
export interface PlannedJudging {
	judge: ConfiguredJudge;
	scenarioId: string;
	/** Mean of a question, tokens at four characters each, with an answer as long as the references. */
	expectedInputTokens: number;
	/** Of a reply, tokens: an assumption; see `expectedReplyTokens`. */
	expectedOutputTokens: number;
	/** Bytes of the longest question, with an answer as long as answers may be. */
	questionBytes: number;
	maxOutputTokens: number;
}

/** What is to be judged, and what the user should know of it. */
export const plannedJudging = (
	config: Config,
	scenarios: ReadonlyMap<ScenarioReference, LoadedScenario>
): { judging: PlannedJudging[]; notes: string[] } => {
	const judges = judgesOf(config);
	const judging: PlannedJudging[] = [];
	const notes: string[] = [];
	for (const loaded of scenarios.values()) {
		const { id, grader, maxOutputTokens } = loaded.scenario;
		if (!isJudged(grader)) continue;
		if (judges.length === 0) {
			notes.push(
				`${id} is graded by judges, and the config names none ("judges"): its answers stay without a grade until bench judge run`
			);
		}
		if (loaded.items.some(({ images }) => images)) {
			notes.push(`judges of ${id} are not shown its images, only its words and references`);
		}
		if (loaded.scenario.conversation) {
			notes.push(
				`judges of ${id} are shown the first message and the last answer, no turns between`
			);
		}
		if (loaded.items.some(({ turns }) => turns)) {
			notes.push(
				`judges of ${id} are shown all that its users say and the last answer, no answers between`
			);
		}
		const typical = createGrader(grader);
		const questionTokens = loaded.items.map((item) => {
			const { system, user } = singleJudgePrompt(
				grader.rubric,
				judgedQuestion(loaded, grader, item),
				typical.rightAnswer(item.reference).slice(0, maxOutputTokens * charactersPerToken)
			);
			return (system.length + user.length) / charactersPerToken;
		});
		for (const judge of judges) {
			const bytes = loaded.items.map((item) =>
				judgeRequestBytes(
					singleJudgePrompt(grader.rubric, judgedQuestion(loaded, grader, item), ''),
					judge
				)
			);
			judging.push({
				judge,
				scenarioId: id,
				expectedInputTokens: Math.round(mean(questionTokens)),
				expectedOutputTokens: expectedReplyTokens(
					grader.rubric.criteria.length,
					grader.maxOutputTokens
				),
				questionBytes: Math.max(0, ...bytes) + maxOutputTokens * answerBytesPerToken,
				maxOutputTokens: grader.maxOutputTokens
			});
		}
	}
	if (judging.length > 0) notes.push(...familyWarnings(judges, config.targets));
	else if (judges.length > 0) {
		notes.push('the config names judges, but no scenario of it is graded by any');
	}
	return { judging, notes };
};

export interface JudgingCost {
	/** Questions to judges at most, those that cost nothing included; null where only time bounds a stage. */
	questions: number | null;
	/** What the paid ones cost if questions and replies are as long as expected, USD, decimal text. */
	expectedUsd: string;
	/** Upper bound of what the paid ones can cost, USD, decimal text. */
	worstUsd: string;
}

/** Answers that each load of a cell and the search for its capacity may bring; null for what only time bounds. */
const answersAtMost = (cell: PlannedCell, seed: number): (number | null)[] => [
	...allLoads(cell).map((load) => plannedRequests(load, seed)),
	...(cell.search
		? [Number.isFinite(cell.search.maxRequests) ? cell.search.maxRequests : null]
		: [])
];

/** What is wrong where the answers that a paid judge may be asked about are not bounded. */
const unbounded = (
	{ target }: ConfiguredJudge,
	cells: readonly PlannedCell[],
	{ scenarioId }: PlannedJudging,
	seed: number
): BenchError => {
	const isLoad = cells.some(
		(cell) =>
			cell.scenarioId === scenarioId &&
			allLoads(cell).some((load) => plannedRequests(load, seed) === null)
	);
	const what = isLoad ? 'a closed loop' : 'the search for the capacity';
	return new BenchError(
		'E_CONFIG',
		`the judge "${target.id}" costs money, but ${what} of ${scenarioId} is bounded by time only`,
		{
			hint: isLoad
				? 'Add "requests" to that load, so that the most it can cost is known.'
				: 'Give "findCapacity" a "maxRequests", so that the most it can cost is known, or give "loads" alone: then nothing is searched.'
		}
	);
};

/** Throws E_CONFIG for a paid judge of answers whose number is not bounded. */
export const judgingCost = (
	judging: readonly PlannedJudging[],
	cells: readonly PlannedCell[],
	seed: number
): JudgingCost => {
	const amounts: string[] = [];
	const expected: string[] = [];
	let questions: number | null = 0;
	for (const planned of judging) {
		const { judge, scenarioId, questionBytes, maxOutputTokens } = planned;
		const { target, repeats } = judge;
		const counts = cells
			.filter((cell) => cell.scenarioId === scenarioId)
			.flatMap((cell) => answersAtMost(cell, seed));
		const known = counts.filter((count) => count !== null);
		const asked = repeats * known.reduce((sum, count) => sum + count, 0);
		const isBounded = known.length === counts.length;
		questions = questions === null || !isBounded ? null : questions + asked;
		// A judge that makes images is refused with the config.
		if (target.kind !== 'measured-api' || target.price.kind !== 'per-token') continue;
		if (!isBounded) throw unbounded(judge, cells, planned, seed);
		const each = attemptCostUsd(
			{
				uncachedInputTokens: planned.expectedInputTokens,
				cacheReadTokens: null,
				cacheWriteTokens: null,
				visibleOutputTokens: planned.expectedOutputTokens,
				reasoningTokens: null,
				outputTokens: planned.expectedOutputTokens,
				source: 'estimated',
				raw: null
			},
			target.price
		);
		if (each !== null) expected.push(timesUsd(each, asked));
		amounts.push(
			timesUsd(worstAttemptCostUsd(questionBytes, maxOutputTokens, target.price), asked)
		);
	}
	return { questions, expectedUsd: sumUsd(expected), worstUsd: sumUsd(amounts) };
};
