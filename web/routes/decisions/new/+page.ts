import { apiClient, bodyOf, outcomeOf } from '#lib/api.ts';
import type { PageLoad } from './$types.d.ts';

export const load: PageLoad = async ({ url, fetch }) => {
	const api = apiClient(url.origin, fetch);
	const { useCases } = await bodyOf(api['use-cases'].$get());
	const id = url.searchParams.get('useCase');
	const found =
		id === null
			? null
			: await outcomeOf(
					api['use-cases'][':id'].evidence.$get({ param: { id: encodeURIComponent(id) } })
				);
	return { useCases, id, found };
};
