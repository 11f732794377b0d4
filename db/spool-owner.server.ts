/** Which process writes a spool, and whether it still does. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { isProcessRunning } from './is-process-running.server.ts';

export interface SpoolOwner {
	hostName: string;
	processId: number;
	/** Tells it from a later process of the same id; null where its system does not say. */
	processStart: string | null;
}

/** What follows the name of the program, which stands in parentheses and may hold blanks: the state, and 19 fields later the start (proc(5)). */
const startInProc = (processId: number): string => {
	const stat = readFileSync(`/proc/${String(processId)}/stat`, 'latin1');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	// It has ended, and nobody has asked how.
	if (fields[0] === 'Z') return 'ended';
	const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
	return `${boot} ${fields[19] ?? ''}`;
};

const startInList = (processId: number): string =>
	execFileSync('ps', ['-o', 'lstart=', '-p', String(processId)], {
		encoding: 'utf8',
		env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
		stdio: ['ignore', 'pipe', 'ignore']
	}).trim();

/** When a process began, in the words of its system: only to be compared. Null where there is none of this id, or the system does not say. */
export const processStartOf = (processId: number): string | null => {
	try {
		return process.platform === 'linux' ? startInProc(processId) : startInList(processId);
	} catch {
		return null;
	}
};

/** This process. */
export const thisOwner = (): SpoolOwner => ({
	hostName: hostname(),
	processId: process.pid,
	processStart: processStartOf(process.pid)
});

/** Whether another process of this machine still writes. Of another machine that cannot be asked: false. */
export const isWriting = ({ hostName, processId, processStart }: SpoolOwner): boolean => {
	// In a container the next process often gets the id of the last one.
	if (hostName !== hostname() || processId === process.pid) return false;
	if (!isProcessRunning(processId)) return false;
	const start = processStartOf(processId);
	return start === null || processStart === null || start === processStart;
};
