/** Runs over the API: lists, one run, and the numbers of its charts. */
import { describe, expect, it } from 'vitest';
import { finishStage } from '#db/stages.server.ts';
import { insertTelemetry } from '#db/telemetry.server.ts';
import { createWriter } from '#db/writer.server.ts';
import { sampleRecord, sampleSummary, storeRunWithStage } from '../../../../db/support/samples.ts';
import { chartCsv } from '#lib/charts/chart-csv.ts';
import type { ChartTable } from '#lib/charts/chart-table.ts';
import { openApi } from './support.ts';

const withAttempts = async (count: number) => {
	const opened = await openApi();
	const { cellId, stageId } = await storeRunWithStage(opened.database, 'run');
	const writer = createWriter(opened.database);
	for (let ordinal = 0; ordinal < count; ordinal++) {
		await writer.enqueueAttempt(sampleRecord(`run/${String(ordinal)}`, stageId, cellId, ordinal));
	}
	await writer.close();
	return { ...opened, cellId, stageId };
};

describe('/api/runs', () => {
	it('lists what matches, and says what can be filtered by', async () => {
		const { database, get } = await openApi();
		await storeRunWithStage(database, 'one');
		expect(await get('/api/runs?state=running&target=emulated-fast')).toMatchObject({
			status: 200,
			body: {
				total: 1,
				page: 1,
				runs: [{ id: 'one', scenarioIds: ['ticket-triage'], emulated: true }],
				targetIds: ['emulated-fast']
			}
		});
		expect(await get('/api/runs?target=other')).toMatchObject({ body: { total: 0, runs: [] } });
	});

	it('remembers a page of them no longer than until somebody commits, and tells apart what was asked for', async () => {
		const { database, get } = await openApi();
		const listed = async (query = ''): Promise<string[]> => {
			const { body } = await get(`/api/runs${query}`);
			return (body as { runs: { id: string }[] }).runs.map(({ id }) => id);
		};
		expect(await listed()).toEqual([]);
		for (const [n, id] of ['one', 'two', 'three'].entries()) {
			await storeRunWithStage(database, id);
			const many = await Promise.all(Array.from({ length: 20 }, () => listed()));
			expect(many.map(({ length }) => length)).toEqual(many.map(() => n + 1));
			expect(await listed('?text=one')).toEqual(['one']);
		}
		await database.write(["update runs set name = 'renamed' where id = 'two'"]);
		expect(await listed('?text=renamed')).toEqual(['two']);
	});

	it.each(['state=finished', 'page=0', 'validity=good'])('refuses %s', async (query) => {
		const { get } = await openApi();
		expect(await get(`/api/runs?${query}`)).toMatchObject({
			status: 400,
			body: { error: { code: 'E_USAGE' } }
		});
	});

	it('gives a run with its stages, by the beginning of its id too', async () => {
		const { database, get, stageId } = await withAttempts(2);
		await finishStage(database, stageId, {
			state: 'complete',
			endedAtUtc: '2026-11-20T10:01:00.000Z',
			summary: sampleSummary()
		});
		expect(await get('/api/runs/ru')).toMatchObject({
			status: 200,
			body: {
				run: { id: 'run' },
				// Its process was on another machine, which cannot be asked.
				state: 'running',
				attemptCount: 2,
				spentUsd: '0.0000308',
				cells: [{ emulated: true, stages: [{ summary: { completed: 9 } }] }]
			}
		});
		expect(await get('/api/runs/none')).toMatchObject({ status: 404 });
	});
});

describe('/api/runs/{id}/charts', () => {
	it.each(['cdf?stage=STAGE', 'timeline?stage=STAGE', 'moments?attempt=0', 'deltas?attempt=0'])(
		'says EMULATED in title or columns, and so in its CSV, where no model answered: %s',
		async (query) => {
			const { get, stageId } = await withAttempts(3);
			const { status, body } = await get(`/api/runs/run/charts/${query.replace('STAGE', stageId)}`);
			expect(status).toBe(200);
			expect(chartCsv(body as ChartTable).split('\n')[0]).toContain('EMULATED');
		}
	);

	it('has the distribution of a stage over its whole answers', async () => {
		const { get, stageId } = await withAttempts(3);
		const { status, body } = await get(`/api/runs/run/charts/cdf?metric=e2eMs&stage=${stageId}`);
		expect(status).toBe(200);
		expect((body as { rows: unknown[] }).rows.at(-1)).toStrictEqual([100, 171.5]);
		expect(body).toMatchObject({ sources: ['run run'] });
		const every = await get(`/api/runs/run/charts/cdf?metric=e2eMs&stage=${stageId}&every=1`);
		expect((every.body as { rows: unknown[] }).rows).toHaveLength(3);
	});

	it('has the course of a stage with ids of attempts below the run', async () => {
		const { get, stageId } = await withAttempts(1);
		expect(await get(`/api/runs/run/charts/timeline?stage=${stageId}`)).toMatchObject({
			status: 200,
			body: { rows: [[0.01, '0', 'ok', 70.75, 171.5, null, 1]] }
		});
	});

	it('has the power, the use and the engine beside a stage, for the page and for files', async () => {
		const { database, get, stageId } = await withAttempts(1);
		await insertTelemetry(database, stageId, [
			{ source: 'gpu', subject: '0', name: 'powerW', unit: 'W', atMs: [0, 100], values: [118, 625] }
		]);
		const { status, body } = await get(`/api/runs/run/charts/power?stage=${stageId}`);
		expect(status).toBe(200);
		expect(body).toMatchObject({
			rows: [
				[0, 'GPU 0', 118],
				[0.1, 'GPU 0', 625]
			],
			sources: ['run run']
		});
		expect(chartCsv(body as ChartTable).split('\n')[0]).toContain('EMULATED');
		expect(await get(`/api/runs/run/charts/serving?stage=${stageId}`)).toMatchObject({
			status: 200,
			body: { rows: [] }
		});
		expect(await get('/api/runs/run/charts/use')).toMatchObject({ status: 400 });
	});

	it('names the stages that there are where one is unknown, and asks for one', async () => {
		const { get, stageId } = await withAttempts(1);
		expect(await get('/api/runs/run/charts/cdf?stage=9')).toMatchObject({
			status: 404,
			body: { error: { hint: `It has: ${stageId}.` } }
		});
		expect(await get('/api/runs/run/charts/cdf')).toMatchObject({ status: 400 });
	});

	it('is described', async () => {
		const { get } = await openApi();
		const { status, body } = await get('/api/openapi.json');
		expect(status).toBe(200);
		expect(Object.keys((body as { paths: object }).paths)).toContain('/api/runs/{id}');
	});
});
