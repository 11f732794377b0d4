import { apiClient, bodyOf } from '#lib/api.ts';
import type { PageLoad } from './$types.d.ts';

export const load: PageLoad = async ({ params, url, fetch }) => {
	const api = apiClient(url.origin, fetch);
	const [provider, model] = [params.provider, params.model].map(encodeURIComponent);
	return bodyOf(
		api.prices[':provider'][':model'].$get({
			param: { provider: provider ?? '', model: model ?? '' }
		})
	);
};
