import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { openDatabase } from '#db/client.server.ts';
import { finishRun, insertRun, listRuns } from '#db/runs.server.ts';
import { finishStage } from '#db/stages.server.ts';
import { createWriter } from '#db/writer.server.ts';
import {
	sampleRecord,
	sampleRun,
	sampleSummary,
	storeRunWithStage
} from '../db/support/samples.ts';
import { createWorkplace, runBench, type Ended, type Workplace } from './support/bench-process.ts';
import type { ErrorJson, RunJson } from './support/run-json.ts';

const workplace = createWorkplace();
const goneProcess = 2 ** 22 + 1;
const endedAtUtc = '2026-11-20T11:00:00.000Z';

const fill = async ({ databaseUrl }: Workplace): Promise<void> => {
	const database = await openDatabase(databaseUrl);
	const { cellId, stageId } = await storeRunWithStage(database, '20261120T100000-aaaa');
	const writer = createWriter(database);
	for (let i = 0; i < 3; i++) {
		await writer.enqueueAttempt(sampleRecord(`a${String(i)}`, stageId, cellId, i));
	}
	await writer.close();
	await finishStage(database, stageId, { state: 'complete', endedAtUtc, summary: sampleSummary() });
	const end = { state: 'complete', reason: null, endedAtUtc } as const;
	await finishRun(database, '20261120T100000-aaaa', end);
	const startedAtUtc = '2026-11-20T12:00:00.000Z';
	const running = sampleRun('20261120T120000-bbbb', { name: 'goes on', startedAtUtc });
	await insertRun(database, running, { processId: process.pid, hostName: hostname() });
	const killed = sampleRun('20261120T120001-cccc', { name: 'was killed', startedAtUtc });
	await insertRun(database, killed, { processId: goneProcess, hostName: hostname() });
	const elsewhere = sampleRun('20261120T120002-dddd', { name: 'elsewhere', startedAtUtc });
	await insertRun(database, elsewhere, { processId: goneProcess, hostName: 'another-machine' });
	await database.close();
};

beforeAll(() => fill(workplace));
afterAll(() => {
	workplace[Symbol.dispose]();
});

const runs = (...args: string[]): Promise<Ended> => runBench(['runs', ...args], { workplace });
const errorOf = ({ stdout }: Ended): ErrorJson =>
	(JSON.parse(stdout) as { error: ErrorJson }).error;

describe.concurrent('bench runs', () => {
	it('list shows the newest first and tells a killed run from one that goes on', async ({
		expect
	}) => {
		const { code, stdout } = await runs('list');
		expect(code).toBe(0);
		expect(stdout).toMatchInlineSnapshot(`
			"run                   state     started            cells  stages  attempts  name
			20261120T120002-dddd  running   2026-11-20 12:00Z      0       0         0  elsewhere
			20261120T120001-cccc  killed    2026-11-20 12:00Z      0       0         0  was killed
			20261120T120000-bbbb  running   2026-11-20 12:00Z      0       0         0  goes on
			20261120T100000-aaaa  complete  2026-11-20 10:00Z      1       1         3  a run
			"
		`);
	});

	it('list --json gives the same as data, as many as --limit says', async ({ expect }) => {
		const { stdout } = await runs('list', '--json', '--limit', '3');
		const listed = JSON.parse(stdout) as { id: string; state: string; attemptCount: number }[];
		expect(listed.map(({ id, state }) => [id.slice(-4), state])).toEqual([
			['dddd', 'running'],
			['cccc', 'killed'],
			['bbbb', 'running']
		]);
	});

	it('show finds a run by the beginning of its id and prints its figures', async ({ expect }) => {
		const [text, json] = await Promise.all([
			runs('show', '20261120T10'),
			runs('show', '20261120T10', '--json')
		]);
		expect([text.code, json.code]).toEqual([0, 0]);
		expect(text.stdout).toMatch(/^run 20261120T100000-aaaa "a run": complete in 60:00 min$/m);
		expect(text.stdout).toContain('emulated-fast EMULATED');
		expect(JSON.parse(json.stdout)).toMatchObject({
			run: { id: '20261120T100000-aaaa' },
			storedAttempts: 3,
			cells: [{ target: 'emulated-fast', stages: [{ state: 'complete', offered: 10 }] }]
		});
		expect((JSON.parse(json.stdout) as RunJson).cells[0]!.stages[0]).toMatchObject(sampleSummary());
	});

	it('show says of a killed run that it was killed', async ({ expect }) => {
		const { code, stderr } = await runs('show', '20261120T120001');
		expect(code).toBe(0);
		expect(stderr).toContain('the process of this run is gone without having ended it');
	});

	it('names the runs that an ambiguous beginning could mean', async ({ expect }) => {
		const { code, stderr } = await runs('show', '20261120T12');
		expect(code).toBe(2);
		expect(stderr).toMatch(
			/E_USAGE: "20261120T12" is the beginning of several runs: .*-bbbb, .*-cccc/
		);
	});

	it('exits with 2 for a run or a database that is not there, and creates none', async ({
		expect
	}) => {
		const [run, database] = await Promise.all([
			runs('show', 'nothing', '--json'),
			runs('list', '--db', 'file:missspelt.db', '--json')
		]);
		expect([run.code, database.code]).toEqual([2, 2]);
		expect(errorOf(run)).toMatchObject({
			code: 'E_NOT_FOUND',
			message: 'there is no run "nothing" in this database'
		});
		expect(errorOf(database)).toMatchObject({
			code: 'E_NOT_FOUND',
			message: 'there is no database missspelt.db'
		});
		expect(existsSync(workplace.file('missspelt.db'))).toBe(false);
	});

	it('delete removes nothing without --yes, and a run with all below it with it', async ({
		expect
	}) => {
		using other = createWorkplace();
		await fill(other);
		const call = (...args: string[]): Promise<Ended> =>
			runBench(['runs', ...args], { workplace: other });
		const database = await openDatabase(other.databaseUrl);
		const count = async (): Promise<number> => (await listRuns(database, { limit: 9 })).length;

		const asked = await call('delete', '20261120T10');
		expect(asked.code).toBe(2);
		expect(asked.stderr).toMatch(
			/deletes run 20261120T100000-aaaa "a run" for good\nhint: Nothing was/
		);
		expect(await count()).toBe(4);

		const [sure, running, killed] = await Promise.all([
			call('delete', '20261120T10', '--yes', '--json'),
			call('delete', '20261120T120000', '--yes'),
			call('delete', '20261120T120001', '--yes')
		]);
		expect(JSON.parse(sure.stdout)).toEqual({
			run: '20261120T100000-aaaa',
			deleted: { cells: 1, stages: 1, attempts: 3, answers: 3, evidence: 3, reviews: 0 }
		});
		expect([running.code, killed.code]).toEqual([2, 0]);
		expect(running.stderr).toContain('is still being measured');
		expect(killed.stdout).toContain('deleted run 20261120T120001-cccc: 0 cells');
		expect(await count()).toBe(2);
		await database.close();
	});
});
