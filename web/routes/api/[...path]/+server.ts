import type { RequestHandler } from './$types.d.ts';
import { errorBody } from '#lib/server/api/error-response.ts';
import { RateLimit } from '#lib/server/rate-limit.ts';
import { apiFor } from '#lib/server/running-site.ts';

/** Far more than a person causes who moves sliders, far less than what keeps others waiting. */
const limit = new RateLimit({ burst: 1_000, perS: 50, mostAddresses: 10_000 });

const refused = (waitS: number): Response =>
	Response.json(
		errorBody('E_RATE_LIMIT', 'too many requests from this address', {
			hint: `Ask again in ${String(Math.ceil(waitS))} s.`
		}),
		{ status: 429, headers: { 'retry-after': String(Math.ceil(waitS)) } }
	);

/** Every method of every path below `/api` is answered by the hono app, as its reader may see it; the answers are kept by no cache. */
export const fallback: RequestHandler = async ({
	request,
	getClientAddress,
	isSubRequest,
	locals: { reader }
}) => {
	// What a page asks while it is rendered is part of one request of a reader.
	const waitS = isSubRequest ? null : limit.take(getClientAddress(), performance.now());
	const answer = waitS === null ? await apiFor(reader).fetch(request, { reader }) : refused(waitS);
	if (!answer.headers.has('cache-control')) answer.headers.set('cache-control', 'no-store');
	return answer;
};
