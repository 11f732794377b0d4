/** Whether judges may grade: those known to disagree with people may not, those not known are said to be so. */
import type { ConfiguredJudge } from '#core/config-judges.ts';
import { BenchError } from '#core/errors.ts';
import { heldAgainstFloor } from '#core/judge-floor.ts';
import type { JudgeSpec } from '#core/grader-spec.ts';
import type { Database } from '#db/client.server.ts';
import { newestCalibration } from '#db/judge-calibrations.server.ts';
import { judgeHashOf } from '#bench/cases/judge/judge-hash.ts';

/** A scenario that is graded by judges. */
export interface JudgedScenario {
	id: string;
	spec: JudgeSpec;
}

interface JudgeFinding {
	/** Whether the judge disagrees too much with people to grade. */
	isBelow: boolean;
	judgeId: string;
	scenarioId: string;
	/** For `isBelow` the predicate of a sentence about the judge, else a whole one. */
	words: string;
}

/** What is to be known of the judges, one finding for each that is not known to agree well enough with people. */
const judgeFindings = async (
	database: Database,
	judges: readonly ConfiguredJudge[],
	scenarios: readonly JudgedScenario[]
): Promise<JudgeFinding[]> => {
	const findings: JudgeFinding[] = [];
	for (const { target, kappaFloor } of judges) {
		for (const { id, spec } of scenarios) {
			const about = { judgeId: target.id, scenarioId: id };
			const calibration = await newestCalibration(database, {
				judgeHash: judgeHashOf(target, spec),
				scenarioId: id,
				passAt: spec.passAt
			});
			if (!calibration) {
				const words = `the judge "${target.id}" is not calibrated on ${id}: nobody knows how far it agrees with people (bench judge calibrate)`;
				findings.push({ ...about, isBelow: false, words });
				continue;
			}
			const { state, words } = heldAgainstFloor(calibration, kappaFloor);
			if (state === 'unknown') {
				const sentence = `nobody knows yet how far the judge "${target.id}" agrees with people on ${id}: ${words} (bench judge calibrate)`;
				findings.push({ ...about, isBelow: false, words: sentence });
			}
			if (state === 'below') findings.push({ ...about, isBelow: true, words });
		}
	}
	return findings;
};

const mayNotGrade = ({ judgeId, scenarioId, words }: JudgeFinding): string =>
	`the judge "${judgeId}" may not grade ${scenarioId}: ${words}`;

/** The same as sentences, before anything is asked: nothing is refused. */
export const judgeNotes = async (
	database: Database,
	judges: readonly ConfiguredJudge[],
	scenarios: readonly JudgedScenario[]
): Promise<string[]> =>
	(await judgeFindings(database, judges, scenarios)).map((finding) =>
		finding.isBelow ? mayNotGrade(finding) : finding.words
	);

/**
 * What the user should know of the judges, a sentence each. Throws E_THRESHOLD for a judge whose calibration on a scenario is below
 * its floor, unless `allowWeak`.
 */
export const checkJudges = async (
	database: Database,
	judges: readonly ConfiguredJudge[],
	scenarios: readonly JudgedScenario[],
	allowWeak: boolean
): Promise<string[]> => {
	const findings = await judgeFindings(database, judges, scenarios);
	const below = findings.find(({ isBelow }) => isBelow);
	if (below && !allowWeak) {
		throw new BenchError('E_THRESHOLD', mayNotGrade(below), {
			hint: 'Mend the rubric or take another judge, and calibrate again; --allow-weak-judge lets it grade all the same.'
		});
	}
	return findings.map(({ isBelow, judgeId, scenarioId, words }) =>
		isBelow ? `the judge "${judgeId}" grades ${scenarioId} although ${words}` : words
	);
};
