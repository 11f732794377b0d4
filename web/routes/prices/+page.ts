import { apiClient, bodyOf } from '#lib/api.ts';
import { readPriceListQuery } from '#lib/prices/price-query.ts';
import type { PageLoad } from './$types.d.ts';

export const load: PageLoad = async ({ url, fetch }) => {
	const api = apiClient(url.origin, fetch);
	const { query, unread } = readPriceListQuery(url.searchParams);
	const { model, provider, only, sort, order, page } = query;
	const list = await bodyOf(
		api.prices.$get({
			query: {
				...(model === null ? {} : { model }),
				...(provider === null ? {} : { provider }),
				...(only === null ? {} : { only }),
				sort,
				order,
				page: String(page)
			}
		})
	);
	return { ...list, query, unread };
};
