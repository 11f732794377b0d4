/** Two measured cells over the API: paired quality, percentiles with their intervals, cost, and what is refused. */
import { describe, expect, it } from 'vitest';
import { insertCell } from '#db/cells.server.ts';
import type { Database } from '#db/client.server.ts';
import { insertRun } from '#db/runs.server.ts';
import { finishStage, insertStage, stagesOfCell } from '#db/stages.server.ts';
import type { StageSummary } from '#core/stage.ts';
import { wilsonInterval } from '#core/statistics/wilson.ts';
import { createWriter } from '#db/writer.server.ts';
import type { Comparison, LatencyDifference } from '#lib/compare/comparison.ts';
import { columnValues, type ChartTable } from '#lib/charts/chart-table.ts';
import type { TunedComparison } from '#lib/compare/tuned-comparison.ts';
import {
	sampleAnswer,
	sampleAttempt,
	sampleCell,
	sampleOwner,
	sampleRun,
	sampleStage,
	sampleSummary
} from '../../../../db/support/samples.ts';
import { openApi } from './support.ts';

interface StoredCell {
	/** Items, each answered once: 140 are enough for a p95, not for a p99. */
	items: number;
	/** Added to every latency, ms. */
	slowerMs: number;
	/** Whether the answer to an item is right. */
	isRight: (item: number) => boolean;
	concurrency: number;
	scenarioHash?: string;
	/** Items answered right in the stage; all but 10 where absent. */
	stageRight?: number;
	/** How it was held against another target. */
	sequential?: StageSummary['sequential'];
}

/** The cell `RUN/ORDINAL` with one stage of its load, and an answer to each item. */
const storeCell = async (
	database: Database,
	runId: string,
	ordinal: number,
	{
		items,
		slowerMs,
		isRight,
		concurrency,
		scenarioHash = 'beef',
		stageRight = Math.max(0, items - 10),
		sequential = null
	}: StoredCell
): Promise<void> => {
	const cellId = `${runId}/${String(ordinal)}`;
	const stageId = `${cellId}/0`;
	const load = { kind: 'closed', concurrency, requests: items } as const;
	const { target } = sampleCell(cellId, runId);
	const cell = { ordinal, scenarioHash, target: { ...target, id: `t${String(ordinal)}` } };
	await insertCell(database, sampleCell(cellId, runId, cell));
	await insertStage(database, sampleStage(stageId, cellId, { load }));
	const writer = createWriter(database);
	for (let item = 0; item < items; item++) {
		const id = `${stageId}/${String(item)}`;
		const itemId = `item-${String(item)}`;
		const ttftMs = 100 + item + slowerMs;
		const passed = isRight(item);
		await writer.enqueueAttempt({
			attempt: sampleAttempt(id, stageId, { ordinal: item, itemId, ttftMs, e2eMs: 10 * ttftMs }),
			answer: sampleAnswer(id, cellId, {
				itemId,
				grade: { passed, score: Number(passed), details: null }
			}),
			evidence: null
		});
	}
	await writer.close();
	await finishStage(database, stageId, {
		state: 'complete',
		endedAtUtc: '2026-11-20T10:01:00.000Z',
		summary: {
			...sampleSummary(),
			load,
			completed: items,
			costUsd: '0.14',
			passRate: wilsonInterval(stageRight, items),
			sequential
		}
	});
};

const opened = async () => {
	const api = await openApi();
	await insertRun(api.database, sampleRun('run', { state: 'complete' }), sampleOwner);
	const store = (ordinal: number, cell: StoredCell) =>
		storeCell(api.database, 'run', ordinal, cell);
	await store(0, {
		items: 140,
		slowerMs: 0,
		concurrency: 4,
		isRight: (item) => item >= 10,
		stageRight: 70
	});
	await store(1, { items: 140, slowerMs: 50, concurrency: 4, isRight: (item) => item >= 35 });
	await store(2, { items: 2, slowerMs: 0, concurrency: 8, isRight: () => true });
	await store(3, {
		items: 2,
		slowerMs: 0,
		concurrency: 4,
		isRight: () => true,
		scenarioHash: 'cafe'
	});
	const compare = async (query: string): Promise<Comparison> => {
		const { status, body } = await api.get(`/api/compare?${query}`);
		expect(status).toBe(200);
		return body as Comparison;
	};
	return { ...api, compare };
};

const latencyOf = (
	{ stages }: Comparison,
	metric: LatencyDifference['metric'],
	quantile: number
): LatencyDifference =>
	stages!.latencies.find((each) => each.metric === metric && each.quantile === quantile)!;

