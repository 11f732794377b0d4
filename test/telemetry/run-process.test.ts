/** How a run is shown whose process may be gone. */
import { hostname } from 'node:os';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { visibleRunState } from '#bench/telemetry/run-process.ts';

const gone = { processId: 4_194_305, hostName: hostname() };
const running = { state: 'running', endedAtUtc: null, stateReason: null } as const;
const endedAtUtc = '2026-11-20T10:05:00.000Z';

it('shows a run whose process is gone as killed, or as it ended where it was being judged', () => {
	expect(visibleRunState(running, gone)).toBe('killed');
	expect(visibleRunState({ ...running, endedAtUtc }, gone)).toBe('complete');
	const stopped = { ...running, endedAtUtc, stateReason: 'stopped by the user' };
	expect(visibleRunState(stopped, gone)).toBe('interrupted');
});

it('shows a run of a living process, or of another machine, as it is stored', () => {
	const living = { processId: process.ppid, hostName: hostname() };
	expect(visibleRunState({ ...running, endedAtUtc }, living)).toBe('running');
	expect(visibleRunState(running, { ...gone, hostName: 'another' })).toBe('running');
	expect(visibleRunState({ ...running, state: 'failed' }, gone)).toBe('failed');
});

it.runIf(process.platform === 'linux')(
	'shows a run as killed whose number another program has got since',
	async () => {
		const other = spawn('sleep', ['600']);
		onTestFinished(() => {
			other.kill();
		});
		await once(other, 'spawn');
		expect(visibleRunState(running, { processId: other.pid ?? 0, hostName: hostname() })).toBe(
			'killed'
		);
	}
);
