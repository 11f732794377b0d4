import { apiClient, bodyOf, outcomeOf, type Outcome } from '#lib/api.ts';
import type { TargetSheet } from '#lib/server/api/quotes.ts';
import type { QuoteView } from '#lib/server/quotes/quote-view.ts';
import type { PageLoad } from './$types.d.ts';

export const load: PageLoad = async ({ url, fetch, params: { id } }) => {
	const api = apiClient(url.origin, fetch);
	const [found, { useCases }] = await Promise.all([
		bodyOf(api.quotes[':id'].$get({ param: { id: encodeURIComponent(id) }, query: {} })),
		bodyOf(api['use-cases'].$get())
	]);
	const quote = found as QuoteView;
	const withSpec = useCases.filter(({ specFile }) => specFile !== null);
	const asked = url.searchParams.get('useCase');
	const useCase = withSpec.find((each) => each.id === asked) ?? null;
	const targetsOf = async (useCaseId: string): Promise<Outcome<TargetSheet>> => {
		const query = { useCase: useCaseId };
		const pending = api.quotes[':id'].targets.$get({
			param: { id: encodeURIComponent(id) },
			query
		});
		return (await outcomeOf(pending)) as Outcome<TargetSheet>;
	};
	const targets = useCase ? await targetsOf(useCase.id) : null;
	/** What the address asked for and could not be found. */
	const unknownUseCase = asked !== null && useCase === null ? asked : null;
	return { quote, useCases: withSpec, useCase, unknownUseCase, targets };
};
