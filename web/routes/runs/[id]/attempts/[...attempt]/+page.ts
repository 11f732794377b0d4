import { apiClient, bodyOf, plainBodyOf } from '#lib/api.ts';
import type { AttemptView } from '#lib/runs/attempt-view.ts';
import { localId } from '#lib/runs/paths.ts';
import type { PageLoad } from './$types.d.ts';

export const load: PageLoad = async ({ params, url, fetch }) => {
	const api = apiClient(url.origin, fetch);
	const id = encodeURIComponent(params.id);
	const view = await plainBodyOf<AttemptView>(
		api.runs[':id'].attempts[':attempt'].$get({
			param: { id, attempt: encodeURIComponent(params.attempt) }
		})
	);
	const attempt = localId(view.run.id, view.attempt.id);
	const chartOf = (chart: 'deltas' | 'moments') =>
		bodyOf(api.runs[':id'].charts[':chart'].$get({ param: { id, chart }, query: { attempt } }));
	// When an imported request was sent is not known.
	const isImported = view.cell.target.kind === 'imported';
	return {
		view,
		name: attempt,
		deltas: isImported ? null : await chartOf('deltas'),
		moments: isImported ? null : await chartOf('moments')
	};
};
