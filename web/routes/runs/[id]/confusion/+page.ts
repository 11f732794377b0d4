import { apiClient, outcomeOf, plainBodyOf } from '#lib/api.ts';
import type { ChartTable } from '#lib/charts/chart-table.ts';
import { cellRefOf } from '#lib/runs/cell-ref.ts';
import { localId } from '#lib/runs/paths.ts';
import type { RunDetail } from '#lib/runs/run-detail.ts';
import type { PageLoad } from './$types.d.ts';

export const load: PageLoad = async ({ params, url, fetch }) => {
	const api = apiClient(url.origin, fetch);
	const id = encodeURIComponent(params.id);
	const detail = await plainBodyOf<RunDetail>(api.runs[':id'].$get({ param: { id } }));
	const matrices: { cell: string; ref: string; table: ChartTable }[] = [];
	for (const { cell } of detail.cells) {
		const name = localId(detail.run.id, cell.id);
		const found = await outcomeOf(
			api.runs[':id'].charts[':chart'].$get({
				param: { id, chart: 'confusion' },
				query: { cell: name }
			})
		);
		// A cell that was not graded by labels has none.
		if (found.state === 'done') {
			matrices.push({ cell: name, ref: cellRefOf(detail.run.id, cell.id), table: found.body });
		}
	}
	return { detail, matrices };
};
