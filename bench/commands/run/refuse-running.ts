/** Whether a run may be worked on: never by two processes at once, as both would spend from its cap. */
import { BenchError } from '#core/errors.ts';
import type { StoredRun } from '#db/runs.server.ts';
import { visibleRunState } from '#bench/telemetry/run-process.ts';

/** Throws E_USAGE for a run that a living process measures, or asks judges about. */
export const refuseRunning = ({ run, owner }: StoredRun, takeOver: boolean): void => {
	if (visibleRunState(run, owner) !== 'running' || takeOver) return;
	const doing = run.endedAtUtc === null ? 'measured' : 'judged';
	throw new BenchError(
		'E_USAGE',
		`run ${run.id} is still being ${doing} by process ${String(owner.processId)} on ${owner.hostName}`,
		{
			hint: 'Wait for its end, or stop it there first. Where that machine is gone for good: bench resume --take-over.'
		}
	);
};
