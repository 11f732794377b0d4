/** What judges did for a run: who judged, what could be read, what it cost, and how far they are to be believed. */
import type { Answer } from '#core/answer.ts';
import { defaultKappaFloor, judgesOf } from '#core/config-judges.ts';
import { isObject } from '#core/json.ts';
import { heldAgainstFloor, type FloorFinding } from '#core/judge-floor.ts';
import type { Judgement } from '#core/judgement.ts';
import type { Cell, Stage } from '#core/run.ts';
import { isImportedConfig } from '#core/stored-config.ts';
import { krippendorffAlpha } from '#core/statistics/agreement.ts';
import { correctedRate, type CorrectedRate } from '#core/statistics/corrected-rate.ts';
import { wilsonInterval, type Proportion } from '#core/statistics/wilson.ts';
import { answersOfCell } from '#db/answers.server.ts';
import { cellsOfRun } from '#db/cells.server.ts';
import type { Database } from '#db/client.server.ts';
import { newestCalibration, type JudgeCalibration } from '#db/judge-calibrations.server.ts';
import { judgedCellIds, judgementsOfRun } from '#db/judgements.server.ts';
import { findRun } from '#db/runs.server.ts';
import { stagesOfRun } from '#db/stages.server.ts';
import { sumUsd } from '#bench/economics/prices/attempt-cost.ts';
import { saysVerdictFirst } from '#bench/graders/judge/read-judgement.ts';
import { panelHashOf } from './judge-hash.ts';

/** One judge on one scenario of a run. */
export interface JudgeLedger {
	judgeId: string;
	judgeModel: string;
	judgeHash: string;
	emulated: boolean;
	/** Questions that were put, those of pairs and those put again included. */
	asked: number;
	/** Of those asked the ones about pairs, which grade nothing. */
	askedOfPairs: number;
	read: number;
	/** Of those read the ones whose verdict stands before its reasons, so that these may be made for it. */
	verdictFirst: number;
	/** Answers of the judge that cannot be read: neither pass nor fail. */
	unreadable: number;
	/** Requests to which no answer came, and the questions that have none to this day: what fails is asked again. */
	failed: number;
	unanswered: number;
	/** Unreadable ones by reason. */
	problems: Record<string, number>;
	/** Sum of what is known, USD, decimal text; null where nothing is. Apart from the cost of the candidates. */
	costUsd: string | null;
	/** Questions whose cost is not known. */
	unpriced: number;
	/** Share of pairs of repeats of one question with the same verdict, and how many pairs; null share where none was repeated. */
	repeats: { agreement: number | null; pairs: number };
	/** Null where it was never held against labels of people, at this threshold. */
	calibration: JudgeCalibration | null;
	/** The calibration held against the floor of the judge in the config of the run, else the usual one; null without a calibration. */
	floor: FloorFinding | null;
}

/** What the judges made of one cell. */
export interface JudgedCellFigures {
	cellId: string;
	targetId: string;
	targetTitle: string | null;
	/** Whether the target is emulated, or any answer said that no model was behind it. */
	emulated: boolean;
	/** Answers that arrived; of these those with a grade, those that wait, and those that no judge could be read on. */
	answers: number;
	graded: number;
	awaiting: number;
	unreadable: number;
	/** First answers to each item that passed, as the judges say, 95 % Wilson interval. */
	rate: Proportion;
	/** The same corrected for the errors of the judges; null where they are not calibrated. */
	corrected: CorrectedRate | null;
}

export interface ScenarioJudging {
	scenarioId: string;
	/** On the scale of the rubric; null before the first grade. */
	passAt: number | null;
	judges: JudgeLedger[];
	/** Krippendorff's α of the votes of the panel; null for one judge, and where all votes are the same. */
	alpha: number | null;
	/** Of the judge, or of the panel as a whole. */
	calibration: JudgeCalibration | null;
	cells: JudgedCellFigures[];
}

