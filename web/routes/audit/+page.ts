import { apiClient, bodyOf } from '#lib/api.ts';
import type { PageLoad } from './$types.d.ts';

export const load: PageLoad = async ({ url, fetch }) => {
	const before = url.searchParams.get('before');
	const api = apiClient(url.origin, fetch);
	const page = await bodyOf(api.audit.$get({ query: before === null ? {} : { before } }));
	return { ...page, isFirst: before === null };
};
