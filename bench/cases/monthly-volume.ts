/** How many requests there are in a month, for what a request costs at an endpoint that is paid by the hour. */
import type { Database } from '#db/client.server.ts';
import { findRun } from '#db/runs.server.ts';
import { readScenarioAlone } from '#bench/importers/measured-scenario.ts';
import { findScenarioFolder } from './case-sources.ts';

export interface MonthlyVolume {
	/** Requests in a month of 730 hours, 1 or more. */
	requestsPerMonth: number;
	/** Whether somebody asked for it, or it is the demand that the scenario states. */
	from: 'asked' | 'scenario';
}

/**
 * What is asked for, else the demand of the scenario as it is found today. Null where nobody asked and the scenario is not found, or
 * cannot be read: a comparison of what was measured does not depend on its files.
 */
export const monthlyVolume = async (
	database: Database,
	{ runId, scenarioId }: { runId: string; scenarioId: string },
	asked: number | null
): Promise<MonthlyVolume | null> => {
	if (asked !== null) return { requestsPerMonth: asked, from: 'asked' };
	const { config } = (await findRun(database, runId)).run;
	const uses = config.scenarios.map(({ use }) => use);
	// Its items are not read: there may be ten thousand, and the demand is none of them.
	const folder = findScenarioFolder(scenarioId, uses);
	const scenario = folder === null ? null : await readScenarioAlone(folder);
	return scenario && { requestsPerMonth: scenario.demand.requestsPerMonth, from: 'scenario' };
};
