import { apiClient, bodyOf } from '#lib/api.ts';
import type { PageLoad } from './$types.d.ts';

export const load: PageLoad = async ({ url, fetch }) =>
	bodyOf(apiClient(url.origin, fetch).hardware.$get());
