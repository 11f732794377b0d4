/** `/api/cells` and `/api/compare`: what has been measured, and two of it held against each other. */
import { createRoute, z } from '@hono/zod-openapi';
import { listMeasuredCells, type ListedCell } from '#db/measured-cells.server.ts';
import { sampleMetrics } from '#db/stage-series.server.ts';
import type { Comparison } from '../../compare/comparison.ts';
import type { TunedComparison } from '../../compare/tuned-comparison.ts';
import { cellRefOf } from '../../runs/cell-ref.ts';
import { compareCdf } from '../compare/compare-cdf.ts';
import { compareCells } from '../compare/compare-cells.ts';
import { compareTuned } from '../compare/compare-tuned.ts';
import { createStageMemory } from '../compare/stage-memory.ts';
import type { Site } from '../site.ts';
import { createApiApp, failures, jsonContent } from './api-app.ts';
import { chartTableSchema } from './chart-table-schema.ts';

/** Most cells in the list to choose from. */
const mostListedCells = 300;

/** A measured cell in a list to choose from. */
export interface ListedCellRef extends ListedCell {
	/** `RUN:CELL`. */
	ref: string;
}

const cellsRoute = createRoute({
	method: 'get',
	path: '/cells',
	summary: `Cells with a stage that has ended, the newest run first, at most ${String(mostListedCells)}`,
	responses: {
		200: jsonContent(
			z.object({
				cells: z.array(
					z.custom<ListedCellRef>().openapi('ListedCell', {
						type: 'object',
						description:
							'Its run, scenario with version and hash, target, and stages that have ended'
					})
				),
				total: z.int().openapi({ description: 'Such cells in all' })
			}),
			'Measured cells'
		),
		...failures
	}
});

const refSchema = z.string().openapi({
	description: 'RUN:CELL, where CELL is its part below the run, a target, or scenario@target'
});
const ordinalSchema = z.coerce.number().int().nonnegative().optional().openapi({
	description:
		'Position of the stage in its cell, from 0; the load of the other, or the first that both have, where absent'
});
const querySchema = z.object({
	a: refSchema,
	b: refSchema,
	stageA: ordinalSchema,
	stageB: ordinalSchema
});

const compareRoute = createRoute({
	method: 'get',
	path: '/compare',
	summary: 'Two measured cells against each other; every difference is A − B',
	request: { query: querySchema },
	responses: {
		200: jsonContent(
			z.custom<Comparison>().openapi('Comparison', {
				type: 'object',
				description:
					'Both cells, what stands against comparing them, differences of setup, paired quality, and percentiles of latencies (ms) with 95 % intervals and costs (USD) at one load'
			}),
			'Comparison'
		),
		...failures
	}
});

const cdfRoute = createRoute({
	method: 'get',
	path: '/compare/charts/cdf',
	summary: 'The distributions of a latency on both',
	request: {
		query: querySchema.extend({
			metric: z.enum(sampleMetrics).default('ttftMs'),
			every: z.enum(['0', '1']).default('0').openapi({
				description: '1: every single value in place of quantiles'
			})
		})
	},
	responses: { 200: jsonContent(chartTableSchema, 'Chart'), ...failures }
});

const tunedRoute = createRoute({
	method: 'get',
	path: '/compare/tuned',
	summary: 'A tuned model against its base and others, and when its tuning has paid for itself',
	request: {
		query: z.object({
			a: refSchema,
			with: z
				.union([z.string(), z.array(z.string())])
				.transform((value) => (typeof value === 'string' ? [value] : value))
				.openapi({
					type: 'array',
					items: { type: 'string' },
					description: 'RUN:CELL of each that it is held against'
				}),
			requestsPerMonth: z.coerce.number().int().positive().optional(),
			retrainMonths: z.coerce.number().int().positive().optional(),
			wrongUsd: z
				.string()
				.regex(/^\d{1,9}(\.\d{1,9})?$/u, 'expected USD such as 0.40')
				.optional()
				.openapi({ description: 'What a wrong answer costs beside its request, USD' })
		})
	},
	responses: {
		200: jsonContent(
			z.custom<TunedComparison>().openapi('TunedComparison', {
				type: 'object',
				description:
					'Figures of each and of each pair as tables, what stands against them, and what the tuning has brought in sentences'
			}),
			'Comparison'
		),
		...failures
	}
});

/** What its client needs to know of it. */
export type CompareRoutes =
	typeof cellsRoute | typeof compareRoute | typeof cdfRoute | typeof tunedRoute;

export const compareApi = ({ database }: Site) => {
	const memory = createStageMemory();
	return createApiApp()
		.openapi(cellsRoute, async (context) => {
			const found = await listMeasuredCells(await database(), { limit: mostListedCells });
			const cells = found.cells.map((cell) => ({ ref: cellRefOf(cell.runId, cell.id), ...cell }));
			return context.json({ cells, total: found.total }, 200);
		})
		.openapi(compareRoute, async (context) =>
			context.json(await compareCells(await database(), context.req.valid('query'), memory), 200)
		)
		.openapi(tunedRoute, async (context) => {
			const { with: others, ...asked } = context.req.valid('query');
			const { a, requestsPerMonth = null, retrainMonths = null, wrongUsd = null } = asked;
			const request = { a, others, requestsPerMonth, retrainMonths, wrongUsd };
			return context.json(await compareTuned(await database(), request), 200);
		})
		.openapi(cdfRoute, async (context) => {
			const { every, ...query } = context.req.valid('query');
			const table = await compareCdf(await database(), { ...query, every: every === '1' }, memory);
			return context.json(table, 200);
		});
};