describe('/api/compare', () => {
	it('pairs the answers to the same items, and takes A as the candidate', async () => {
		const { compare } = await opened();
		const { quality, a, b } = await compare('a=run:0&b=run:t1');
		expect([a.ref, b.ref]).toStrictEqual(['run:0', 'run:1']);
		expect(quality).toMatchObject({
			state: 'compared',
			counts: { bothRight: 105, onlyA: 25, onlyB: 0, bothWrong: 10, unpaired: 0 },
			rightOfA: { successes: 130, n: 140 },
			rightOfB: { successes: 105, n: 140 },
			difference: { difference: 25 / 140 },
			mcNemarP: expect.closeTo(2 / 2 ** 25, 15) as number,
			gateOfB: { state: 'inferior' },
			gateOfA: { state: 'non-inferior' }
		});
	});

	it('says that one was looked at while it was measured, which widens the interval of the difference', async () => {
		const { compare, database } = await opened();
		const look = { items: 140, pairs: 140, onlyCandidate: 0, onlyReference: 25 };
		const made = {
			difference: -25 / 140,
			low: -0.3,
			high: -0.1,
			z: 3,
			conclusion: 'worse'
		} as const;
		const sequential = {
			against: 't0',
			deltaPoints: 2,
			plannedItems: 280,
			plannedLooks: 2,
			looks: [{ ...look, ...made }],
			stoppedEarly: true
		};
		const before = await compare('a=run:0&b=run:1');
		expect(before.quality).toMatchObject({ held: null });
		await storeCell(database, 'run', 4, {
			items: 140,
			slowerMs: 0,
			concurrency: 4,
			isRight: (item) => item >= 35,
			sequential
		});
		const { quality } = await compare('a=run:0&b=run:4');
		expect(quality).toMatchObject({ held: { side: 'b', sequential } });
		const width = (each: Comparison['quality']) =>
			each.state === 'compared' ? each.difference.high! - each.difference.low! : NaN;
		expect(width(quality)).toBeGreaterThan(1.4 * width(before.quality));
	});

	it('gives percentiles with the interval of their difference, the same at every look', async () => {
		const { compare } = await opened();
		const comparison = await compare('a=run:0&b=run:1');
		const median = latencyOf(comparison, 'ttftMs', 0.5);
		expect(median).toMatchObject({ aMs: 169.5, bMs: 219.5, aCount: 140, bCount: 140, needed: 11 });
		expect(median.difference?.ms).toBe(-50);
		expect(median.difference?.highMs).toBeGreaterThan(-50);
		expect(median.difference?.highMs).toBeLessThan(-25);
		expect(median.difference?.lowMs).toBeLessThan(-50);
		// 140 answers are enough for a p95, not for a p99; gaps have no interval at all.
		expect(latencyOf(comparison, 'e2eMs', 0.95).difference).not.toBeNull();
		expect(latencyOf(comparison, 'e2eMs', 0.99)).toMatchObject({ difference: null, needed: 662 });
		expect(latencyOf(comparison, 'itlMs', 0.5)).toMatchObject({ aMs: 9, bMs: 9, difference: null });
		expect(await compare('a=run:0&b=run:1')).toStrictEqual(comparison);
	});

	it('counts the cost of an answer, and of a right one by the share right of the same stage', async () => {
		const { compare } = await opened();
		const { stages } = await compare('a=run:0&b=run:1');
		expect(stages?.costs.a).toStrictEqual({
			usdPerAnswer: '0.001',
			usdPerAcceptedAnswer: '0.002',
			basis: 'per-token',
			monthly: null
		});
	});

	it('compares no stages where no load is common, unless they are named', async () => {
		const { compare } = await opened();
		expect(await compare('a=run:0&b=run:2')).toMatchObject({ pairs: [], stages: null });
		expect(await compare('a=run:0&b=run:2&stageA=0')).toMatchObject({ stages: null });
		const { stages, warnings } = await compare('a=run:0&b=run:2&stageA=0&stageB=0');
		expect(stages).toMatchObject({ isSameLoad: false, a: { load: 'closed ×4' } });
		expect(warnings.map(({ title }) => title)).toContain(
			'Different loads: closed ×4 against closed ×8.'
		);
	});

	it('pairs no answers of other items, or with themselves', async () => {
		const { compare } = await opened();
		const other = await compare('a=run:0&b=run:3');
		expect(other.quality).toStrictEqual({ state: 'other-items' });
		expect(other.warnings[0]).toMatchObject({ tone: 'bad' });
		expect((await compare('a=run:0&b=run:0')).quality).toStrictEqual({ state: 'same-cell' });
	});

	it('refuses what cannot be compared', async () => {
		const { get } = await opened();
		const refused = async (query: string) => {
			const { status, body } = await get(`/api/compare?${query}`);
			return [status, (body as { error: { code: string } }).error.code];
		};
		expect(await refused('a=run:0')).toStrictEqual([400, 'E_USAGE']);
		expect(await refused('a=run:0&b=nonsense')).toStrictEqual([400, 'E_USAGE']);
		expect(await refused('a=run:0&b=run:9')).toStrictEqual([404, 'E_NOT_FOUND']);
		expect(await refused('a=none:0&b=run:1')).toStrictEqual([404, 'E_NOT_FOUND']);
		expect(await refused('a=run:0&b=run:1&stageA=7')).toStrictEqual([404, 'E_NOT_FOUND']);
		expect(await refused('a=run:0&b=run:1&stageA=-1')).toStrictEqual([400, 'E_USAGE']);
	});
});

