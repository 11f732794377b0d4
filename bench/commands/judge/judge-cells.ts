/** Judges the answers of cells and puts the grades in place, with the sums of their stages. */
import type { ConfiguredJudge } from '#core/config-judges.ts';
import type { JudgeSpec } from '#core/grader-spec.ts';
import type { Cell } from '#core/run.ts';
import type { LoadedScenario } from '#core/scenario.ts';
import { replaceGrades } from '#db/grades.server.ts';
import { judgementsOfRun } from '#db/judgements.server.ts';
import { judgedAnswersOf } from '#bench/cases/judge/judged-answers.ts';
import { judgedGrading } from '#bench/cases/judge/judged-grading.ts';
import { regradeCell, type RegradedCell } from '#bench/cases/regrade-run.ts';
import { putQuestions, type JudgingContext, type QuestionRound } from './judge-questions.ts';

/** A cell whose scenario is graded by judges. */
export interface JudgedCell {
	cell: Cell;
	loaded: LoadedScenario;
	spec: JudgeSpec;
}

/** The grades by all judgements of the run, put in place. Sends nothing. */
export const gradeByJudges = async (
	{ database, runId }: Pick<JudgingContext, 'database' | 'runId'>,
	cells: readonly JudgedCell[]
): Promise<RegradedCell[]> => {
	const judgements = await judgementsOfRun(database, runId);
	const found: RegradedCell[] = [];
	for (const { cell, loaded, spec } of cells) {
		const regraded = await regradeCell(
			database,
			cell,
			loaded,
			judgedGrading(loaded, spec, judgements)
		);
		await replaceGrades(database, regraded.grades);
		found.push(regraded);
	}
	return found;
};

export interface JudgedCells {
	/** Questions that were put to judges. */
	asked: number;
	cells: RegradedCell[];
}

/**
 * Asks the judges about every answer that they have not judged, and grades by all that the run has. The grades are put in place even
 * where the asking broke off, as far as it came.
 */
export const judgeCells = async (
	context: JudgingContext,
	cells: readonly JudgedCell[],
	{ judges, again }: { judges: readonly ConfiguredJudge[]; again: boolean }
): Promise<JudgedCells> => {
	const answers = new Map<JudgedCell, QuestionRound['questions']>();
	for (const each of cells) {
		const found = await judgedAnswersOf(context.database, each.cell, each);
		answers.set(
			each,
			found.map(({ answer, prompt }) => ({
				attemptId: answer.attemptId,
				rivalAttemptId: null,
				order: 'single',
				prompt
			}))
		);
	}
	const bySpec = [...new Set(cells.map(({ spec }) => spec))];
	const rounds = judges.flatMap((judge) =>
		bySpec.map((spec) => ({
			judge,
			spec,
			questions: cells
				.filter((each) => each.spec === spec)
				.flatMap((each) => answers.get(each) ?? [])
		}))
	);
	let asked = 0;
	let graded: RegradedCell[] = [];
	try {
		asked = await putQuestions(context, rounds, { again });
	} finally {
		graded = await gradeByJudges(context, cells);
	}
	return { asked, cells: graded };
};
