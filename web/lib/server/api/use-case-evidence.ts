/** `/api/use-cases/{id}/stages` and `/hybrids`: what was measured for a use case. */
import { createRoute, z } from '@hono/zod-openapi';
import { defaultSloShare } from '#core/slo.ts';
import type { HybridFrontierData } from '../../charts/hybrid-frontier-table.ts';
import type { LatencyThroughputData } from '../../charts/latency-throughput-table.ts';
import { createCache } from '../cache.ts';
import { databaseIfAny } from '../database-if-any.ts';
import { hybridFrontiers } from '../hybrid-frontiers.ts';
import { measuredLevels } from '../measured-levels.ts';
import type { ResolveOptions } from '../use-cases.ts';
import type { Site } from '../site.ts';
import { createApiApp, failures, jsonContent } from './api-app.ts';
import { caseQuery, isEmulatedIncluded } from './emulated-query.ts';

const levelsSchema = z.custom<LatencyThroughputData>().openapi({
	type: 'object',
	description:
		'Load levels of the runs that the case rests on, by target, with objective and capacity; latencies in ms from the due moment'
});

const hybridsSchema = z.object({
	hybrids: z.array(
		z.custom<HybridFrontierData>().openapi({
			type: 'object',
			description: 'Share right and API cost of a request at every threshold of the gate'
		})
	)
});

const request = { params: z.object({ id: z.string() }), query: caseQuery };

const stagesRoute = createRoute({
	method: 'get',
	path: '/use-cases/{id}/stages',
	summary: 'Load levels of the runs that a use case rests on',
	request,
	responses: { 200: jsonContent(levelsSchema, 'Load levels'), ...failures }
});

const hybridsRoute = createRoute({
	method: 'get',
	path: '/use-cases/{id}/hybrids',
	summary: 'The hybrids of a use case at every threshold of their gates',
	request,
	responses: { 200: jsonContent(hybridsSchema, 'Hybrids'), ...failures }
});

/** What was measured for a use case, computed once for each state of the data. */
export interface UseCaseEvidence {
	levels: (id: string, options: ResolveOptions) => Promise<LatencyThroughputData>;
	hybrids: (id: string, options: ResolveOptions) => Promise<HybridFrontierData[]>;
}

/** Throws E_NOT_FOUND for an unknown use case, and what `bench cost` throws. */
export const createUseCaseEvidence = ({
	useCases,
	database
}: Pick<Site, 'useCases' | 'database'>): UseCaseEvidence => {
	const levels = createCache<LatencyThroughputData>(100);
	const hybrids = createCache<HybridFrontierData[]>(100);
	return {
		levels: async (id, options) => {
			const { includeEmulated, run = '' } = options;
			const { costCase, mark } = await useCases.resolve(id, options);
			return levels(`${id}\n${String(includeEmulated)}\n${run}\n${mark}`, async () => {
				const db = await databaseIfAny(database);
				return db
					? measuredLevels(db, costCase, { includeEmulated })
					: { targets: [], slo: {}, sloShare: defaultSloShare };
			});
		},
		hybrids: async (id, options) => {
			const { includeEmulated, run = '' } = options;
			const { spec, mark } = await useCases.resolve(id, options);
			return hybrids(`${id}\n${String(includeEmulated)}\n${run}\n${mark}`, () =>
				hybridFrontiers(spec, database, { includeEmulated })
			);
		}
	};
};

const optionsOf = (query: z.infer<typeof caseQuery>, { settings }: Site): ResolveOptions => ({
	includeEmulated: isEmulatedIncluded(query, settings),
	run: query.run
});

/** What its client needs to know of it. */
export type UseCaseEvidenceRoutes = typeof stagesRoute | typeof hybridsRoute;

export const useCaseEvidenceApi = (site: Site) => {
	const evidence = createUseCaseEvidence(site);
	return createApiApp()
		.openapi(stagesRoute, async (context) => {
			const options = optionsOf(context.req.valid('query'), site);
			const { id } = context.req.valid('param');
			return context.json(await evidence.levels(id, options), 200);
		})
		.openapi(hybridsRoute, async (context) => {
			const options = optionsOf(context.req.valid('query'), site);
			const { id } = context.req.valid('param');
			return context.json({ hybrids: await evidence.hybrids(id, options) }, 200);
		});
};
