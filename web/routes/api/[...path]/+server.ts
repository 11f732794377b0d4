import type { RequestHandler } from './$types.d.ts';
import { refusedBody } from '#lib/server/access/refused.ts';
import { apiFor } from '#lib/server/running-site.ts';

/** Every method of every path below `/api` is answered by the hono app. */
export const fallback: RequestHandler = async ({ request, locals: { reader } }) =>
	// The hook has let it pass; without a reader nothing is answered all the same.
	reader ? apiFor(reader).fetch(request, { reader }) : Response.json(refusedBody.signIn, { status: 401 });
