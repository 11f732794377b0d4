import { chartCsvFile } from '#lib/server/chart-file.ts';
import type { RequestHandler } from './$types.d.ts';

export const GET: RequestHandler = ({ params, url, fetch }) =>
	chartCsvFile({ id: params.id, chart: params.chart, url, fetch });
