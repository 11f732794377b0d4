/** `/api/use-cases`: the use cases and their resolved cases, which the pages compute with. */
import { createRoute, z } from '@hono/zod-openapi';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import type { Site } from '../site.ts';
import { createApiApp, failures, jsonContent } from './api-app.ts';
import { emulatedQuery, isEmulatedIncluded } from './emulated-query.ts';

const sourceSchema = z
	.object({
		id: z.string(),
		title: z.string(),
		specFile: z
			.string()
			.nullable()
			.openapi({ description: 'The cost spec; null where it is made from the newest run' })
	})
	.openapi('UseCase');

const listSchema = z.object({
	useCases: z.array(sourceSchema),
	broken: z.array(
		z.object({ file: z.string(), message: z.string(), problems: z.array(z.string()) })
	)
});

const costCaseSchema = z.custom<CostCase>().openapi({
	type: 'object',
	description:
		'The resolved case: demand, options with their cost lines and parameters, what was left out. The same data as bench/economics takes.'
});

const listRoute = createRoute({
	method: 'get',
	path: '/use-cases',
	summary: 'All use cases, and cost specs that cannot be used',
	responses: { 200: jsonContent(listSchema, 'Use cases'), ...failures }
});

const caseRoute = createRoute({
	method: 'get',
	path: '/use-cases/{id}/case',
	summary: 'The resolved case of a use case',
	request: { params: z.object({ id: z.string() }), query: emulatedQuery },
	responses: {
		200: jsonContent(z.object({ source: sourceSchema, costCase: costCaseSchema }), 'Case'),
		...failures
	}
});

export const useCasesApi = ({ useCases, settings }: Site) =>
	createApiApp()
		.openapi(listRoute, async (context) => context.json(await useCases.list(), 200))
		.openapi(caseRoute, async (context) => {
			const includeEmulated = isEmulatedIncluded(context.req.valid('query'), settings);
			const { id } = context.req.valid('param');
			const { source, costCase } = await useCases.resolve(id, { includeEmulated });
			return context.json({ source, costCase }, 200);
		});
