import { apiClient, bodyOf, outcomeOf } from '#lib/api.ts';
import { readTunedQuery, tunedParams } from '#lib/compare/tuned-comparison.ts';
import type { PageLoad } from './$types.d.ts';

export const load: PageLoad = async ({ url, fetch }) => {
	const api = apiClient(url.origin, fetch);
	const { query, unread } = readTunedQuery(url.searchParams);
	const { cells } = await bodyOf(api.cells.$get());
	if (query.a === null || query.others.length === 0) {
		return { query, unread, cells, comparison: null, refusal: null };
	}
	const { a, others } = query;
	const terms = Object.fromEntries(tunedParams({ ...query, a: null, others: [] }));
	const found = await outcomeOf(api.compare.tuned.$get({ query: { a, with: others, ...terms } }));
	return found.state === 'done'
		? { query, unread, cells, comparison: found.body, refusal: null }
		: { query, unread, cells, comparison: null, refusal: found.failure };
};
