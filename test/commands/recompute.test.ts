/** `bench recompute`: the figures of real runs again, from what was kept of them. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { eq, sql } from 'drizzle-orm';
import type { ChangedFigure } from '#core/changed-figures.ts';
import { protocolNames } from '#core/target.ts';
import { protocols } from '#bench/protocols/index.ts';
import type { StageSummary } from '#core/stage.ts';
import { openDatabase, type BuiltQuery, type Database } from '#db/client.server.ts';
import { answers, attempts, cells, evidence, runs, stages } from '#db/schema.ts';
import { createWorkplace, runBench, type Ended, type Workplace } from './support/bench-process.ts';
import { openWorkplace } from './support/probe.ts';
import { callCommand } from './support/recorded-context.ts';
import { writeConfig } from './support/run-json.ts';
import {
	coloursConfig,
	fastPerformance,
	selfHosted,
	serveColours,
	writeScenario
} from './support/small-scenario.ts';

interface RecomputedJson {
	dryRun: boolean;
	runs: {
		run: string;
		stages: {
			stage: string;
			scenario: string;
			load: string;
			skipped: string | null;
			attempts: number;
			streamsRead: number;
			changes: ChangedFigure[];
			changedAttempts: { attempt: string; changes: ChangedFigure[] }[];
		}[];
	}[];
}

const jsonOf = ({ code, stdout, stderr }: Ended): RecomputedJson => {
	expect(code, stderr).toBe(0);
	return JSON.parse(stdout) as RecomputedJson;
};
const recompute = async (workplace: Workplace, ...args: string[]): Promise<RecomputedJson> =>
	jsonOf(await runBench(['recompute', '--json', ...args], { workplace }));

const withDatabase = async <T>(
	{ databaseUrl }: Workplace,
	use: (database: Database) => Promise<T>
): Promise<T> => {
	const database = await openDatabase(databaseUrl);
	try {
		return await use(database);
	} finally {
		await database.close();
	}
};

/** Every row that figures are in, as it is stored. */
const everyRow = (workplace: Workplace): Promise<unknown[]> =>
	withDatabase(workplace, async (database) =>
		Promise.all(
			[runs, stages, attempts, answers, evidence].map((table) =>
				database.read(() =>
					database.orm
						.select()
						.from(table)
						.orderBy(sql`rowid`)
				)
			)
		)
	);
const tamper = (
	workplace: Workplace,
	statements: (orm: Database['orm']) => BuiltQuery[]
): Promise<number[]> =>
	withDatabase(workplace, (database) => database.write(statements(database.orm)));

/** A run over streams of several chunks, some of which fail. */
const measure = async (
	workplace: Workplace,
	config: Record<string, unknown> = {},
	target: Record<string, unknown> = {},
	env: Record<string, string> = {}
): Promise<string> => {
	const server = await serveColours({
		quality: 0.7,
		faults: {
			rateLimited: 0.1,
			serverError: 0.05,
			midStreamError: 0.05,
			truncated: 0.05,
			stalled: 0,
			slowDrip: 0,
			malformedChunk: 0
		}
	});
	onTestFinished(() => server.close());
	writeScenario(workplace);
	writeConfig(workplace, coloursConfig([selfHosted(server.port, target)], config));
	const { code, stdout, stderr } = await runBench(['run', '--json'], { workplace, env });
	// How busy this machine is decides whether its timings can be trusted, which is not asked here.
	expect([0, 4], stderr).toContain(code);
	return (JSON.parse(stdout) as { run: { id: string } }).run.id;
};

const severalLoads = {
	loads: [
		{ kind: 'closed', concurrency: 4, requests: 40 },
		{ kind: 'poisson', ratePerS: 100, durationS: 1.5 },
		{ kind: 'batch', concurrency: 4, requests: 24 }
	]
};
const perToken = {
	price: {
		kind: 'per-token',
		inputUsdPerMtok: 3.3,
		outputUsdPerMtok: 15,
		source: 'test',
		checkedOn: '2026-11-01'
	}
};

