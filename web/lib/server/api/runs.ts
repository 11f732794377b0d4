/** `/api/runs`: lists of runs, one run with its stages, and its charts as data. */
import { createRoute, z } from '@hono/zod-openapi';
import { runStates } from '#core/run-state.ts';
import { validitySchema } from '#core/stage.ts';
import { measuredNames, type MeasuredNames } from '#db/measured-names.server.ts';
import { listRunsPage, type ListedRun, type RunPage } from '#db/run-list.server.ts';
import { findRun } from '#db/runs.server.ts';
import { sampleMetrics } from '#db/stage-series.server.ts';
import { visibleRunState, type VisibleRunState } from '#bench/telemetry/run-process.ts';
import type { ChartTable } from '../../charts/chart-table.ts';
import type { ShownJudging } from '../../runs/judging.ts';
import type { RunDetail } from '../../runs/run-detail.ts';
import { readJudging } from '../judging.ts';
import { makeRunChart, runCharts } from '../run-charts.ts';
import { readRunDetail } from '../run-detail.ts';
import type { Site } from '../site.ts';
import { createVersionCache } from '../version-cache.ts';
import { createApiApp, failures, jsonContent } from './api-app.ts';

/** Runs on a page of the list. */
export const runsPerPage = 50;

/** A run in a list, with the state that a reader is shown. */
export type ShownRun = Omit<ListedRun, 'state' | 'owner'> & { state: VisibleRunState };

const shownRunSchema = z.custom<ShownRun>().openapi('ListedRun', {
	type: 'object',
	description:
		'A run with its state (killed where its process is gone), scenarios, targets, stages by validity, stored attempts and cost'
});

const filterSchema = z.object({
	state: z.enum(runStates).optional(),
	scenario: z.string().optional(),
	target: z.string().optional(),
	validity: validitySchema.shape.verdict.optional().openapi({
		description: 'At least one stage has this verdict'
	}),
	text: z.string().max(300).optional().openapi({
		description: 'Part of the id or name of a run, or of the id of a scenario or target'
	}),
	page: z.coerce.number().int().positive().default(1)
});

const listRoute = createRoute({
	method: 'get',
	path: '/runs',
	summary: 'Runs that match, the newest first',
	request: { query: filterSchema },
	responses: {
		200: jsonContent(
			z.object({
				runs: z.array(shownRunSchema),
				total: z.int().openapi({ description: 'Runs that match, on all pages' }),
				page: z.int(),
				pageSize: z.int(),
				scenarioIds: z.array(z.string()),
				targetIds: z.array(z.string())
			}),
			'A page of runs, and the names that can be filtered by'
		),
		...failures
	}
});

const detailSchema = z.custom<RunDetail>().openapi('Run', {
	type: 'object',
	description:
		'A run: config, seed, hashes, machine, and each cell with its stages and their summaries (the contract of bench run --json)'
});

const runParams = z.object({ id: z.string().openapi({ description: 'Id, or its beginning' }) });

const detailRoute = createRoute({
	method: 'get',
	path: '/runs/{id}',
	summary: 'One run with its cells and stages',
	request: { params: runParams },
	responses: { 200: jsonContent(detailSchema, 'Run'), ...failures }
});

const judgingRoute = createRoute({
	method: 'get',
	path: '/runs/{id}/judging',
	summary: 'What judges did for a run, by scenario; empty where none was asked',
	request: { params: runParams },
	responses: {
		200: jsonContent(
			z.array(
				z.custom<ShownJudging>().openapi('Judging', {
					type: 'object',
					description:
						'Judges with what could be read of them, their agreement with people and their own cost (USD), and what they made of each cell'
				})
			),
			'Judging by scenario'
		),
		...failures
	}
});

/** One text or several under the same name. */
const listed = z
	.union([z.string(), z.array(z.string())])
	.optional()
	.transform((value) => (value === undefined ? [] : typeof value === 'string' ? [value] : value));

const chartQuerySchema = z.object({
	metric: z.enum(sampleMetrics).default('ttftMs'),
	stage: listed.openapi({ type: 'array', items: { type: 'string' } }),
	attempt: z.string().optional().openapi({ description: 'Of deltas and moments' }),
	cell: z.string().optional().openapi({ description: 'Of the confusion of labels' }),
	every: z.enum(['0', '1']).default('0').openapi({
		description: '1: every single value in place of quantiles or thinned points'
	})
});

const chartTableSchema = z.custom<ChartTable>().openapi('ChartTable', {
	type: 'object',
	description: 'Columns with units, rows, caption, notes and sources of a chart'
});

const chartRoute = createRoute({
	method: 'get',
	path: '/runs/{id}/charts/{chart}',
	summary: 'The numbers of a chart',
	request: {
		params: runParams.extend({ chart: z.enum(runCharts) }),
		query: chartQuerySchema
	},
	responses: { 200: jsonContent(chartTableSchema, 'Chart'), ...failures }
});

/** What its client needs to know of it. */
export type RunRoutes =
	typeof listRoute | typeof detailRoute | typeof judgingRoute | typeof chartRoute;

/** Pages of the list that are remembered, of a few versions of the database each. */
const rememberedLists = 20;

export const runsApi = ({ database }: Site) => {
	const remembered = createVersionCache<RunPage & MeasuredNames>(rememberedLists);
	return createApiApp()
		.openapi(listRoute, async (context) => {
			const { page, scenario, target, ...rest } = context.req.valid('query');
			const db = await database();
			const filter = withoutAbsent({ ...rest, scenarioId: scenario, targetId: target });
			const { scenarioIds, targetIds, ...found } = await remembered(
				db,
				JSON.stringify([filter, page]),
				async () => ({
					...(await listRunsPage(db, {
						...filter,
						limit: runsPerPage,
						offset: (page - 1) * runsPerPage
					})),
					...(await measuredNames(db))
				})
			);
			// Whether a process still runs no database tells.
			const runs = found.runs.map(({ owner, ...run }) => ({
				...run,
				state: visibleRunState(run, owner)
			}));
			const { total } = found;
			return context.json(
				{ runs, total, page, pageSize: runsPerPage, scenarioIds, targetIds },
				200
			);
		})
		.openapi(detailRoute, async (context) => {
			const detail = await readRunDetail(await database(), context.req.valid('param').id);
			return context.json(detail, 200);
		})
		.openapi(judgingRoute, async (context) => {
			const db = await database();
			const { run } = await findRun(db, context.req.valid('param').id);
			return context.json(await readJudging(db, run.id), 200);
		})
		.openapi(chartRoute, async (context) => {
			const { id, chart } = context.req.valid('param');
			const { metric, stage, attempt = null, cell = null, every } = context.req.valid('query');
			const db = await database();
			const detail = await readRunDetail(db, id);
			const query = { metric, stages: stage, attempt, cell, every: every === '1' };
			return context.json(await makeRunChart(db, detail, chart, query), 200);
		});
};

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The same without members that are undefined, which queries tell from absent ones. */
const withoutAbsent = <T extends object>(value: T): Present<T> =>
	Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Present<T>;
