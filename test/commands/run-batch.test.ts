/** A batch of a scenario: the same questions, texts and grades as from the streaming engine, and what a config may not ask of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmulatorServer } from '#bench/endpoints/emulator/emulator-server.ts';
import { attemptsOfStage } from '#db/attempts.server.ts';
import { answerOf } from '#db/answers.server.ts';
import { openDatabase } from '#db/client.server.ts';
import { createWorkplace, runBench } from './support/bench-process.ts';
import { stagesOf, writeConfig, type RunJson } from './support/run-json.ts';
import {
	coloursConfig,
	itemCount,
	selfHosted,
	serveColours,
	writeScenario
} from './support/small-scenario.ts';

const workplace = createWorkplace();
let server: EmulatorServer;

beforeAll(async () => {
	writeScenario(workplace);
	server = await serveColours({ quality: 0.6 });
});
afterAll(async () => {
	await server.close();
	workplace[Symbol.dispose]();
});

describe('a config with batches', () => {
	it('gets the same answers, outcomes and grades from a batch as from a closed loop that streams', async () => {
		const config = coloursConfig([selfHosted(server.port)], {
			loads: [
				{ kind: 'closed', concurrency: 3, requests: itemCount },
				{ kind: 'batch', concurrency: 3 },
				{ kind: 'batch', concurrency: 3, stream: true }
			]
		});
		const { stdout } = await runBench(['run', writeConfig(workplace, config), '--json'], {
			workplace
		});
		const stages = stagesOf(JSON.parse(stdout) as RunJson);
		expect(stages.map(({ load, offered }) => [load.kind, offered])).toStrictEqual([
			['closed', itemCount],
			['batch', itemCount],
			['batch', itemCount]
		]);
		expect(stages.map(({ ttftMs }) => ttftMs.n > 0)).toStrictEqual([true, false, true]);
		expect(stages.map(({ sloMetShare }) => sloMetShare === null)).toStrictEqual([
			false,
			true,
			true
		]);
		const database = await openDatabase(workplace.databaseUrl);
		const found = await Promise.all(
			stages.map(async ({ id }) => {
				const { attempts } = await attemptsOfStage(database, id, { limit: 100 });
				return Promise.all(
					attempts
						.sort((a, b) => a.ordinal - b.ordinal)
						.map(async ({ id: attemptId, itemId, outcome, usage }) => {
							const answer = await answerOf(database, attemptId);
							const { text, grade } = answer ?? {};
							return { itemId, outcome, usage, text, passed: grade?.passed };
						})
				);
			})
		);
		await database.close();
		const [closed, whole, streamed] = found;
		expect(closed).toHaveLength(itemCount);
		expect(new Set(closed?.map(({ passed }) => passed)).size).toBeGreaterThan(1);
		expect(whole).toStrictEqual(closed);
		expect(streamed).toStrictEqual(closed);
	});

	it('refuses a batch on a target that is paid for, before anything is sent', async () => {
		const paid = selfHosted(server.port, {
			kind: 'measured-api',
			price: {
				kind: 'per-token',
				inputUsdPerMtok: '1',
				outputUsdPerMtok: '2',
				source: 'test',
				checkedOn: '2026-01-01'
			}
		});
		const config = coloursConfig([paid], {
			maxSpendUsd: '1',
			loads: [{ kind: 'batch', concurrency: 3 }]
		});
		const { code, stderr } = await runBench(['plan', writeConfig(workplace, config, 'paid.yaml')], {
			workplace
		});
		expect(code).toBe(2);
		expect(stderr).toContain(
			'colours cannot be measured on target "ours" in batch mode: it costs money by the request'
		);
	});
});
