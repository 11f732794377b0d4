/** Grades the kept answers of a run again, without asking anybody: after a grader was mended, or a reference. */
import type { Answer, Grade } from '#core/answer.ts';
import type { Attempt } from '#core/attempt.ts';
import { BenchError } from '#core/errors.ts';
import { goodAnswers, type OnTimeAnswers } from '#core/goodput.ts';
import type { JsonValue } from '#core/json.ts';
import { isAnswer, isCompleted } from '#core/outcome.ts';
import type { Cell, Stage } from '#core/run.ts';
import { holdsConversations, type LoadedScenario } from '#core/scenario.ts';
import { observableSlo } from '#core/observable-slo.ts';
import { meetsSlo, sloOf } from '#core/slo.ts';
import type { StageSummary } from '#core/stage.ts';
import { isInRate } from '#core/steady-state.ts';
import { wilsonInterval } from '#core/statistics/wilson.ts';
import { msToS } from '#core/units.ts';
import { answersOfCell } from '#db/answers.server.ts';
import { attemptsOfStage, type AttemptCursor } from '#db/attempts.server.ts';
import type { Database } from '#db/client.server.ts';
import type { CellGrades, StageGrades } from '#db/grades.server.ts';
import { stagesOfCell } from '#db/stages.server.ts';
import type { GradingTools } from '#bench/graders/grading-tools.ts';
import { createGrader } from '#bench/graders/index.ts';
import type { CombinedGrade } from '#bench/graders/judge/combine-judgements.ts';
import { isJudged } from '#bench/graders/judge/judge-grader.ts';
import { requireTexts } from './kept-texts.ts';

export interface RegradedCell {
	cell: Cell;
	/** What is to be put in place. */
	grades: CellGrades;
	/** Answers that were graded again, and of these the ones that turned. */
	answers: number;
	/** Answers that have no grade now, because their judges have not spoken, or not readably. */
	ungraded: number;
	/** Of those the ones that had a grade before. */
	lost: number;
	nowRight: string[];
	nowWrong: string[];
	/** Share of items right by the first answer to each, before and after; null where nothing is graded. */
	before: number | null;
	after: number | null;
}

/** Grades one answer; where no grade can be given it says why. */
export type AnswerGrading = (
	answer: Answer,
	reference: JsonValue
) => CombinedGrade | Promise<CombinedGrade>;

/** By the rules of a scenario. */
export const ruleGrading = ({ scenario }: LoadedScenario, tools: GradingTools): AnswerGrading => {
	const grader = createGrader(scenario.grader, tools);
	return async ({ text }, reference) => ({ grade: await grader.grade(text, reference) });
};

const pageSize = 5_000;

const everyAttempt = async (database: Database, stageId: string): Promise<Attempt[]> => {
	const attempts: Attempt[] = [];
	let after: AttemptCursor | null = null;
	do {
		const page = await attemptsOfStage(database, stageId, { limit: pageSize, after });
		attempts.push(...page.attempts);
		after = page.next;
	} while (after);
	return attempts;
};

const kindOf = (verdict: CombinedGrade): keyof OnTimeAnswers => {
	if (verdict.grade !== null) return verdict.grade.passed ? 'right' : 'wrong';
	return verdict.reason === 'awaits-judging' ? 'waiting' : 'unreadable';
};

/** The figures of a stage that rest on grades. Of an item the answer that came first counts, as when it was measured. */
export const withGrades = (
	summary: StageSummary,
	attempts: readonly Attempt[],
	verdictOf: (attempt: Attempt) => CombinedGrade | null,
	{ cell, loaded }: { cell: Pick<Cell, 'target'>; loaded: LoadedScenario }
): StageSummary => {
	const { target } = cell;
	const slo =
		target.kind === 'imported' || summary.load.kind === 'retry'
			? null
			: observableSlo(sloOf(loaded.scenario.slo), target.parameters);
	const rateWindow = summary.steadyState?.rateWindow ?? null;
	const graded = new Set<string>();
	let [passed, onTime] = [0, 0];
	const inTime = { right: 0, wrong: 0, waiting: 0, unreadable: 0 };
	const isOnTime = (attempt: Attempt): boolean =>
		slo !== null && meetsSlo(slo, attempt, attempt.usage?.outputTokens ?? null);
	// A conversation is on time if every request of it was; a single request has only itself.
	const late = new Set(
		holdsConversations(loaded)
			? attempts.filter((each) => !isOnTime(each)).map(({ ordinal }) => ordinal)
			: []
	);
	for (const attempt of [...attempts].sort((a, b) => (a.endMs ?? 0) - (b.endMs ?? 0))) {
		const isCounted = isInRate(rateWindow, attempt.endMs);
		if (isCounted && isCompleted(attempt.outcome) && isOnTime(attempt)) onTime++;
		const verdict = verdictOf(attempt);
		if (!verdict) continue;
		if (isCounted && isOnTime(attempt) && !late.has(attempt.ordinal)) inTime[kindOf(verdict)]++;
		const { grade } = verdict;
		if (!grade) continue;
		const item = attempt.itemId ?? attempt.id;
		if (graded.has(item)) continue;
		graded.add(item);
		if (grade.passed) passed++;
	}
	const overS = rateWindow ? msToS(rateWindow.toMs - rateWindow.fromMs) : summary.windowS;
	const perS = (count: number): number | null =>
		slo === null || overS === null ? null : overS > 0 ? count / overS : 0;
	// Before its judges have spoken a stage is one of which nothing was graded.
	if (graded.size === 0 && isJudged(loaded.scenario.grader)) {
		const goodputBasis = slo === null ? null : 'slo';
		return {
			...summary,
			passRate: null,
			goodputPerS: perS(onTime),
			goodputUngraded: null,
			goodputBasis
		};
	}
	const { waiting, unreadable } = inTime;
	const good = goodAnswers(inTime);
	return {
		...summary,
		passRate: wilsonInterval(passed, graded.size),
		goodputPerS: good === null ? null : perS(good),
		goodputUngraded: slo === null || waiting + unreadable === 0 ? null : { waiting, unreadable },
		goodputBasis: slo === null ? null : 'slo-and-grade'
	};
};

