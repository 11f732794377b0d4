import type { RequestHandler } from './$types.d.ts';
import { apiFor } from '#lib/server/running-site.ts';

/** Every method of every path below `/api` is answered by the hono app, as its reader may see it. */
export const fallback: RequestHandler = async ({ request, locals: { reader } }) =>
	apiFor(reader).fetch(request);
