import { apiClient, bodyOf } from '#lib/api.ts';
import type { PageLoad } from './$types.d.ts';

export const load: PageLoad = async ({ params, url, fetch }) =>
	bodyOf(
		apiClient(url.origin, fetch).hardware[':id'].$get({
			param: { id: encodeURIComponent(params.id) }
		})
	);
