/** Asking judges about a run that belongs to this process meanwhile, so that no other spends from its cap. */
import type { Database } from '#db/client.server.ts';
import { claimRun, releaseRun } from '#db/run-claims.server.ts';
import { findRun } from '#db/runs.server.ts';
import { thisProcess, visibleRunState } from '#bench/telemetry/run-process.ts';
import { refuseRunning } from '../run/refuse-running.ts';

/**
 * Claims a run for `ask`, and gives it back as it was. What the run has cost is to be read in `ask`: nobody else adds to it then. Throws E_USAGE where a
 * living process has the run, or has taken it meanwhile.
 */
export const whileClaimed = async <T>(
	database: Database,
	runId: string,
	ask: () => Promise<T>
): Promise<T> => {
	const stored = await findRun(database, runId);
	refuseRunning(stored, false);
	const owner = thisProcess();
	await claimRun(database, stored, owner);
	const visible = visibleRunState(stored.run, stored.owner);
	const before = {
		state: visible === 'killed' ? 'running' : visible,
		owner: stored.owner
	} as const;
	const release = (): Promise<void> => releaseRun(database, runId, { owner, before });
	let result: T;
	try {
		result = await ask();
	} catch (error) {
		// Why the asking broke off matters more than that the run is another's by now.
		await release().catch(() => undefined);
		throw error;
	}
	await release();
	return result;
};
