import { apiClient, bodyOf } from '#lib/api.ts';
import type { PageLoad } from './$types.d.ts';

export const load: PageLoad = async ({ url, fetch }) => {
	const api = apiClient(url.origin, fetch);
	return bodyOf(api.quotes.$get());
};
