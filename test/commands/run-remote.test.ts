/** The commands over a database on a libSQL server: as over a file. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { spoolNameOf } from '#db/left-spools.server.ts';
import { createWorkplace, runBench, startBench } from './support/bench-process.ts';
import { callCommand } from './support/recorded-context.ts';
import { writeConfig } from './support/run-json.ts';
import {
	coloursConfig,
	fastPerformance,
	selfHosted,
	serveColours,
	writeScenario
} from './support/small-scenario.ts';
import { serveSqld } from '../db/support/sqld.ts';
import { hasSqld } from '../db/support/sqld-process.ts';

describe.skipIf(!hasSqld)('commands over a database server', () => {
	it('store, list, show, resume and look after a run as over a file', async () => {
		const workplace = createWorkplace();
		onTestFinished(() => {
			workplace[Symbol.dispose]();
		});
		writeScenario(workplace);
		const colours = await serveColours();
		onTestFinished(() => colours.close());
		const loads = [
			{ kind: 'closed', concurrency: 2, requests: 20 },
			{ kind: 'closed', concurrency: 2, requests: 400 }
		];
		writeConfig(workplace, coloursConfig([selfHosted(colours.port)], { loads }));
		const { url, token } = await serveSqld({ wantsToken: true });
		const env = { LIBSQL_AUTH_TOKEN: token ?? '' };
		const bench = startBench(['run', '--db', url], { workplace, env });
		await bench.untilStderr(/^\[1\/2\]/m);
		bench.child.kill('SIGKILL');
		await bench.ended;

		const on = (name: string, ...args: string[]) => callCommand(name, [...args, '--db', url], env);
		const resumed = await on('resume', '--json');
		expect([null, 'E_RUN_INVALID']).toContain(
			resumed.error === null ? null : (resumed.error as { code: string }).code
		);
		const { run, storedAttempts } = JSON.parse(resumed.stdout) as {
			run: { id: string; state: string };
			storedAttempts: number;
		};
		expect([run.state, storedAttempts]).toEqual(['complete', 420]);
		const listed = JSON.parse((await on('runs', 'list', '--json')).stdout) as object[];
		expect(listed).toMatchObject([{ id: run.id, state: 'complete', attemptCount: 420 }]);
		expect((await on('runs', 'show', run.id)).stdout).toContain('420 attempts stored');
		expect(JSON.parse((await on('db', 'check', '--json')).stdout)).toMatchObject({
			ok: true,
			counts: { attempts: 420, answers: 420 }
		});
		expect((await on('db', 'stats')).stdout).toContain('420');
		expect((await on('db', 'backup', workplace.file('copy.db'))).error).toMatchObject({
			code: 'E_USAGE'
		});
		expect((await on('runs', 'delete', run.id, '--yes')).stdout).toContain('420 attempts');
		// Nothing had to wait, so that nothing lies about.
		expect(readdirSync('.').filter((name) => name.startsWith('bench-spool'))).toEqual([]);
	});

	it('do not go on with a run while a file holds what it could not send, and then store each place once', async () => {
		const workplace = createWorkplace();
		onTestFinished(() => {
			workplace[Symbol.dispose]();
		});
		writeScenario(workplace);
		const colours = await serveColours({ performance: { ...fastPerformance, decodeStepMs: 40 } });
		onTestFinished(() => colours.close());
		const loads = [
			{ kind: 'closed', concurrency: 2, requests: 10 },
			{ kind: 'closed', concurrency: 2, requests: 150 }
		];
		writeConfig(workplace, coloursConfig([selfHosted(colours.port)], { loads }));
		writeConfig(workplace, coloursConfig([selfHosted(colours.port)]), 'small.yaml');
		const server = await serveSqld();
		const bench = startBench(['run', '--db', server.url], { workplace });
		await bench.untilStderr(/^\[1\/2\]/m);
		await server.kill();
		await bench.untilStderr(/the database cannot be reached/);
		const file = workplace.file(spoolNameOf(bench.child.pid ?? 0));
		await expect
			.poll(() => readFileSync(file, 'utf8').split('insert into').length)
			.toBeGreaterThan(3);
		bench.child.kill('SIGKILL');
		await bench.ended;
		await server.start();

		const on = (name: string, ...args: string[]) =>
			callCommand(name, [...args, '--db', server.url]);
		const command = `bench db replay ${file} --db ${server.url}`;
		const [listed] = JSON.parse((await on('runs', 'list', '--json')).stdout) as [{ id: string }];
		for (const told of [await on('resume'), await on('retry', listed.id)]) {
			expect(told.error).toMatchObject({
				code: 'E_USAGE',
				message: expect.stringContaining(
					`${file} holds what run ${listed.id} has measured`
				) as string,
				hint: expect.stringContaining(command) as string
			});
		}
		// Another run only hears of it.
		const other = await runBench(['run', 'small.yaml'], { workplace });
		expect([0, 4]).toContain(other.code);
		expect(other.stderr).toContain(`could not send to its database; store it with: ${command}`);

		expect((await on('db', 'replay', file)).stdout).toContain('transactions');
		const before = JSON.parse((await on('runs', 'list', '--json')).stdout) as object[];
		expect(before).toMatchObject([{ id: listed.id }]);
		const { run, storedAttempts } = JSON.parse((await on('resume', '--json')).stdout) as {
			run: { id: string; state: string };
			storedAttempts: number;
		};
		expect([run.id, run.state, storedAttempts]).toEqual([listed.id, 'complete', 160]);
		expect(JSON.parse((await on('db', 'check', '--json')).stdout)).toMatchObject({
			ok: true,
			counts: { attempts: 160 }
		});
	});
});
