import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stageSummarySchema } from '#core/stage.ts';
import { writeRandomGguf } from '#bench/endpoints/llama/random-gguf.ts';
import type { EmulatorServer } from '#bench/endpoints/emulator/emulator-server.ts';
import { createAnswerTable } from '#bench/commands/run/answer-table.ts';
import { checkReference } from '#bench/graders/index.ts';
import { loadScenario } from '#bench/importers/scenario-folder.ts';
import { openDatabase, type Database } from '#db/client.server.ts';
import { answersOfCell } from '#db/answers.server.ts';
import { evidenceOf } from '#db/attempts.server.ts';
import { findRun } from '#db/runs.server.ts';
import { createWorkplace, processesOf, runBench, type Ended } from './support/bench-process.ts';
import {
	exitCodeOfStages,
	stagesOf,
	storedRun,
	writeConfig,
	type RunJson
} from './support/run-json.ts';
import { fastPerformance, selfHosted, serveColours } from './support/small-scenario.ts';

const scenarioFolder = (id: string): string =>
	fileURLToPath(new URL(`../../scenarios/${id}`, import.meta.url));

const scenarioIds = ['support-triage', 'invoice-extraction'];
const itemsPerScenario = 4;

const contractKeys = [
	'offered',
	'completed',
	'outcomes',
	'ttftMs',
	'serviceTtftMs',
	'itlMs',
	'tpotMs',
	'e2eMs',
	'outputTokensPerS',
	'requestsPerS',
	'goodputPerS',
	'validity',
	'client'
];
const distributionKeys = ['n', 'mean', 'p50', 'p90', 'p95', 'p99', 'max', 'p99Supported', 'upper'];

const workplace = createWorkplace();
let emulator: EmulatorServer;
let asJson: Ended;
let asText: Ended;
let shown: Ended;
let shownJson: Ended;
let json: RunJson;
let database: Database;

/** Two runs of the same config at once, into one database, and a look back at the first. */
beforeAll(async () => {
	const scenarios = await Promise.all(
		scenarioIds.map((id) =>
			loadScenario(scenarioFolder(id), {
				checkReference
			})
		)
	);
	emulator = await serveColours({ answers: createAnswerTable(scenarios, 1) });
	const corpus = scenarios.flatMap(({ scenario, items }) => [
		scenario.prompt.system,
		...items.slice(0, 20).flatMap(({ input }) => Object.values(input))
	]);
	await writeRandomGguf(workplace.file('tiny.gguf'), {
		seed: 1,
		corpus: corpus.join('\n'),
		shape: { width: 64, layers: 2, heads: 1, feedForwardWidth: 128 }
	});
	writeConfig(workplace, {
		name: 'three kinds of target',
		seed: 7,
		scenarios: scenarioIds.map((use) => ({ use, items: itemsPerScenario })),
		targets: [
			selfHosted(emulator.port, { id: 'remote', parameters: { temperature: 0, seed: 3 } }),
			{
				id: 'gpu',
				title: 'a GPU that is not there',
				kind: 'emulated',
				protocol: 'anthropic-messages',
				model: 'emulated-gpu',
				quality: 0.5,
				performance: fastPerformance,
				price: { kind: 'per-hour', usdPerHour: 2, source: 'test', checkedOn: '2026-11-01' }
			},
			{
				id: 'tiny',
				kind: 'embedded',
				modelFile: 'tiny.gguf',
				slots: 2,
				contextTokens: 4096,
				loads: [{ kind: 'closed', concurrency: 2, requests: 4 }]
			}
		],
		loads: [
			{ kind: 'closed', concurrency: 2, requests: 6 },
			{ kind: 'constant', ratePerS: 20, durationS: 0.25 }
		]
	});
	[asJson, asText] = await Promise.all([
		runBench(['run', '--json'], { workplace }),
		runBench(['run', 'bench.yaml', '--db', 'file:bench.db'], { workplace })
	]);
	json = JSON.parse(asJson.stdout) as RunJson;
	[shown, shownJson] = await Promise.all([
		runBench(['runs', 'show', json.run.id], { workplace }),
		runBench(['runs', 'show', json.run.id.slice(0, -1), '--json'], { workplace })
	]);
	database = await openDatabase(workplace.databaseUrl);
}, 60_000);

