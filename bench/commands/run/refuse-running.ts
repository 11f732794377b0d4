/** Whether a run may be worked on: never by two processes at once, as both would spend from its cap. */
import { hostname } from 'node:os';
import { BenchError } from '#core/errors.ts';
import type { StoredRun } from '#db/runs.server.ts';
import { visibleRunState } from '#bench/telemetry/run-process.ts';

/**
 * Throws E_USAGE for a run that a living process measures, or asks judges about. `takeOver`: whether one of another machine, which cannot be asked, is taken
 * for gone; one of this machine that lives never is.
 */
export const refuseRunning = ({ run, owner }: StoredRun, takeOver: boolean): void => {
	if (visibleRunState(run, owner) !== 'running') return;
	const processId = String(owner.processId);
	const isHere = owner.hostName === hostname();
	if (takeOver && !isHere) return;
	if (takeOver) {
		throw new BenchError(
			'E_USAGE',
			`run ${run.id} is still running here as process ${processId}; --take-over is for a machine that is gone`,
			{ hint: `Stop it first: kill ${processId}. Then: bench resume ${run.id}` }
		);
	}
	const doing = run.endedAtUtc === null ? 'measured' : 'judged';
	throw new BenchError(
		'E_USAGE',
		`run ${run.id} is still being ${doing} by process ${processId} on ${owner.hostName}`,
		{
			hint: isHere
				? `Wait for its end, or stop it first: kill ${processId}`
				: 'Wait for its end, or stop it there first. Where that machine is gone for good: bench resume --take-over.'
		}
	);
};
