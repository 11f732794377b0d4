import { describe, it } from 'vitest';
import { createClient } from '@libsql/client';
import { configSchema } from '#core/config.ts';
import { createRandom } from '#core/random.ts';
import { executePlan } from '#bench/commands/run/execute.ts';
import { buildPlan } from '#bench/commands/run/build-plan.ts';
import { loadScenarios } from '#bench/commands/run/load-scenarios.ts';
import { createRunProgress } from '#bench/commands/run/run-progress.ts';
import { serveTargets } from '#bench/commands/run/serve-targets.ts';
import { readHostFacts } from '#bench/telemetry/host-facts.ts';
import { openDatabase } from '#db/client.server.ts';
import { checkDatabase } from '#db/maintenance.server.ts';
import { createWorkplace, runBench, startBench, type Workplace } from './support/bench-process.ts';
import { stagesOf, storedRun, writeConfig, type RunJson } from './support/run-json.ts';
import { mountSmallDisk, noSmallDisk } from './support/small-disk.ts';
import {
	coloursConfig,
	selfHosted,
	serveColours,
	writeScenario
} from './support/small-scenario.ts';

const manyStages = (count: number, requests: number): object[] =>
	Array.from({ length: count }, () => ({ kind: 'closed', concurrency: 4, requests }));

/** Holds the lock of a writer on the database until it is told to let go. */
const lockDatabase = async (workplace: Workplace): Promise<{ release: () => Promise<void> }> => {
	const client = createClient({ url: workplace.databaseUrl, timeout: 5_000, concurrency: 1 });
	const transaction = await client.transaction('write');
	return {
		release: async () => {
			await transaction.rollback();
			client.close();
		}
	};
};

interface ListedRun {
	id: string;
	state: string;
	attemptCount: number;
}

