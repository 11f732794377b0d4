import type { TunedComparison } from '#lib/compare/tuned-comparison.ts';
import { errorBody } from '#lib/server/api/error-response.ts';
import { chartFile, chartFileOf } from '#lib/server/chart-files.ts';
import { apiFor } from '#lib/server/running-site.ts';
import type { RequestHandler } from './$types.d.ts';

/** `/compare/tuned/tables/targets.csv?…`: the tables of a tuned model against others, as files. */
export const GET: RequestHandler = async ({ params, url, locals }) => {
	const file = chartFileOf(params.file);
	if (file?.chart !== 'targets' && file?.chart !== 'pairs') {
		const hint = 'There are targets and pairs, each as .csv and .json.';
		const body = errorBody('E_NOT_FOUND', `there is no table "${params.file}"`, { hint });
		return Response.json(body, { status: 404 });
	}
	const response = await apiFor(locals.reader).request(`/api/compare/tuned${url.search}`);
	if (!response.ok) return response;
	const found = (await response.json()) as TunedComparison;
	return chartFile(found[file.chart], file.kind, `tuned-${file.chart}`);
};
