/** `/api/portfolio`: all use cases at a glance. */
import { createRoute } from '@hono/zod-openapi';
import { createCache } from '../cache.ts';
import type { SiteLog } from '../log.ts';
import { portfolioSchema, type PortfolioAnswer } from '../portfolio/portfolio-schema.ts';
import { portfolioOfSite } from '../portfolio/portfolio.ts';
import type { Site } from '../site.ts';
import { createApiApp, failures, jsonContent } from './api-app.ts';
import { emulatedQuery, isEmulatedIncluded } from './emulated-query.ts';

const portfolioRoute = createRoute({
	method: 'get',
	path: '/portfolio',
	summary: 'Verdict, crossover, money at stake, quality and evidence of every use case, and totals',
	request: { query: emulatedQuery },
	responses: { 200: jsonContent(portfolioSchema, 'Portfolio'), ...failures }
});

/** What its client needs to know of it. */
export type PortfolioRoutes = typeof portfolioRoute;

export const portfolioApi = (site: Site, { log }: { log: SiteLog['fault'] }) => {
	const cache = createCache<PortfolioAnswer>(4);
	return createApiApp().openapi(portfolioRoute, async (context) => {
		const includeEmulated = isEmulatedIncluded(context.req.valid('query'), site.settings);
		const mark = await site.useCases.mark();
		const answer = await cache(`${String(includeEmulated)}\n${mark}`, () =>
			portfolioOfSite(site, { includeEmulated, log })
		);
		return context.json(answer, 200);
	});
};
