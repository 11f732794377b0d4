/** `/api/prices`: the price book, searched here and sent a page at a time, and all versions of one model's prices. */
import { createRoute, z } from '@hono/zod-openapi';
import { BenchError } from '#core/errors.ts';
import { priceSorts, priceStates } from '../../prices/price-query.ts';
import type { Books } from '../books.ts';
import { priceDetail, type PriceDetail } from '../prices/price-detail.ts';
import { priceRowSchema } from '../prices/price-rows.ts';
import { pricePageSize, selectRows } from '../prices/select-rows.ts';
import { chartTableSchema } from './chart-table-schema.ts';
import type { Site } from '../site.ts';
import { createApiApp, failures, jsonContent } from './api-app.ts';

const listQuery = z.object({
	model: z.string().optional().openapi({ description: 'Words of the name, id or provider' }),
	provider: z.string().optional(),
	only: z.enum(priceStates).optional(),
	sort: z.enum(priceSorts).default('model'),
	order: z.enum(['asc', 'desc']).default('asc'),
	page: z.coerce.number().int().min(1).default(1)
});

const listSchema = z.object({
	day: z.string().openapi({ description: 'The day on which they hold, UTC' }),
	rows: z.array(priceRowSchema),
	total: z.int().openapi({ description: 'Rows on all pages' }),
	page: z.int(),
	pageSize: z.int(),
	book: z.object({
		priceLists: z.int(),
		stale: z.int(),
		disagreeing: z.int(),
		providers: z.array(z.object({ id: z.string(), priceLists: z.int() }))
	})
});

const listRoute = createRoute({
	method: 'get',
	path: '/prices',
	summary: 'Price lists that hold today',
	request: { query: listQuery },
	responses: { 200: jsonContent(listSchema, 'One page of them'), ...failures }
});

const modelParams = z.object({
	provider: z.string().openapi({ description: 'Provider id' }),
	model: z.string().openapi({ description: 'Model id as the provider calls it, slashes as %2F' })
});

const detailSchema = z.custom<PriceDetail>().openapi({
	type: 'object',
	required: [
		'providerId',
		'modelId',
		'title',
		'day',
		'versions',
		'stale',
		'disagreements',
		'models',
		'history'
	],
	description:
		'All dated versions with their rates by context, hour and service tier, terms and sources; what is old; where sources differ; the history as a chart, null where there is one version only'
});

const detailRoute = createRoute({
	method: 'get',
	path: '/prices/{provider}/{model}',
	summary: 'All versions of the prices of a model',
	request: { params: modelParams },
	responses: { 200: jsonContent(detailSchema, 'Prices'), ...failures }
});

const historyRoute = createRoute({
	method: 'get',
	path: '/prices/{provider}/{model}/charts/history',
	summary: 'The dated prices of a model as a chart',
	request: { params: modelParams },
	responses: { 200: jsonContent(chartTableSchema, 'The table that it is drawn from'), ...failures }
});

const today = (): string => new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);

const countsOf = (ids: readonly string[]): { id: string; priceLists: number }[] => {
	const counts = Map.groupBy(ids, (id) => id);
	return [...counts]
		.map(([id, group]) => ({ id, priceLists: group.length }))
		.sort((a, b) => (a.id < b.id ? -1 : 1));
};

const detailOf = async (books: Books, provider: string, model: string): Promise<PriceDetail> =>
	priceDetail(await books.prices(), provider, model, today(), (await books.models()).entries);

/** What its client needs to know of it. */
export type PriceRoutes = typeof listRoute | typeof detailRoute | typeof historyRoute;

export const pricesApi = ({ books }: Site) =>
	createApiApp()
		.openapi(listRoute, async (context) => {
			const { model = null, provider = null, only = null, ...rest } = context.req.valid('query');
			const day = today();
			const all = await books.priceRowsOn(day);
			const { rows, total, page } = selectRows(all, { model, provider, only, ...rest });
			return context.json(
				{
					day,
					rows: [...rows],
					total,
					page,
					pageSize: pricePageSize,
					book: {
						priceLists: all.length,
						stale: all.filter(({ isStale }) => isStale).length,
						disagreeing: all.filter(({ disagreements }) => disagreements > 0).length,
						providers: countsOf(all.map(({ providerId }) => providerId))
					}
				},
				200
			);
		})
		.openapi(detailRoute, async (context) => {
			const { provider, model } = context.req.valid('param');
			return context.json(await detailOf(books, provider, model), 200);
		})
		.openapi(historyRoute, async (context) => {
			const { provider, model } = context.req.valid('param');
			const { history } = await detailOf(books, provider, model);
			if (history) return context.json(history, 200);
			throw new BenchError('E_NOT_FOUND', `${model} has one price at ${provider}, and no history`, {
				hint: 'The price itself is at the address of the model.'
			});
		});
