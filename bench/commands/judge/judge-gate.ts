/** Whether judges may grade: those known to disagree with people may not, those not known are said to be so. */
import type { ConfiguredJudge } from '#core/config-judges.ts';
import { BenchError } from '#core/errors.ts';
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
 * What the user should know of the judges, a sentence each. Throws E_THRESHOLD for a judge whose last calibration on a scenario is below
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
			const { kappa, n } = calibration;
			if (kappa !== null && kappa >= kappaFloor) continue;
			const found =
				kappa === null
					? `its agreement with ${String(n)} labels of people has no κ, as they or the judge say the same of all`
					: `it agrees with ${String(n)} labels of people with κ ${kappa.toFixed(2)}, below its floor of ${String(kappaFloor)}`;
			if (!allowWeak) {
				throw new BenchError(
					'E_THRESHOLD',
					`the judge "${target.id}" may not grade ${id}: ${found}`,
					{
						hint: 'Mend the rubric or take another judge, and calibrate again; --allow-weak-judge lets it grade all the same.'
					}
				);
			}
			notes.push(`the judge "${target.id}" grades ${id} although ${found}`);
		}
	}
	return notes;
};
