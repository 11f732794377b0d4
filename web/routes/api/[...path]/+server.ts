import type { RequestHandler } from './$types.d.ts';
import { api } from '#lib/server/running-site.ts';

/** Every method of every path below `/api` is answered by the hono app. */
export const fallback: RequestHandler = async ({ request }) => api().fetch(request);
