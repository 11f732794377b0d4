import { apiClient, bodyOf } from '#lib/api.ts';
import { readRunListQuery } from '#lib/runs/run-filter.ts';
import type { PageLoad } from './$types.d.ts';

export const load: PageLoad = async ({ url, fetch }) => {
	const api = apiClient(url.origin, fetch);
	const { query, unread } = readRunListQuery(url.searchParams);
	const { page, ...filter } = query;
	const given = Object.entries(filter).filter(([, value]) => value !== null);
	const list = await bodyOf(
		api.runs.$get({ query: { ...Object.fromEntries(given), page: String(page) } })
	);
	return { ...list, query, unread, nowUtc: new Date().toISOString() };
};
