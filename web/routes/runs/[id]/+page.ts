import { isImportedConfig } from '#core/stored-config.ts';
import { apiClient, bodyOf, plainBodyOf } from '#lib/api.ts';
import type { ShownJudging } from '#lib/runs/judging.ts';
import { readRunView } from '#lib/runs/run-view.ts';
import type { RunDetail } from '#lib/runs/run-detail.ts';
import type { PageLoad } from './$types.d.ts';

export const load: PageLoad = async ({ params, url, fetch }) => {
	const api = apiClient(url.origin, fetch);
	const id = encodeURIComponent(params.id);
	const detail = await plainBodyOf<RunDetail>(api.runs[':id'].$get({ param: { id } }));
	const { view, unread } = readRunView(url.searchParams, detail);
	const chartOf = (chart: 'cdf' | 'timeline' | 'outcomes', stage: string[]) =>
		bodyOf(
			api.runs[':id'].charts[':chart'].$get({
				param: { id, chart },
				query: { metric: view.metric, stage }
			})
		);
	const { stages } = view;
	const isImported = isImportedConfig(detail.run.config);
	// When the requests of an import were sent is not known.
	const timeline = isImported ? null : view.timeline;
	const hasTimes = detail.cells.some((cell) =>
		cell.stages.some(({ summary }) => summary !== null && summary.e2eMs.n > 0)
	);
	return {
		detail,
		view,
		unread,
		judging: await plainBodyOf<ShownJudging[]>(api.runs[':id'].judging.$get({ param: { id } })),
		isImported,
		cdf: stages.length === 0 || (isImported && !hasTimes) ? null : await chartOf('cdf', stages),
		timeline: timeline === null ? null : await chartOf('timeline', [timeline]),
		outcomes: await chartOf('outcomes', []),
		nowUtc: new Date().toISOString()
	};
};