const shareRight = (
	answers: readonly Answer[],
	gradeOf: (answer: Answer) => Grade | null
): number | null => {
	const byItem = new Map<string, boolean>();
	for (const answer of answers) {
		const grade = answer.trial === 0 ? gradeOf(answer) : null;
		if (grade) byItem.set(answer.itemId, grade.passed);
	}
	return byItem.size === 0 ? null : [...byItem.values()].filter(Boolean).length / byItem.size;
};

/** Whether two grades say the same; also where neither is one. */
const isSameGrade = (a: Grade | null, b: Grade | null): boolean =>
	JSON.stringify(a) === JSON.stringify(b);

/** Grades a cell with a scenario. Throws E_CONFIG where an item that was asked is no longer in it, and E_NOT_FOUND where texts have been purged. Writes nothing. */
export const regradeCell = async (
	database: Database,
	cell: Cell,
	loaded: LoadedScenario,
	gradeAnswer: AnswerGrading
): Promise<RegradedCell> => {
	const references = new Map(loaded.items.map(({ id, reference }) => [id, reference]));
	const answers = await answersOfCell(database, cell.id);
	requireTexts(answers, { scenarioId: cell.scenarioId, targetId: cell.target.id }, 'graded again');
	const missing = [...new Set(answers.map(({ itemId }) => itemId))].filter(
		(id) => !references.has(id)
	);
	if (missing.length > 0) {
		throw new BenchError(
			'E_CONFIG',
			`${cell.scenarioId} has no item ${missing.slice(0, 5).join(', ')} any more, so that ${String(missing.length)} answers cannot be graded`
		);
	}
	const stages: Stage[] = await stagesOfCell(database, cell.id);
	const ofAttempt = new Map(answers.map((answer) => [answer.attemptId, answer]));
	const grades = new Map<string, Grade>();
	const verdicts = new Map<string, CombinedGrade>();
	const graded: StageGrades[] = [];
	let [ungraded, lost] = [0, 0];
	for (const { id, summary } of stages) {
		const attempts = await everyAttempt(database, id);
		const changed: StageGrades['grades'][number][] = [];
		for (const attempt of attempts) {
			const answer = ofAttempt.get(attempt.id);
			if (!answer || !isAnswer(attempt.outcome)) continue;
			const found = await gradeAnswer(answer, references.get(answer.itemId) ?? null);
			verdicts.set(attempt.id, found);
			const ungradedReason = found.grade === null ? found.reason : null;
			if (found.grade === null) {
				ungraded++;
				if (answer.grade !== null) lost++;
			} else {
				grades.set(attempt.id, found.grade);
			}
			if (
				!isSameGrade(found.grade, answer.grade) ||
				ungradedReason !== (answer.ungradedReason ?? null)
			) {
				changed.push({ attemptId: attempt.id, grade: found.grade, ungradedReason });
			}
		}
		const verdictOf = (attempt: Attempt): CombinedGrade | null => verdicts.get(attempt.id) ?? null;
		graded.push({
			stageId: id,
			grades: changed,
			summary: summary && withGrades(summary, attempts, verdictOf, { cell, loaded })
		});
	}
	const turned = answers.filter(({ attemptId, grade }) => {
		const now = grades.get(attemptId);
		return now && grade && now.passed !== grade.passed;
	});
	const { scenario, hash } = loaded;
	return {
		cell,
		grades: { cellId: cell.id, scenario: { version: scenario.version, hash }, stages: graded },
		answers: grades.size,
		ungraded,
		lost,
		nowRight: turned.filter(({ grade }) => !grade?.passed).map(({ itemId }) => itemId),
		nowWrong: turned.filter(({ grade }) => grade?.passed).map(({ itemId }) => itemId),
		before: shareRight(answers, ({ grade }) => grade),
		after: shareRight(answers, ({ attemptId }) => grades.get(attemptId) ?? null)
	};
};