interface GradeRule {
	passAt: number;
	combine: string;
	judgeIds: string[];
}

/** What a judged grade says of itself; null for another. */
const ruleOf = ({ grade }: Answer): GradeRule | null => {
	const details = grade?.details;
	if (!isObject(details)) return null;
	const { passAt, combine, votes } = details;
	return typeof passAt === 'number' && typeof combine === 'string' && isObject(votes)
		? { passAt, combine, judgeIds: Object.keys(votes) }
		: null;
};

const votesOf = ({ grade }: Answer): number[] => {
	const votes = isObject(grade?.details) ? grade.details['votes'] : null;
	return isObject(votes)
		? Object.values(votes).flatMap((vote) => (vote === 'pass' ? [1] : vote === 'fail' ? [0] : []))
		: [];
};

/** The answer to each item that counts: of the first trial, a graded one where there is one. */
export const firstAnswers = (answers: readonly Answer[]): Answer[] => {
	const byItem = new Map<string, Answer>();
	for (const answer of answers) {
		if (answer.trial !== 0) continue;
		if (answer.grade === null && byItem.get(answer.itemId)?.grade) continue;
		byItem.set(answer.itemId, answer);
	}
	return [...byItem.values()];
};

const repeatsOf = (judgements: readonly Judgement[]): JudgeLedger['repeats'] => {
	const byPrompt = new Map<string, Map<number, string>>();
	for (const { promptHash, repeat, verdict, state } of judgements) {
		if (state !== 'read' || verdict === null) continue;
		const verdicts = byPrompt.get(promptHash) ?? new Map<number, string>();
		verdicts.set(repeat, verdict);
		byPrompt.set(promptHash, verdicts);
	}
	let [same, pairs] = [0, 0];
	for (const verdicts of byPrompt.values()) {
		const list = [...verdicts.values()];
		list.forEach((one, index) => {
			for (const other of list.slice(index + 1)) {
				pairs++;
				if (one === other) same++;
			}
		});
	}
	return { agreement: pairs === 0 ? null : same / pairs, pairs };
};

const countOf = (judgements: readonly Judgement[], state: Judgement['state']): number =>
	judgements.filter((each) => each.state === state).length;

/** Questions to which no request brought an answer. */
const unansweredOf = (judgements: readonly Judgement[]): number => {
	const asked = Map.groupBy(judgements, ({ promptHash, repeat }) =>
		[promptHash, String(repeat)].join(' ')
	);
	return [...asked.values()].filter((each) => each.every(({ state }) => state === 'failed')).length;
};

const ledgerOf = (judgements: readonly Judgement[]): Omit<JudgeLedger, 'calibration' | 'floor'> => {
	const newest = judgements.at(-1) as Judgement;
	const costs = judgements.flatMap(({ costUsd }) => costUsd ?? []);
	const problems: Record<string, number> = {};
	for (const { state, problem } of judgements) {
		if (state === 'unreadable' && problem !== null)
			problems[problem] = (problems[problem] ?? 0) + 1;
	}
	return {
		judgeId: newest.judgeId,
		judgeModel: newest.judgeModel,
		judgeHash: newest.judgeHash,
		emulated: judgements.some(({ emulated }) => emulated),
		asked: judgements.length,
		askedOfPairs: judgements.filter(({ order }) => order !== 'single').length,
		read: countOf(judgements, 'read'),
		verdictFirst: judgements.filter(
			({ state, rawText }) => state === 'read' && saysVerdictFirst(rawText)
		).length,
		unreadable: countOf(judgements, 'unreadable'),
		failed: countOf(judgements, 'failed'),
		unanswered: unansweredOf(judgements),
		problems,
		costUsd: costs.length === 0 ? null : sumUsd(costs),
		unpriced: judgements.length - costs.length,
		repeats: repeatsOf(judgements)
	};
};

