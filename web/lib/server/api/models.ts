/** `/api/models`: the model book, what a model needs of each GPU, and who sells it by the token. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Model } from '#core/model-book.ts';
import { kvFormats, weightFormats } from '#core/model-formats.ts';
import { ageDays, staleAfterDays } from '#bench/importers/books.ts';
import { defaultFitQuery } from '../../models/fit-query.ts';
import { gpuFitSchema, hostSchema, modelFits, modelHosts } from '../models/model-places.ts';
import { modelRow, modelRowSchema } from '../models/model-rows.ts';
import type { Site } from '../site.ts';
import { createApiApp, failures, jsonContent } from './api-app.ts';

const listRoute = createRoute({
	method: 'get',
	path: '/models',
	summary: 'All models of the book',
	responses: {
		200: jsonContent(z.object({ models: z.array(modelRowSchema) }), 'Models'),
		...failures
	}
});

const count = (value: number) => z.coerce.number().int().min(1).max(100_000_000).default(value);

const fitQuerySchema = z.object({
	context: count(defaultFitQuery.context).openapi({ description: 'Longest sequence, tokens' }),
	concurrency: count(defaultFitQuery.concurrency).openapi({
		description: 'Sequences in memory at the same time'
	}),
	weights: z.enum(weightFormats).optional().openapi({
		description: 'Format of the weights; the first that is published where absent'
	}),
	kv: z
		.enum(kvFormats)
		.default(defaultFitQuery.kv)
		.openapi({ description: 'Format of the KV cache' })
});

const modelSchema = z.custom<Model>().openapi('Model', {
	type: 'object',
	required: ['id', 'title', 'kind', 'access', 'licence'],
	description:
		'Sizes, architecture, formats, licence with its conditions and release; each figure with source, day and grade; null: not known'
});

const detailSchema = z.object({
	model: modelSchema,
	ageDays: z.int().openapi({ description: 'Days since its family was last gone through' }),
	isStale: z.boolean(),
	hosts: z.array(hostSchema),
	fit: z.object({
		refusal: z.string().nullable().openapi({ description: 'Why it cannot be said; null: it can' }),
		weightFormat: z.string(),
		weightsGb: z.number().nullable(),
		weightsFormula: z.string().nullable(),
		kvGbPerSequence: z.number().nullable(),
		gpus: z.array(gpuFitSchema)
	})
});

const detailRoute = createRoute({
	method: 'get',
	path: '/models/{id}',
	summary: 'One model, the GPUs that hold it, and its hosts',
	request: {
		params: z.object({ id: z.string().openapi({ description: 'Id or another name' }) }),
		query: fitQuerySchema
	},
	responses: { 200: jsonContent(detailSchema, 'Model'), ...failures }
});

const today = (): string => new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);

/** What its client needs to know of it. */
export type ModelRoutes = typeof listRoute | typeof detailRoute;

export const modelsApi = ({ books }: Site) =>
	createApiApp()
		.openapi(listRoute, async (context) => {
			const { entries } = await books.models();
			return context.json({ models: entries.map(modelRow) }, 200);
		})
		.openapi(detailRoute, async (context) => {
			const { weights = null, ...load } = context.req.valid('query');
			const model = (await books.models()).find(context.req.valid('param').id);
			const { entries: gpus } = await books.hardware();
			const days = ageDays(model.checkedOn, today());
			return context.json(
				{
					model,
					ageDays: days,
					isStale: days > staleAfterDays,
					hosts: modelHosts(model, await books.prices(), today()),
					fit: modelFits(model, gpus, { ...load, weights })
				},
				200
			);
		});
