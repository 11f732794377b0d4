import { spawn, spawnSync } from 'node:child_process';
import { describe, it } from 'vitest';
import { benchFile, createWorkplace, shellEnvironment } from './support/bench-process.ts';
import { writeConfig } from './support/run-json.ts';
import {
	coloursConfig,
	fastPerformance,
	selfHosted,
	serveColours,
	writeScenario
} from './support/small-scenario.ts';
import { renderScreen } from './support/terminal-screen.ts';

const columns = 90;
/** `script` of util-linux gives a command a pseudo-terminal; that of BSD takes other flags. */
const canMakeTerminal = ((): boolean => {
	const { error, stdout } = spawnSync('script', ['--version'], { encoding: 'utf8' });
	return error === undefined && stdout.includes('util-linux');
})();

describe('bench run on a terminal', () => {
	it('draws its progress in place and leaves a clean log and a summary that fits', async ({
		expect,
		skip
	}) => {
		skip(!canMakeTerminal, 'there is no util-linux script here');
		using workplace = createWorkplace();
		writeScenario(workplace);
		const server = await serveColours({ performance: { ...fastPerformance, overheadMs: 150 } });
		writeConfig(
			workplace,
			coloursConfig([selfHosted(server.port)], {
				loads: [1, 2].map((concurrency) => ({ kind: 'closed', concurrency, requests: 6 }))
			})
		);
		const command = `stty cols ${String(columns)} rows 40; exec '${process.execPath}' '${benchFile}' run`;
		const child = spawn('script', ['-qec', command, '/dev/null'], {
			cwd: workplace.path,
			env: { ...shellEnvironment(workplace), TERM: 'xterm', SHELL: '/bin/sh' },
			stdio: ['ignore', 'pipe', 'inherit']
		});
		let text = '';
		child.stdout.setEncoding('utf8').on('data', (part: string) => {
			text += part;
		});
		await new Promise((resolve) => child.once('close', resolve));
		await server.close();

		expect(text).toMatch(/\[1\/2\] █*░+ colours on ours, closed ×1/);
		expect(text.match(/\u001b\[2A\u001b\[J/g)?.length).toBeGreaterThan(3);
		const screen = renderScreen(text, columns);
		expect(screen[0]).toMatch(
			/^\[1\/2\] colours on ours EMULATED, closed ×1: 6\/6 answers · TTFT p50/
		);
		const start = screen.findIndex((line) => line.startsWith('run '));
		const log = screen.slice(0, start).join('');
		expect(log).toMatch(/^\[1\/2\] .*6\/6 answers.*\[2\/2\] .*6\/6 answers.*$/);
		expect(log).not.toMatch(/[█░]| done · /);
		const table = screen.slice(start + 2, start + 6);
		expect(table[0]).toMatch(/^ {2}target .* validity$/);
		expect(table.slice(2).every((line) => /[●○] [a-z-]+$/.test(line))).toBe(true);
	});
});
