import { healthOf } from '#lib/server/health.ts';
import { site } from '#lib/server/running-site.ts';
import type { RequestHandler } from './$types.d.ts';

/** `/healthz`: 200 where the site can do its work, else 503. */
export const GET: RequestHandler = async () => {
	const health = await healthOf(site());
	const status = health.status === 'ok' ? 200 : 503;
	return Response.json(health, { status, headers: { 'cache-control': 'no-store' } });
};