describe('bench recompute', () => {
	it.each([
		['closed, open and batch loads with failures', severalLoads, perToken],
		[
			'answers that are not streamed',
			{},
			{ parameters: { stream: false }, protocol: 'openai-chat' }
		],
		['no streams kept', { keepStreams: false }, {}],
		['no texts kept', { keepAnswers: 'none' }, {}],
		['several workers and a warm-up', { workers: 2, warmUp: { requests: 5 }, ...severalLoads }, {}]
	])('changes nothing, to the bit, of an untouched run: %s', async (_, config, target) => {
		const workplace = openWorkplace();
		await measure(workplace, config, target);
		const before = await everyRow(workplace);
		const { dryRun, runs: found } = await recompute(workplace, '--all');
		expect(dryRun).toBe(false);
		const stagesFound = found.flatMap((run) => run.stages);
		expect(stagesFound.length).toBeGreaterThan(0);
		for (const stage of stagesFound) {
			expect(stage).toMatchObject({ skipped: null, changes: [], changedAttempts: [] });
			expect(stage.attempts).toBeGreaterThan(0);
			const keepsStreams = !('keepStreams' in config) && !('keepAnswers' in config);
			expect(stage.streamsRead).toBe(keepsStreams ? stage.attempts : 0);
		}
		expect(await everyRow(workplace)).toEqual(before);
	});

	it('changes nothing of what any protocol has brought, failures in the middle of a stream among it', async () => {
		const workplace = openWorkplace();
		writeScenario(workplace);
		const spoken = protocolNames.filter((name) => protocols[name].capabilities.answers === 'text');
		const targets = spoken.map((protocol) => ({
			...{ id: protocol, kind: 'emulated', protocol, model: 'm', quality: 0.7 },
			performance: fastPerformance,
			faults: { rateLimited: 0.1, midStreamError: 0.1, truncated: 0.1, malformedChunk: 0.1 }
		}));
		const loads = [{ kind: 'closed', concurrency: 4, requests: 20 }];
		writeConfig(workplace, coloursConfig(targets, { loads }));
		const { code, stderr } = await runBench(['run'], { workplace });
		expect([0, 4], stderr).toContain(code);
		const before = await everyRow(workplace);
		const { runs: found } = await recompute(workplace, '--all');
		expect(found[0]!.stages).toHaveLength(spoken.length);
		for (const stage of found[0]!.stages) {
			expect(stage).toMatchObject({ changes: [], changedAttempts: [], streamsRead: 20 });
		}
		expect(await everyRow(workplace)).toEqual(before);
	});

	it('puts figures right that were tampered with, of a stage and of its attempts, and says what they were', async () => {
		const workplace = openWorkplace();
		const run = await measure(workplace, severalLoads, perToken);
		const before = await everyRow(workplace);
		await tamper(workplace, (orm) => [
			orm
				.update(stages)
				.set({
					summaryJson: sql`json_set(${stages.summaryJson}, '$.ttftMs.p50', 1.5, '$.completed', 9999, '$.costUsd', '0', '$.validity', json('{"verdict":"valid","reasons":[]}'), '$.passRate.share', 1, '$.itlMs.p99', 0.25)`,
					goodputPerS: 12_345,
					attemptCount: 1
				})
				.where(eq(stages.ordinal, 0)),
			orm
				.update(attempts)
				.set({ ttftMs: sql`${attempts.ttftMs} / 2`, outputTokens: 7, costUsd: '0.5' })
				.where(sql`${attempts.id} = (select id from attempts where outcome = 'ok' limit 1)`)
		]);
		const tried = await recompute(workplace, run, '--dry-run');
		const [first] = tried.runs[0]!.stages;
		const changes = new Map(first!.changes.map((each) => [each.figure, each]));
		expect(changes.get('ttftMs.p50')).toMatchObject({ before: 1.5 });
		expect(changes.get('completed')).toMatchObject({ before: 9999 });
		expect(changes.get('validity.verdict')?.after).not.toBe('valid');
		expect(changes.get('column goodputPerS')).toMatchObject({ before: 12_345 });
		expect([...changes.keys()]).toEqual(
			expect.arrayContaining(['costUsd', 'passRate.share', 'itlMs.p99', 'column attemptCount'])
		);
		const [attempt] = first!.changedAttempts;
		expect(first!.changedAttempts).toHaveLength(1);
		expect(attempt!.changes.map(({ figure }) => figure)).toEqual(
			expect.arrayContaining(['ttftMs', 'usage.outputTokens', 'costUsd'])
		);
		expect(await recompute(workplace, run, '--dry-run')).toEqual(tried);

		expect((await recompute(workplace, run)).runs).toEqual(tried.runs);
		const after = await everyRow(workplace);
		const [, stagesBefore, attemptsBefore, ...others] = before;
		expect(after.slice(2)).toEqual([attemptsBefore, ...others]);
		const columns = (rows: unknown): unknown[] =>
			(rows as object[]).map((row) => ({ ...row, summaryJson: null }));
		expect(columns(after[1])).toEqual(columns(stagesBefore));
		const summaries = (rows: unknown): StageSummary[] =>
			(rows as { summaryJson: string }[]).map(
				({ summaryJson }) => JSON.parse(summaryJson) as StageSummary
			);
		const [right, wanted] = [summaries(after[1]), summaries(stagesBefore)];
		// The gap that was tampered with comes from moments that are kept in whole µs.
		const gapMs = wanted[0]!.itlMs.p99!;
		expect(Math.abs(right[0]!.itlMs.p99! - gapMs)).toBeLessThanOrEqual(0.001_001);
		right[0]!.itlMs.p99 = gapMs;
		expect(right).toEqual(wanted);
		expect((await recompute(workplace, run)).runs[0]!.stages[0]).toMatchObject({
			changes: [],
			changedAttempts: []
		});
	});

	it('stores no message of an endpoint as it is where the texts of a database are encrypted', async () => {
		const workplace = openWorkplace();
		const env = { BENCH_DATA_KEY: Buffer.alloc(32, 7).toString('base64') };
		await measure(workplace, { keepStreams: false, ...severalLoads }, {}, env);
		await tamper(workplace, (orm) => [
			orm
				.update(stages)
				.set({ summaryJson: sql`json_set(${stages.summaryJson}, '$.completed', 9999)` })
		]);
		const before = await everyRow(workplace);
		const refused = await runBench(['recompute', '--all'], { workplace });
		expect([refused.code, refused.stderr]).toEqual([7, expect.stringContaining('BENCH_DATA_KEY')]);
		expect(await everyRow(workplace)).toEqual(before);
		const done = await runBench(['recompute', '--all'], { workplace, env });
		expect([done.code, done.stdout]).toEqual([0, expect.stringContaining('completed: 9999 → ')]);
		const told = JSON.stringify((await everyRow(workplace))[1]);
		expect(told).toContain('$sealed');
		expect(told).not.toMatch(/emulated rate limit|HTTP 429/i);
	});

	it('says of a stage why it cannot be computed again, and leaves it as it is', async () => {
		const workplace = openWorkplace();
		const run = await measure(workplace);
		await tamper(workplace, (orm) => [
			orm.update(stages).set({ goodputPerS: 1 }),
			orm.update(cells).set({ scenarioHash: 'another' })
		]);
		const before = await everyRow(workplace);
		const text = await runBench(['recompute', run], { workplace });
		expect(text.code).toBe(0);
		expect(text.stdout).toContain('nothing of it was computed again');
		expect(text.stdout).toMatch(/not computed again: the scenario in .*colours is not what was/);
		expect(await everyRow(workplace)).toEqual(before);
	});

	it('wants the objective of a load test, which is not stored', async () => {
		const workplace = openWorkplace();
		const server = await serveColours();
		onTestFinished(() => server.close());
		const load = [
			...['load', `http://127.0.0.1:${String(server.port)}/v1`, '--model', 'colours-model'],
			...['--concurrency', '2', '--requests', '10', '--slo', 'ttft<1s']
		];
		expect([0, 4]).toContain((await runBench(load, { workplace })).code);
		const before = await everyRow(workplace);
		const without = await recompute(workplace, '--all');
		expect(without.runs[0]!.stages[0]!.skipped).toContain('--slo');
		const given = await recompute(workplace, '--all', '--slo', 'ttft<1s');
		expect(given.runs[0]!.stages[0]).toMatchObject({ skipped: null, changes: [], attempts: 10 });
		const other = await recompute(workplace, '--all', '--slo', 'ttft<1ms', '--dry-run');
		expect(other.runs[0]!.stages[0]!.changes.map(({ figure }) => figure)).toContain('sloMetShare');
		expect(await everyRow(workplace)).toEqual(before);
	});

	it('refuses a run that is not there, and to guess which is meant', async () => {
		using workplace = createWorkplace();
		await withDatabase(workplace, () => Promise.resolve());
		const db = ['--db', workplace.databaseUrl];
		const none = await callCommand('recompute', db);
		expect(none.error).toMatchObject({ code: 'E_USAGE' });
		const both = await callCommand('recompute', ['x', '--all', ...db]);
		expect(both.error).toMatchObject({ code: 'E_USAGE' });
		const unknown = await callCommand('recompute', ['nope', ...db]);
		expect(unknown.error).toMatchObject({ code: 'E_NOT_FOUND' });
		expect((await callCommand('recompute', ['--all', ...db])).stdout).toBe('there are no runs\n');
	});
});
