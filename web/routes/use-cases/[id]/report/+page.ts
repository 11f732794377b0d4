import { loadAnswer } from '#lib/use-case/load-answer.ts';
import type { PageLoad } from './$types.d.ts';

export const load: PageLoad = async ({ url, params, fetch }) => ({
	...(await loadAnswer({ id: params.id, url, fetch })),
	madeAtUtc: new Date().toISOString()
});
