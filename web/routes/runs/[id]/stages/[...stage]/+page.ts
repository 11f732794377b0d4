import { error } from '@sveltejs/kit';
import { isImportedConfig } from '#core/stored-config.ts';
import { telemetryCharts } from '#lib/charts/telemetry-table.ts';
import { apiClient, bodyOf, plainBodyOf } from '#lib/api.ts';
import { readAttemptListQuery } from '#lib/runs/attempt-list-query.ts';
import { isNamed, localId } from '#lib/runs/paths.ts';
import type { RunDetail } from '#lib/runs/run-detail.ts';
import type { PageLoad } from './$types.d.ts';

export const load: PageLoad = async ({ params, url, fetch }) => {
	const api = apiClient(url.origin, fetch);
	const id = encodeURIComponent(params.id);
	const stage = encodeURIComponent(params.stage);
	const { query, unread } = readAttemptListQuery(url.searchParams);
	const { outcome, grade, page, ...order } = query;
	const list = await bodyOf(
		api.runs[':id'].stages[':stage'].attempts.$get({
			param: { id, stage },
			query: {
				...order,
				page: String(page),
				...(outcome === null ? {} : { outcome }),
				...(grade === null ? {} : { grade })
			}
		})
	);
	const detail = await plainBodyOf<RunDetail>(api.runs[':id'].$get({ param: { id } }));
	const cell = detail.cells.find(({ stages }) =>
		stages.some((each) => isNamed(detail.run.id, each.id, params.stage))
	);
	const found = cell?.stages.find((each) => isNamed(detail.run.id, each.id, params.stage));
	// The list above was of this stage, so that only a deletion in between ends here.
	if (!cell || !found) error(404, 'This stage is gone; its run may have been deleted.');
	const name = localId(detail.run.id, found.id);
	const timeline = isImportedConfig(detail.run.config)
		? null
		: await bodyOf(
				api.runs[':id'].charts[':chart'].$get({
					param: { id, chart: 'timeline' },
					query: { stage: [name] }
				})
			);
	const { summary } = found;
	const isRead =
		summary !== null &&
		(summary.energy !== null || summary.engine !== null || summary.host !== null);
	const beside = !isRead
		? []
		: await Promise.all(
				telemetryCharts.map((chart) =>
					bodyOf(
						api.runs[':id'].charts[':chart'].$get({
							param: { id, chart },
							query: { stage: [name] }
						})
					)
				)
			);
	return {
		detail,
		cell,
		stage: found,
		name,
		timeline,
		beside: beside.filter(({ rows }) => rows.length > 0),
		list,
		query,
		unread
	};
};
