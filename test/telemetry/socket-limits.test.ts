/** How many connections a process may hold, and what is said where a load needs more. */
import { describe, expect, it } from 'vitest';
import {
	parseOpenFiles,
	parsePortRange,
	readSocketLimits,
	socketProblem
} from '#bench/telemetry/socket-limits.ts';

describe('the limits of sockets', () => {
	it('are read where Linux tells them', () => {
		const text =
			'Limit  Soft Limit  Hard Limit  Units\nMax open files            1024                 524288               files     \n';
		expect(parseOpenFiles(text)).toStrictEqual({ openFiles: 1_024, mostOpenFiles: 524_288 });
		expect(parseOpenFiles('Max open files  1024  unlimited  files')).toStrictEqual({
			openFiles: 1_024,
			mostOpenFiles: null
		});
		expect(parseOpenFiles('')).toStrictEqual({ openFiles: null, mostOpenFiles: null });
		expect(parsePortRange('32768\t60999\n')).toBe(28_232);
		expect(parsePortRange('60999 32768')).toBeNull();
		expect(parsePortRange('')).toBeNull();
	});

	it('of this process are numbers, or null where the platform does not tell', async () => {
		const { openFiles, mostOpenFiles } = await readSocketLimits();
		if (process.platform === 'linux') expect(openFiles).toBeGreaterThan(0);
		else expect([openFiles, mostOpenFiles]).toStrictEqual([null, null]);
	});

	const limits = { openFiles: 1_024, mostOpenFiles: 20_000, ports: 28_232 };

	it('stand in the way of more connections than fit, with the measured need and the way out', () => {
		expect(socketProblem(768, limits)).toBeNull();
		expect(socketProblem(769, limits)).toStrictEqual({
			message: '769 connections need 1025 open files; this process may have 1024',
			hint: 'Raise the limit in the shell that starts bench: ulimit -n 1025'
		});
		expect(socketProblem(30_000, limits)?.hint).toMatch(
			/^Nobody but the administrator.*LimitNOFILE/
		);
		expect(socketProblem(30_000, { ...limits, openFiles: 99_999 })?.message).toBe(
			'30000 connections to one address need as many ports; this machine gives 28232'
		);
	});

	it('that nobody tells stand in no way', () => {
		const unknown = { openFiles: null, mostOpenFiles: null, ports: null };
		expect(socketProblem(1_000_000, unknown)).toBeNull();
	});
});
