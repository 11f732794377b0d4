/** The most that a run has cost: what its attempts and its judges count against its cap. */
import type { Database } from './client.server.ts';
import { judgesExposedPicoUsd } from './judge-ledger.server.ts';
import { attemptsExposedPicoUsd } from './spend.server.ts';

/** Millionths of a millionth of a dollar. To be read by the process that has the run: others may add to it. */
export const runExposedPicoUsd = async (database: Database, runId: string): Promise<bigint> => {
	const attempts = await attemptsExposedPicoUsd(database, runId);
	return attempts + (await judgesExposedPicoUsd(database, runId));
};