describe.concurrent('the database of a run', () => {
	it('is whole after a kill at any moment and has every attempt that was reported as stored', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		writeScenario(workplace);
		const server = await serveColours();
		const random = createRandom(Date.now(), 'moments of killing');
		writeConfig(
			workplace,
			coloursConfig([selfHosted(server.port)], { loads: manyStages(200, 24) })
		);
		const reported: number[] = [];
		for (let kill = 0; kill < 3; kill++) {
			const bench = startBench(['run'], { workplace });
			await bench.untilStderr(/^\[1\/200\]/m);
			const delayMs = random() * 400;
			await new Promise((resolve) => setTimeout(resolve, delayMs));
			bench.child.kill('SIGKILL');
			const { signal, stderr } = await bench.ended;
			expect([delayMs, signal]).toEqual([delayMs, 'SIGKILL']);
			const lines = [...stderr.matchAll(/^\[\d+\/200\] .*: (\d+)\/(\d+) answers/gm)];
			reported.push(lines.reduce((sum, line) => sum + Number(line[1]), 0));
		}

		const listed = await runBench(['runs', 'list', '--json'], { workplace });
		const killed = JSON.parse(listed.stdout) as ListedRun[];
		expect(killed.map(({ state }) => state)).toEqual(['killed', 'killed', 'killed']);
		for (const [index, { attemptCount }] of killed.reverse().entries()) {
			expect(attemptCount).toBeGreaterThanOrEqual(reported[index]!);
		}

		writeConfig(workplace, coloursConfig([selfHosted(server.port)]), 'next.yaml');
		const next = await runBench(['run', 'next.yaml', '--json'], { workplace });
		await server.close();
		expect((JSON.parse(next.stdout) as RunJson).run.state).toBe('complete');

		const database = await openDatabase(workplace.databaseUrl);
		const check = await checkDatabase(database);
		expect(check).toMatchObject({ ok: true, integrity: [], foreignKeys: [] });
		expect(check.counts.answers).toBe(check.counts.attempts);
		for (const { id } of killed) {
			const attempts = (await storedRun(database, id)).flatMap(({ stages }) =>
				stages.flatMap((stage) => stage.attempts)
			);
			expect(attempts.every(({ outcome }) => outcome === 'ok')).toBe(true);
		}
		await database.close();
	});

	it('may be locked by another process for a while: the run waits, says so and goes on', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		writeScenario(workplace);
		const server = await serveColours();
		writeConfig(workplace, coloursConfig([selfHosted(server.port)], { loads: manyStages(8, 24) }));
		const bench = startBench(['run', '--json'], { workplace });
		await bench.untilStderr(/^\[1\/8\]/m);
		const lock = await lockDatabase(workplace);
		await bench.untilStderr(/^the database is locked by another process; waiting$/m);
		await lock.release();
		const { stdout } = await bench.ended;
		await server.close();
		const json = JSON.parse(stdout) as RunJson;
		expect(json.run.state).toBe('complete');
		expect(json.storedAttempts).toBe(8 * 24);
		expect(stagesOf(json)).toHaveLength(8);
	});

	it('that stays locked ends the run with an error that says what is safe', async ({ expect }) => {
		using workplace = createWorkplace();
		writeScenario(workplace);
		const server = await serveColours();
		const config = configSchema.parse(
			coloursConfig([selfHosted(server.port)], { loads: manyStages(2, 24) })
		);
		const configFile = workplace.file('bench.yaml');
		const plan = buildPlan(config, await loadScenarios(config, configFile));
		const signal = new AbortController().signal;
		const targets = await serveTargets(config.targets, {
			configFile,
			seed: 1,
			limits: config.limits,
			env: {},
			allowCommands: false,
			answers: () => [],
			onStart: () => undefined,
			signal
		});
		// The command line waits for half a minute; nothing else differs here.
		const database = await openDatabase(workplace.databaseUrl, {
			busyTimeoutMs: 20,
			retryForMs: 100
		});
		const notes: string[] = [];
		let lock: { release: () => Promise<void> } | undefined;
		const progress = createRunProgress(
			{
				progress: { write: () => undefined, isTerminal: false, columns: () => 80 },
				note: (line) => notes.push(line)
			},
			{ stages: 2, seed: 1, nowMs: () => performance.now() }
		);
		const result = await executePlan({
			plan,
			storedConfig: plan.config,
			basis: {
				configFile: workplace.file('bench.yaml'),
				scenarioHashes: {},
				benchVersion: '0.0.0',
				hostName: 'here'
			},
			replays: new Map(),
			targets,
			database,
			host: await readHostFacts(),
			env: {},
			progress: {
				...progress,
				stageEnded: (...ended) => {
					progress.stageEnded(...ended);
				},
				stageStarted: (view) => {
					progress.stageStarted(view);
					if (view.stage.ordinal === 1) {
						void lockDatabase(workplace).then((taken) => {
							lock = taken;
						});
					}
				}
			},
			signals: { drain: signal, abort: signal },
			now: () => new Date()
		});
		progress.close();
		await lock?.release();
		await database.close();
		await server.close();
		expect(result.run.state).toBe('failed');
		expect(result.failure).toMatchObject({ code: 'E_DATABASE', exitCode: 1 });
		expect(result.failure?.message).toMatch(
			/is locked by another process\. Attempts of this run that are safe in the database: 24; lost: \d+$/
		);
		expect(result.storedAttempts).toBe(24);
		expect(notes).toHaveLength(1);
	});

	it('on a disk that fills up keeps what was stored, and the error says how much that is', async ({
		expect,
		skip
	}) => {
		using workplace = createWorkplace();
		await using disk = await mountSmallDisk(workplace.file('small-disk'));
		if (disk === null) return skip(noSmallDisk);
		writeScenario(workplace);
		const server = await serveColours();
		writeConfig(
			workplace,
			coloursConfig([selfHosted(server.port)], { loads: manyStages(200, 24) })
		);
		const url = `file:${disk.path}/bench.db`;
		const { code, stdout } = await runBench(['run', '--json', '--db', url], { workplace });
		await server.close();
		expect(code).toBe(1);
		const json = JSON.parse(stdout) as RunJson;
		expect(json.run.state).toBe('failed');
		expect(json.error?.code).toBe('E_DATABASE');
		expect(json.error?.message).toMatch(/the disk is full/);
		expect(json.error?.message).toContain(
			`safe in the database: ${String(json.storedAttempts)}; lost: `
		);
		expect(json.storedAttempts).toBeGreaterThan(0);
		// Reading needs no space.
		const database = await openDatabase(url);
		const check = await checkDatabase(database);
		await database.close();
		expect([check.ok, check.counts.attempts]).toEqual([true, json.storedAttempts]);
	});
});
