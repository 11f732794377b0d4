/** Counts and logs each request that the site answers. */
import { siteProcess } from '#bench/operation/site-process.ts';
import { apiRouteOf } from './api-routes.ts';
import type { SiteLog } from './log.ts';

interface Asked {
	request: Request;
	url: URL;
	route: { id: string | null };
}

/** The answer of `answer`, with the id of the request in its header `x-request-id`. `nowMs` is a clock that only goes on. */
export const observed = async (
	{ request, url, route }: Asked,
	log: SiteLog,
	answer: () => Promise<Response>,
	nowMs: () => number = () => performance.now()
): Promise<Response> => {
	const requestId = crypto.randomUUID();
	const startedMs = nowMs();
	const response = await log.within(requestId, answer);
	const durationMs = Math.round((nowMs() - startedMs) * 100) / 100;
	const facts = {
		method: request.method,
		route: apiRouteOf(request) ?? route.id ?? 'unmatched',
		status: response.status,
		durationMs
	};
	siteProcess.requests.observe(facts);
	// What stands in place of such a part lets in whoever reads it.
	log.request({
		requestId,
		path: route.id?.includes('[secret]') ? route.id : url.pathname,
		...facts
	});
	response.headers.set('x-request-id', requestId);
	return response;
};