afterAll(async () => {
	await database.close();
	await emulator.close();
	workplace[Symbol.dispose]();
});

describe('bench run --json', () => {
	it('prints one JSON document on stdout, keeps progress on stderr and exits by its verdicts', () => {
		expect(json.run).toMatchObject({ name: 'three kinds of target', state: 'complete', seed: 7 });
		expect(json.error).toBeNull();
		expect(asJson.code).toBe(exitCodeOfStages(stagesOf(json)));
		expect(asJson.stderr).toContain('starting the embedded engine "tiny" on tiny.gguf');
		expect(asJson.stderr).toMatch(/^\[10\/10\] invoice-extraction on tiny, closed ×2: 4\/4/m);
		// Nothing is redrawn where no terminal is.
		expect(asJson.stderr).not.toContain('\u001b');
	});

	it('gives every scenario on every target, and says which of them are emulated', () => {
		const cells = json.cells.map(({ scenario, target, targetKind, emulated }) => [
			scenario,
			target,
			targetKind,
			emulated
		]);
		expect(cells).toEqual(
			scenarioIds.flatMap((id) => [
				[id, 'remote', 'self-hosted', false],
				[id, 'gpu', 'emulated', true],
				[id, 'tiny', 'embedded', false]
			])
		);
		// The header of the endpoint tells, whatever the config calls it.
		expect(json.cells.map(({ stages }) => stages.map(({ emulated }) => emulated))).toEqual(
			scenarioIds.flatMap(() => [[true, true], [true, true], [false]])
		);
	});

	it('carries every key of the contract in each stage', () => {
		const stages = stagesOf(json);
		expect(stages).toHaveLength(10);
		for (const { id, state, startedAtUtc, endedAtUtc, ...summary } of stages) {
			expect(Date.parse(endedAtUtc)).toBeGreaterThan(Date.parse(startedAtUtc));
			expect(id).toContain(json.run.id);
			expect(state).toBe('complete');
			expect(() => stageSummarySchema.parse(summary)).not.toThrow();
			expect(Object.keys(summary)).toEqual(expect.arrayContaining(contractKeys));
			for (const key of ['ttftMs', 'serviceTtftMs', 'itlMs', 'tpotMs', 'e2eMs'] as const) {
				expect(Object.keys(summary[key])).toEqual(distributionKeys);
			}
			expect(summary.ttftMs.p99Supported).toBe(false);
			expect(summary.completed).toBe(summary.offered);
		}
	});

	it('grades the answers: all right where the endpoint knows them, about half at a quality of 0.5', () => {
		for (const { target, stages } of json.cells) {
			for (const { passRate, goodputPerS, outputTokensPerS } of stages) {
				if (target === 'remote') expect(passRate).toMatchObject({ share: 1 });
				if (target === 'tiny') expect(passRate).toMatchObject({ n: 4 });
				expect(goodputPerS).not.toBeNull();
				expect(outputTokensPerS).toBeGreaterThan(0);
			}
		}
	});

	it('has in the database what it prints', async () => {
		const { run } = await findRun(database, json.run.id);
		expect(run).toMatchObject({ state: 'complete', seed: 7, stateReason: null });
		const cells = await storedRun(database, json.run.id);
		expect(cells.map(({ cell }) => cell.target.id)).toEqual(json.cells.map((cell) => cell.target));
		let attempts = 0;
		for (const [index, { cell, stages }] of cells.entries()) {
			expect(cell.reportedModel).not.toBeNull();
			for (const [position, { stage, attempts: stored }] of stages.entries()) {
				const { id, state, startedAtUtc, endedAtUtc, ...summary } =
					json.cells[index]!.stages[position]!;
				expect(stage).toMatchObject({ id, state, startedAtUtc, endedAtUtc });
				expect(stage.summary).toEqual(summary);
				expect(stored).toHaveLength(summary.offered);
				const ok = stored.filter(({ outcome }) => outcome === 'ok').length;
				expect(ok).toBe(summary.outcomes.ok);
				attempts += stored.length;
			}
			const answers = await answersOfCell(database, cell.id);
			expect(answers).toHaveLength(stages.flatMap((stage) => stage.attempts).length);
		}
		expect(attempts).toBe(json.storedAttempts);
	});

	it('keeps the stream of every attempt as it was received', async () => {
		const [first] = await storedRun(database, json.run.id);
		const kept = await evidenceOf(database, first!.stages[0]!.attempts[0]!.id);
		expect(Buffer.from(kept!.body!).toString()).toMatch(/^data: \{[\s\S]*data: \[DONE\]\n\n$/);
	});
});

describe('two runs of one config', () => {
	it('ask the same items in the same order, on every target of both', async () => {
		const runIds = [json.run.id, /^run (\S+)/.exec(asText.stdout)?.[1] ?? ''];
		const orders = await Promise.all(
			runIds.map(async (id) =>
				(await storedRun(database, id)).map(({ cell, stages }) => ({
					scenario: cell.scenarioId,
					target: cell.target.id,
					items: stages.flatMap(({ attempts }) => attempts.map(({ itemId }) => itemId))
				}))
			)
		);
		expect(orders[1]).toEqual(orders[0]);
		for (const scenario of scenarioIds) {
			const [remote, gpu, tiny] = orders[0]!.filter((cell) => cell.scenario === scenario);
			expect(gpu!.items).toEqual(remote!.items);
			expect(tiny!.items).toEqual(remote!.items.slice(0, tiny!.items.length));
			// The second stage goes on in the list where the first stopped: 6 + 5 requests, 4 items.
			const round = remote!.items.slice(0, itemsPerScenario);
			expect(new Set(round).size).toBe(itemsPerScenario);
			expect(remote!.items).toEqual(
				Array.from({ length: 11 }, (_, i) => round[i % itemsPerScenario])
			);
		}
	});

	it('name different runs of an equal config', async () => {
		const secondId = /^run (\S+)/.exec(asText.stdout)?.[1] ?? '';
		const [first, second] = await Promise.all([
			findRun(database, json.run.id),
			findRun(database, secondId)
		]);
		expect(second.run.id).not.toBe(first.run.id);
		expect(second.run.configHash).toBe(first.run.configHash);
	});
});

describe('bench run as text', () => {
	it('says what is EMULATED wherever a figure of it appears', () => {
		const rows = asText.stdout.split('\n').filter((line) => /closed ×2|constant 20\/s/.test(line));
		const figures = rows.filter((line) => /^ {2}(remote|a GPU|tiny)/.test(line));
		expect(figures).toHaveLength(10);
		for (const row of figures) expect(row.includes('EMULATED')).toBe(!row.startsWith('  tiny'));
		expect(asText.stdout).toContain('a GPU that is not there EMULATED: no model behind it');
		expect(asText.stdout).toContain('tiny: a real llama.cpp engine, served by bench');
	});

	it('ends with where everything is stored and how to look at it again', () => {
		expect(asText.stdout.trimEnd().split('\n').at(-1)).toMatch(
			/^52 attempts stored in bench\.db; look again with: bench runs show \S+$/
		);
	});

	it('leaves no process of an endpoint behind', () => {
		expect(processesOf(workplace)).toEqual([]);
	});
});

describe('bench runs show', () => {
	it('prints the same document again, found by the beginning of the id', () => {
		const { error, ...summary } = json;
		expect(error).toBeNull();
		expect(shownJson.code).toBe(0);
		expect(JSON.parse(shownJson.stdout)).toEqual(summary);
	});

	it('prints the same tables as the run itself did', () => {
		expect(shown.code).toBe(0);
		expect(shown.stdout).toMatch(
			new RegExp(`^run ${json.run.id} "three kinds of target": complete`)
		);
		const titles = (text: string): string =>
			/^ {2}target .*$/m.exec(text)?.[0].split(/\s+/).join(' ') ?? '';
		expect(titles(shown.stdout)).toBe(titles(asText.stdout));
	});
});
