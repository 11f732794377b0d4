import { apiClient, bodyOf, outcomeOf, type Outcome } from '#lib/api.ts';
import { readComparisonQuery, writeComparisonQuery } from '#lib/quotes/comparison-query.ts';
import type { ComparedQuotes } from '#lib/server/quotes/compared-quotes.ts';
import type { PageLoad } from './$types.d.ts';

export const load: PageLoad = async ({ url, fetch }) => {
	const api = apiClient(url.origin, fetch);
	const { query, unread } = readComparisonQuery(url.searchParams);
	const [{ quotes }, { useCases }] = await Promise.all([
		bodyOf(api.quotes.$get()),
		bodyOf(api['use-cases'].$get())
	]);
	const compare = async (): Promise<Outcome<ComparedQuotes>> => {
		const found = await outcomeOf(api.quotes.compare.$get({ query: writeComparisonQuery(query) }));
		return found as Outcome<ComparedQuotes>;
	};
	return {
		query,
		unread,
		quotes: quotes.filter(({ superseded }) => !superseded),
		useCases: useCases.filter(({ specFile }) => specFile !== null),
		compared: query.ids.length < 2 ? null : await compare()
	};
};
