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
	const { timeline, stages } = view;
	return {
		detail,
		view,
		unread,
		judging: await plainBodyOf<ShownJudging[]>(api.runs[':id'].judging.$get({ param: { id } })),
		cdf: stages.length === 0 ? null : await chartOf('cdf', stages),
		timeline: timeline === null ? null : await chartOf('timeline', [timeline]),
		outcomes: await chartOf('outcomes', []),
		nowUtc: new Date().toISOString()
	};
};
