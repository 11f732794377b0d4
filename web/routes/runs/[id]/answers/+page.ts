import { apiClient, plainBodyOf } from '#lib/api.ts';
import { cellRefOf } from '#lib/runs/cell-ref.ts';
import type { RunDetail } from '#lib/runs/run-detail.ts';
import { mostColumns, readSideBySideQuery, type SideBySideView } from '#lib/runs/side-by-side.ts';
import type { PageLoad } from './$types.d.ts';

export const load: PageLoad = async ({ params, url, fetch }) => {
	const api = apiClient(url.origin, fetch);
	const detail = await plainBodyOf<RunDetail>(
		api.runs[':id'].$get({ param: { id: encodeURIComponent(params.id) } })
	);
	const { query, unread } = readSideBySideQuery(url.searchParams);
	const scenarioIds = [...new Set(detail.cells.map(({ cell }) => cell.scenarioId))];
	const isKnown = query.scenario !== null && scenarioIds.includes(query.scenario);
	const scenario = isKnown ? query.scenario : (scenarioIds[0] ?? null);
	const refs =
		query.cells.length > 0
			? query.cells.slice(0, mostColumns)
			: detail.cells
					.filter(({ cell }) => cell.scenarioId === scenario)
					.map(({ cell }) => cellRefOf(detail.run.id, cell.id))
					.slice(0, mostColumns);
	const view =
		refs.length === 0
			? null
			: await plainBodyOf<SideBySideView>(
					api.answers.$get({
						query: {
							cell: refs,
							filter: query.filter,
							page: String(query.page),
							...(query.expected === null ? {} : { expected: query.expected }),
							...(query.answered === null ? {} : { answered: query.answered })
						}
					})
				);
	return {
		detail,
		view,
		query,
		scenario,
		scenarioIds,
		unread: [
			...unread,
			...(query.scenario !== null && !isKnown
				? [`This run did not measure “${query.scenario}”.`]
				: []),
			...(query.cells.length > mostColumns
				? [`Only the first ${String(mostColumns)} cells are shown.`]
				: [])
		]
	};
};
