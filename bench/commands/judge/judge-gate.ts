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
	const notes: string[] = [];
	for (const { target, kappaFloor } of judges) {
		for (const { id, spec } of scenarios) {
			const calibration = await newestCalibration(database, {
				judgeHash: judgeHashOf(target, spec),
				scenarioId: id,
				passAt: spec.passAt
			});
			if (!calibration) {
				notes.push(
					`the judge "${target.id}" is not calibrated on ${id}: nobody knows how far it agrees with people (bench judge calibrate)`
				);
				continue;
			}
			const { state, words } = heldAgainstFloor(calibration, kappaFloor);
			if (state === 'unknown') {
				notes.push(
					`nobody knows yet how far the judge "${target.id}" agrees with people on ${id}: ${words} (bench judge calibrate)`
				);
			}
			if (state !== 'below') continue;
			if (!allowWeak) {
				throw new BenchError(
					'E_THRESHOLD',
					`the judge "${target.id}" may not grade ${id}: ${words}`,
					{
						hint: 'Mend the rubric or take another judge, and calibrate again; --allow-weak-judge lets it grade all the same.'
					}
				);
			}
			notes.push(`the judge "${target.id}" grades ${id} although ${words}`);
		}
	}
	return notes;
};
