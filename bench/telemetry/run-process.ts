/** Whether the process that writes a run is still there. */
import { hostname } from 'node:os';
import type { RunState } from '#core/run-state.ts';

/** What a reader is shown: the stored state, or `killed` where the process that should end the run is gone. */
export type VisibleRunState = RunState | 'killed';

/** Processes of another machine cannot be asked, so that their runs keep the stored state. */
export const visibleRunState = (
	state: RunState,
	owner: { processId: number; hostName: string }
): VisibleRunState => {
	if (state !== 'running' || owner.hostName !== hostname()) return state;
	// In a container the next process often gets the id of the last one.
	if (owner.processId === process.pid) return 'killed';
	try {
		process.kill(owner.processId, 0);
		return state;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM' ? state : 'killed';
	}
};
