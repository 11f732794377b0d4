import type { ChartTable } from '#lib/charts/chart-table.ts';
import { errorBody } from '#lib/server/api/error-response.ts';
import { chartFile, chartFileOf } from '#lib/server/chart-files.ts';
import { apiFor } from '#lib/server/running-site.ts';
import type { RequestHandler } from './$types.d.ts';

/** `/compare/charts/cdf.csv?…`: the distributions that a comparison shows, as a file. */
export const GET: RequestHandler = async ({ params, url, locals }) => {
	const file = chartFileOf(params.file);
	if (file?.chart !== 'cdf') {
		const hint = 'There are cdf.csv and cdf.json.';
		const body = errorBody('E_NOT_FOUND', `there is no chart file "${params.file}"`, { hint });
		return Response.json(body, { status: 404 });
	}
	const response = await apiFor(locals.reader).request(`/api/compare/charts/cdf${url.search}`);
	if (!response.ok) return response;
	return chartFile((await response.json()) as ChartTable, file.kind, 'compare-cdf');
};