describe('what was computed from two stages', () => {
	it('is remembered until a stage is summed up anew, and then read again', async () => {
		const { compare, get, database } = await opened();
		const ofChart = async () =>
			((await get('/api/compare/charts/cdf?a=run:0&b=run:1')).body as ChartTable).rows;
		const before = await compare('a=run:0&b=run:1');
		const chartBefore = await ofChart();
		expect(await compare('a=run:0&b=run:1')).toStrictEqual(before);
		const writer = createWriter(database);
		const id = 'run/0/0/140';
		await writer.enqueueAttempt({
			attempt: sampleAttempt(id, 'run/0/0', { ordinal: 140, itemId: 'item-0', ttftMs: 9_000 }),
			answer: null,
			evidence: null
		});
		await writer.close();
		const [stage] = await stagesOfCell(database, 'run/0');
		await finishStage(database, 'run/0/0', {
			state: 'complete',
			endedAtUtc: '2026-11-20T10:02:00.000Z',
			summary: { ...stage!.summary!, completed: 141 }
		});
		const after = await compare('a=run:0&b=run:1');
		expect(latencyOf(before, 'ttftMs', 0.5).aCount).toBe(140);
		expect(latencyOf(after, 'ttftMs', 0.5).aCount).toBe(141);
		expect(await ofChart()).not.toStrictEqual(chartBefore);
	});
});

describe('/api/compare/charts/cdf', () => {
	it('lays both distributions over each other, or gives every value', async () => {
		const { get } = await opened();
		const { body } = await get('/api/compare/charts/cdf?a=run:0&b=run:1');
		const { columns, rows, sources } = body as ChartTable;
		expect(columns.map(({ label }) => label)).toStrictEqual([
			'Answers',
			'A · t0 · closed ×4 EMULATED',
			'B · t1 · closed ×4 EMULATED'
		]);
		expect(rows[50]).toStrictEqual([50, 169.5, 219.5]);
		expect(sources).toStrictEqual(['run run']);
		const every = await get('/api/compare/charts/cdf?a=run:0&b=run:1&every=1&metric=e2eMs');
		expect((every.body as ChartTable).rows).toHaveLength(280);
	});

	it('refuses where no load is common', async () => {
		const { get } = await opened();
		expect(await get('/api/compare/charts/cdf?a=run:0&b=run:2')).toMatchObject({ status: 400 });
	});
});

describe('/api/cells', () => {
	it('lists what can be compared', async () => {
		const { get } = await opened();
		expect(await get('/api/cells')).toMatchObject({
			status: 200,
			body: { total: 4, cells: [{ ref: 'run:0', targetId: 't0', stageCount: 1 }, {}, {}, {}] }
		});
	});
});

describe('/api/compare/tuned', () => {
	it('gives both tables and sentences, with the figures of bench compare', async () => {
		const { get } = await opened();
		const path = '/api/compare/tuned?a=run:0&with=run:1&requestsPerMonth=1000';
		const { status, body } = await get(path);
		expect(status).toBe(200);
		const { targets, pairs, tuning, commonItems } = body as TunedComparison;
		expect(commonItems).toBe(140);
		// Not rounded: a value that is rounded for its file and again for the screen is wrong by a tenth now and then.
		expect(columnValues(targets, 'rightPercent')).toStrictEqual([(100 * 130) / 140, 75]);
		expect(columnValues(targets, 'role')).toStrictEqual(['A', 'held against']);
		expect(columnValues(pairs, 'differencePoints')).toStrictEqual([(100 * 25) / 140]);
		expect(columnValues(pairs, 'onlyA')).toStrictEqual([25]);
		expect(columnValues(pairs, 'notWorse')).toStrictEqual(['shown']);
		// Neither names what it was tuned from.
		expect(tuning).toStrictEqual([]);
		expect(columnValues(pairs, 'breakEvenRequests')).toStrictEqual([null]);
	});

	it('refuses what was not asked the same, itself, and nobody', async () => {
		const { get } = await opened();
		const statusOf = async (query: string) => (await get(`/api/compare/tuned?${query}`)).status;
		expect(await statusOf('a=run:0&with=run:3')).toBe(400);
		expect(await statusOf('a=run:0&with=run:0')).toBe(400);
		expect(await statusOf('a=run:0&with=run:9')).toBe(404);
		expect(await statusOf('a=run:0')).toBe(400);
		expect(await statusOf('a=run:0&with=run:1&wrongUsd=much')).toBe(400);
	});
});
