/** `/api/use-cases`: the use cases and their resolved cases, which the pages compute with. */
import { createRoute, z } from '@hono/zod-openapi';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import type { Site } from '../site.ts';
import { createApiApp, failures, jsonContent } from './api-app.ts';
import { caseQuery, isEmulatedIncluded } from './emulated-query.ts';
import { sourceRunSchema } from './source-run.ts';

const sourceSchema = z
	.object({
		id: z.string(),
		title: z.string(),
		specFile: z
			.string()
			.nullable()
			.openapi({ description: 'The cost spec; null where it is made from a run' })
	})
	.openapi('UseCase');

const resolvedSourceSchema = sourceSchema
	.extend({ run: sourceRunSchema })
	.openapi('ResolvedUseCase');

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
	request: { params: z.object({ id: z.string() }), query: caseQuery },
	responses: {
		200: jsonContent(z.object({ source: resolvedSourceSchema, costCase: costCaseSchema }), 'Case'),
		...failures
	}
});

/** What its client needs to know of it. */
export type UseCaseRoutes = typeof listRoute | typeof caseRoute;

export const useCasesApi = ({ useCases, settings }: Site) =>
	createApiApp()
		.openapi(listRoute, async (context) => context.json(await useCases.list(), 200))
		.openapi(caseRoute, async (context) => {
			const query = context.req.valid('query');
			const includeEmulated = isEmulatedIncluded(query, settings);
			const { id } = context.req.valid('param');
			const { source, costCase } = await useCases.resolve(id, { includeEmulated, run: query.run });
			return context.json({ source, costCase }, 200);
		});
