/** Which pattern of the API a request fitted, for what counts and logs requests: to the site all of the API is one route. */
import { routePath } from 'hono/route';
import type { MiddlewareHandler } from 'hono';

const routes = new WeakMap<Request, string>();

/** Notes the pattern of each request. */
export const noteApiRoute: MiddlewareHandler = async (context, next) => {
	await next();
	routes.set(context.req.raw, routePath(context, -1));
};

/** Such as `/api/runs/:id`; null for what the API was not asked. */
export const apiRouteOf = (request: Request): string | null => routes.get(request) ?? null;
