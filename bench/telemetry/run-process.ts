/** Whether the process that writes a run is still there. */
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename } from 'node:path';
import type { Run } from '#core/run.ts';
import type { RunState } from '#core/run-state.ts';

/** What a reader is shown: the stored state, or `killed` where the process that should end the run is gone. */
export type VisibleRunState = RunState | 'killed';

interface RunProcess {
	processId: number;
	hostName: string;
}

/** This process, as it is noted with the runs that it works on. */
export const thisProcess = (): RunProcess => ({ processId: process.pid, hostName: hostname() });

/**
 * Processes of another machine cannot be asked, so that their runs keep the stored state. A run that has an end was being judged when its process was
 * killed: what was measured stands as it was.
 */
export const visibleRunState = (
	{ state, endedAtUtc, stateReason }: Pick<Run, 'state' | 'endedAtUtc' | 'stateReason'>,
	owner: RunProcess
): VisibleRunState => {
	if (state !== 'running' || isThere(owner)) return state;
	if (endedAtUtc === null) return 'killed';
	return stateReason === null ? 'complete' : 'interrupted';
};

/** Of another machine that cannot be asked: true. */
const isThere = ({ processId, hostName }: RunProcess): boolean => {
	if (hostName !== hostname()) return true;
	// In a container the next process often gets the id of the last one.
	if (processId === process.pid) return false;
	try {
		process.kill(processId, 0);
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
	return !isOtherProgram(processId);
};

/** Whether another program has got the id, as after a restart of the machine: what writes runs is Node. Where the system does not say: false. */
const isOtherProgram = (processId: number): boolean => {
	if (process.platform !== 'linux') return false;
	try {
		const program = basename(readlinkSync(`/proc/${String(processId)}/exe`));
		return !program.startsWith('node') && program !== basename(process.execPath);
	} catch (error) {
		// One that has ended and was not asked how, or a thread of the system.
		return (error as NodeJS.ErrnoException).code === 'ENOENT';
	}
};