const cellFigures = (
	{ id, target }: Cell,
	answers: readonly Answer[],
	stages: readonly Stage[],
	calibration: JudgeCalibration | null
): JudgedCellFigures => {
	const graded = firstAnswers(answers).filter(({ grade }) => grade !== null);
	const passed = graded.filter(({ grade }) => grade?.passed).length;
	const because = (reason: Answer['ungradedReason']): number =>
		answers.filter(({ ungradedReason }) => ungradedReason === reason).length;
	const all = answers.filter(({ grade }) => grade !== null).length;
	const [awaiting, unreadable] = [because('awaits-judging'), because('unreadable-judgement')];
	return {
		cellId: id,
		targetId: target.id,
		targetTitle: target.title ?? null,
		emulated:
			target.kind === 'emulated' || stages.some(({ summary }) => summary?.emulated === true),
		answers: all + awaiting + unreadable,
		graded: all,
		awaiting,
		unreadable,
		rate: wilsonInterval(passed, graded.length),
		corrected: calibration && correctedRate(passed, graded.length, calibration)
	};
};

/** By scenario, in the order of the run; empty where nothing of it is graded by judges. */
export const judgingOfRun = async (
	database: Database,
	runId: string
): Promise<ScenarioJudging[]> => {
	const judged = await judgedCellIds(database, runId);
	if (judged.size === 0) return [];
	const judgements = await judgementsOfRun(database, runId);
	const stages = Map.groupBy(await stagesOfRun(database, runId), ({ cellId }) => cellId);
	const byScenario = new Map<string, { cell: Cell; answers: Answer[] }[]>();
	for (const cell of await cellsOfRun(database, runId)) {
		if (!judged.has(cell.id)) continue;
		const answers = await answersOfCell(database, cell.id);
		byScenario.set(cell.scenarioId, [
			...(byScenario.get(cell.scenarioId) ?? []),
			{ cell, answers }
		]);
	}
	const { config } = (await findRun(database, runId)).run;
	const configured = isImportedConfig(config) ? [] : judgesOf(config);
	const floors = new Map(configured.map(({ target, kappaFloor }) => [target.id, kappaFloor]));
	const found: ScenarioJudging[] = [];
	for (const [scenarioId, cells] of byScenario) {
		const attempts = new Set(cells.flatMap(({ answers }) => answers.map((each) => each.attemptId)));
		const about = judgements.filter(({ attemptId }) => attempts.has(attemptId));
		const rule = cells.flatMap(({ answers }) => answers.flatMap((each) => ruleOf(each) ?? []))[0];
		const calibrationOf = async (judgeHash: string): Promise<JudgeCalibration | null> =>
			rule ? newestCalibration(database, { judgeHash, scenarioId, passAt: rule.passAt }) : null;
		const judges: JudgeLedger[] = [];
		for (const judgeId of new Set(about.map((each) => each.judgeId))) {
			const ledger = ledgerOf(about.filter((each) => each.judgeId === judgeId));
			const calibration = await calibrationOf(ledger.judgeHash);
			const kappaFloor = floors.get(judgeId) ?? defaultKappaFloor;
			const floor = calibration && heldAgainstFloor(calibration, kappaFloor);
			judges.push({ ...ledger, calibration, floor });
		}
		const panel = judges.filter(({ judgeId }) => rule?.judgeIds.includes(judgeId));
		const calibration =
			rule && panel.length > 0
				? await calibrationOf(
						panelHashOf(
							panel.map(({ judgeHash }) => judgeHash),
							rule.combine
						)
					)
				: null;
		found.push({
			scenarioId,
			passAt: rule?.passAt ?? null,
			judges,
			alpha: krippendorffAlpha(cells.flatMap(({ answers }) => firstAnswers(answers).map(votesOf))),
			calibration,
			cells: cells.map(({ cell, answers }) =>
				cellFigures(cell, answers, stages.get(cell.id) ?? [], calibration)
			)
		});
	}
	return found;
};
