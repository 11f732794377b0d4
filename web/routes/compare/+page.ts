import { apiClient, bodyOf, outcomeOf, type Outcome } from '#lib/api.ts';
import type { ChartTable } from '#lib/charts/chart-table.ts';
import { compareParams, readCompareQuery, type CompareQuery } from '#lib/compare/compare-query.ts';
import type { Comparison } from '#lib/compare/comparison.ts';
import type { PageLoad } from './$types.d.ts';

type ChosenCells = CompareQuery & { a: string; b: string };

const isChosen = (query: CompareQuery): query is ChosenCells =>
	query.a !== null && query.b !== null;

const apiQuery = (query: ChosenCells) => ({
	a: query.a,
	b: query.b,
	...Object.fromEntries(compareParams(query))
});

export const load: PageLoad = async ({ url, fetch }) => {
	const api = apiClient(url.origin, fetch);
	const { query: asked, unread } = readCompareQuery(url.searchParams);
	const { cells, total } = await bodyOf(api.cells.$get());
	const nothing = {
		query: asked,
		unread,
		cells,
		total,
		comparison: null,
		refusal: null,
		cdf: null
	};
	if (!isChosen(asked)) return nothing;
	const compare = async (query: ChosenCells): Promise<Outcome<Comparison>> =>
		(await outcomeOf(api.compare.$get({ query: apiQuery(query) })));
	let query = asked;
	let found = await compare(query);
	const left: string[] = [];
	if (found.state === 'refused' && (query.stageA !== null || query.stageB !== null)) {
		// A stage that is not there is no reason to show nothing of the two cells.
		const withoutStages = { ...query, stageA: null, stageB: null };
		const again = await compare(withoutStages);
		if (again.state === 'done') {
			const { message, hint } = found.failure;
			left.push(`The stages are left out: ${message}.${hint === null ? '' : ` ${hint}`}`);
			[query, found] = [withoutStages, again];
		}
	}
	if (found.state === 'refused') return { ...nothing, refusal: found.failure };
	const comparison = found.body;
	const cdf: ChartTable | null =
		comparison.stages === null
			? null
			: await bodyOf(api.compare.charts.cdf.$get({ query: apiQuery(query) }));
	return { ...nothing, query, unread: [...unread, ...left], comparison, cdf };
};
