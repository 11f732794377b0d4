/** `/api/cells` and `/api/compare`: what has been measured, and two of it held against each other. */
import { createRoute, z } from '@hono/zod-openapi';
import { listMeasuredCells, type ListedCell } from '#db/measured-cells.server.ts';
import { sampleMetrics } from '#db/stage-series.server.ts';
import type { Comparison } from '../../compare/comparison.ts';
import { cellRefOf } from '../../runs/cell-ref.ts';
import { compareCdf } from '../compare/compare-cdf.ts';
import { compareCells } from '../compare/compare-cells.ts';
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

export const compareApi = ({ database }: Site) =>
	createApiApp()
		.openapi(cellsRoute, async (context) => {
			const found = await listMeasuredCells(await database(), { limit: mostListedCells });
			const cells = found.cells.map((cell) => ({ ref: cellRefOf(cell.runId, cell.id), ...cell }));
			return context.json({ cells, total: found.total }, 200);
		})
		.openapi(compareRoute, async (context) =>
			context.json(await compareCells(await database(), context.req.valid('query')), 200)
		)
		.openapi(cdfRoute, async (context) => {
			const { every, ...query } = context.req.valid('query');
			const table = await compareCdf(await database(), { ...query, every: every === '1' });
			return context.json(table, 200);
		});
