/** What judges did for a run, and what they said of an answer. */
import { countingJudgements } from '#bench/cases/judge/judged-grading.ts';
import { judgingOfRun, type ScenarioJudging } from '#bench/cases/judge/judging-of-run.ts';
import type { Database } from '#db/client.server.ts';
import type { JudgeCalibration } from '#db/judge-calibrations.server.ts';
import { hasJudgements, hasUnjudgedAnswers, judgementsOfAnswer } from '#db/judgements.server.ts';
import { stagesOfRun } from '#db/stages.server.ts';
import type {
	ShownCalibration,
	ShownJudge,
	ShownJudgedCell,
	ShownJudgement,
	ShownJudging
} from '../runs/judging.ts';

/** Whether answers of the run may wait for a judge: those of a stage that graded none. */
const mayWait = async (database: Database, runId: string): Promise<boolean> =>
	(await stagesOfRun(database, runId)).some(
		({ summary }) => summary === null || (summary.completed > 0 && !summary.passRate?.n)
	);

/**
 * Empty where no judge was asked and none is waited for. A run may have millions of answers: they are looked at only where a stage
 * of it has no grade.
 */
export const judgingIfAny = async (
	database: Database,
	runId: string
): Promise<ScenarioJudging[]> =>
	(await hasJudgements(database, runId)) ||
	((await mayWait(database, runId)) && (await hasUnjudgedAnswers(database, runId)))
		? judgingOfRun(database, runId)
		: [];

const calibrationOf = (calibration: JudgeCalibration | null): ShownCalibration | null => {
	if (calibration === null) return null;
	const { kappa, kappaLow, kappaHigh, n, unreadable, emulated, calibratedAtUtc } = calibration;
	return { kappa, kappaLow, kappaHigh, n, unreadable, emulated, calibratedAtUtc };
};

const judgeOf = ({
	judgeId,
	judgeModel,
	emulated,
	read,
	unreadable,
	failed,
	costUsd,
	unpriced,
	calibration
}: ScenarioJudging['judges'][number]): ShownJudge => ({
	judgeId,
	judgeModel,
	emulated,
	read,
	unreadable,
	failed,
	costUsd,
	unpriced,
	calibration: calibrationOf(calibration)
});

const cellOf = ({
	cellId,
	targetId,
	targetTitle,
	emulated,
	answers,
	graded,
	awaiting,
	unreadable,
	rate,
	corrected
}: ScenarioJudging['cells'][number]): ShownJudgedCell => ({
	cellId,
	target: targetTitle ?? targetId,
	emulated,
	answers,
	graded,
	awaiting,
	unreadable,
	right: rate,
	corrected
});

/** By scenario, in the order of the run; empty where no judge was asked. */
export const readJudging = async (database: Database, runId: string): Promise<ShownJudging[]> =>
	(await judgingIfAny(database, runId)).map(
		({ scenarioId, judges, alpha, calibration, cells }) => ({
			scenarioId,
			judges: judges.map(judgeOf),
			alpha,
			calibration: calibrationOf(calibration),
			cells: cells.map(cellOf)
		})
	);

/** In the order in which they were given. */
export const readJudgements = async (
	database: Database,
	attemptId: string
): Promise<ShownJudgement[]> => {
	const judgements = await judgementsOfAnswer(database, attemptId);
	const counting = new Set([...countingJudgements(judgements).values()].flat());
	return judgements.map((each) => ({
		judgeId: each.judgeId,
		judgeModel: each.judgeModel,
		emulated: each.emulated,
		order: each.order,
		repeat: each.repeat,
		state: each.state,
		problem: each.problem,
		scores: each.scores,
		verdict: each.verdict,
		reasons: each.reasons,
		rawText: each.rawText,
		...(each.textAbsence && { textAbsence: each.textAbsence }),
		costUsd: each.costUsd,
		judgedAtUtc: each.judgedAtUtc,
		isReplaced: !counting.has(each)
	}));
};
