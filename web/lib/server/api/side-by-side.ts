/** `/api/answers`: the answers of several cells to the same items, with their grades and reviews. */
import { createRoute, z } from '@hono/zod-openapi';
import { BenchError } from '#core/errors.ts';
import { targetTitle } from '#core/target-title.ts';
import type { Database } from '#db/client.server.ts';
import { reviewAgreement } from '#db/review-agreement.server.ts';
import { answersSideBySide, itemFilters, type ItemFilter } from '#db/side-by-side.server.ts';
import { cellRefOf } from '../../runs/cell-ref.ts';
import type { SideBySideView } from '../../runs/side-by-side.ts';
import { findCellsByRef } from '../cell-by-ref.ts';
import { itemTextsOf } from '../scenario-items.ts';
import type { Site } from '../site.ts';
import { createApiApp, failures, jsonContent } from './api-app.ts';

const itemsPerPage = 20;

const viewSchema = z.custom<SideBySideView>().openapi('SideBySide', {
	type: 'object',
	description:
		'Columns, items with one answer for each column, and how many items each filter leaves'
});

const route = createRoute({
	method: 'get',
	path: '/answers',
	summary: 'Answers of several cells to the same items, side by side',
	request: {
		query: z.object({
			cell: z
				.union([z.string(), z.array(z.string())])
				.transform((value) => (typeof value === 'string' ? [value] : value))
				.openapi({
					type: 'array',
					items: { type: 'string' },
					description:
						'RUN:CELL, where CELL is its part below the run, a target, or scenario@target'
				}),
			filter: z.enum(itemFilters).default('all'),
			expected: z.string().optional().openapi({
				description:
					'Only items with this label as reference that the first cell answered as `answered` says'
			}),
			answered: z.string().optional().openapi({
				description: 'Label that the first cell answered; none or several of them where absent'
			}),
			page: z.coerce.number().int().positive().default(1)
		})
	},
	responses: { 200: jsonContent(viewSchema, 'A page of items'), ...failures }
});

const viewOf = async (
	database: Database,
	refs: readonly string[],
	{
		filter,
		page,
		expected,
		answered = null
	}: {
		filter: ItemFilter;
		page: number;
		expected?: string | undefined;
		answered?: string | null | undefined;
	}
): Promise<SideBySideView> => {
	const found = await findCellsByRef(database, refs);
	const [first] = found;
	if (!first) throw new BenchError('E_USAGE', 'expected at least one cell, got none');
	const cellIds = found.map(({ cell }) => cell.id);
	const { items, totals } = await answersSideBySide(database, {
		cellIds,
		filter,
		labels: expected === undefined ? undefined : { expected, predicted: answered },
		limit: itemsPerPage,
		offset: (page - 1) * itemsPerPage
	});
	const itemIds = items.map(({ itemId }) => itemId);
	const texts = await itemTextsOf(first.run, first.cell, itemIds);
	return {
		columns: found.map(({ run, cell, emulated }) => ({
			ref: cellRefOf(run.id, cell.id),
			runId: run.id,
			runName: run.name,
			scenarioId: cell.scenarioId,
			target: targetTitle(cell.target),
			emulated
		})),
		items: items.map((item) => ({ ...item, texts: texts?.get(item.itemId) ?? null })),
		totals,
		agreement: await reviewAgreement(database, cellIds),
		page,
		pageSize: itemsPerPage
	};
};

/** What its client needs to know of it. */
export type SideBySideRoutes = typeof route;

export const sideBySideApi = ({ database }: Site) =>
	createApiApp().openapi(route, async (context) => {
		const { cell, ...options } = context.req.valid('query');
		return context.json(await viewOf(await database(), cell, options), 200);
	});
