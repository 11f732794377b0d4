import type { ChartTable } from '#lib/charts/chart-table.ts';
import { errorBody } from '#lib/server/api/error-response.ts';
import { chartFile, chartFileOf } from '#lib/server/chart-files.ts';
import { apiFor } from '#lib/server/running-site.ts';
import type { RequestHandler } from './$types.d.ts';

/** `/prices/PROVIDER/MODEL/charts/history.csv`: the numbers of a chart as the API gives them, as a file. */
export const GET: RequestHandler = async ({ params, locals }) => {
	const file = chartFileOf(params.file);
	if (!file) {
		const hint = 'The numbers of a chart lie at its address with .csv or .json added.';
		const body = errorBody('E_NOT_FOUND', `there is no chart file "${params.file}"`, { hint });
		return Response.json(body, { status: 404 });
	}
	const [provider, model, chart] = [params.provider, params.model, file.chart].map(
		encodeURIComponent
	);
	const response = await apiFor(locals.reader).request(
		`/api/prices/${String(provider)}/${String(model)}/charts/${String(chart)}`
	);
	if (!response.ok) return response;
	const table = (await response.json()) as ChartTable;
	return chartFile(table, file.kind, `${params.provider}-${params.model}-${file.chart}`);
};
