import { apiClient, bodyOf } from '#lib/api.ts';
import { readFitQuery } from '#lib/models/fit-query.ts';
import type { PageLoad } from './$types.d.ts';

export const load: PageLoad = async ({ params, url, fetch }) => {
	const { query, unread } = readFitQuery(url.searchParams);
	const { context, concurrency, weights, kv } = query;
	const detail = await bodyOf(
		apiClient(url.origin, fetch).models[':id'].$get({
			param: { id: encodeURIComponent(params.id) },
			query: {
				context: String(context),
				concurrency: String(concurrency),
				kv,
				...(weights === null ? {} : { weights })
			}
		})
	);
	return { ...detail, query, unread };
};
