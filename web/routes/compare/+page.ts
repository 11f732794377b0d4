import { apiClient, bodyOf, outcomeOf, type ApiFailure, type Outcome } from '#lib/api.ts';
import { compareParams, readCompareQuery, type CompareQuery } from '#lib/compare/compare-query.ts';
import type { Comparison } from '#lib/compare/comparison.ts';
import type { ListedCellRef } from '#lib/server/api/compare.ts';
import type { PageLoad } from './$types.d.ts';

type ChosenCells = CompareQuery & { a: string; b: string };

const isChosen = (query: CompareQuery): query is ChosenCells =>
	query.a !== null && query.b !== null;

const apiQuery = (query: ChosenCells) => ({
	a: query.a,
	b: query.b,
	...Object.fromEntries(compareParams(query))
});

/** A name as the list has it, so that a cell that was named by its target is found there; itself where it is not in the list. */
const listedRef = (cells: readonly ListedCellRef[], name: string): string =>
	cells.find(({ runId, scenarioId, targetId }) =>
		[`${runId}:${targetId}`, `${runId}:${scenarioId}@${targetId}`].includes(name)
	)?.ref ?? name;

/** Why the stages of an address are not those that are shown; null where they are. */
const stagesLeftOut = (found: Outcome<Comparison>): string | null => {
	if (found.state === 'refused') {
		const { message, hint } = found.failure;
		return `The stages are left out: ${message}.${hint === null ? '' : ` ${hint}`}`;
	}
	return found.body.stages === null && found.body.pairs.length > 0
		? 'The other one was not measured at this load, so another load is shown.'
		: null;
};

export const load: PageLoad = async ({ url, fetch }) => {
	const api = apiClient(url.origin, fetch);
	const { query: asked, unread } = readCompareQuery(url.searchParams);
	const choose = async (refusal: ApiFailure['error'] | null) => {
		const listed = await bodyOf(api.cells.$get());
		const query = {
			...asked,
			a: asked.a && listedRef(listed.cells, asked.a),
			b: asked.b && listedRef(listed.cells, asked.b)
		};
		return { query, unread, refusal, listed, comparison: null, cdf: null };
	};
	if (!isChosen(asked)) return choose(null);
	const compare = (query: ChosenCells): Promise<Outcome<Comparison>> =>
		outcomeOf(api.compare.$get({ query: apiQuery(query) }));
	let query = asked;
	let found = await compare(query);
	const left: string[] = [];
	if (query.stageA !== null || query.stageB !== null) {
		const reason = stagesLeftOut(found);
		if (reason !== null) {
			// A stage that is not there is no reason to show nothing of the two cells.
			query = { ...query, stageA: null, stageB: null };
			found = await compare(query);
			if (found.state === 'done') left.push(reason);
		}
	}
	if (found.state === 'refused') return choose(found.failure);
	const comparison = found.body;
	const cdf =
		comparison.stages === null
			? null
			: await bodyOf(api.compare.charts.cdf.$get({ query: apiQuery(query) }));
	return { query, unread: [...unread, ...left], refusal: null, listed: null, comparison, cdf };
};
