import { apiClient, bodyOf } from '#lib/api.ts';
import type { DecisionToday } from '#lib/server/decision-today.ts';
import type { PageLoad } from './$types.d.ts';

export const load: PageLoad = async ({ url, fetch }) => {
	const api = apiClient(url.origin, fetch);
	const found = await bodyOf(api.decisions.$get({ query: {} }));
	const decisions = found.decisions as DecisionToday[];
	return { decisions };
};
