import { error } from '@sveltejs/kit';
import { chartIdOf, useCaseChartIds } from '#lib/use-case/chart-tables.ts';
import { loadChart } from '#lib/use-case/load-chart.ts';
import type { PageLoad } from './$types.d.ts';

export const load: PageLoad = async ({ url, params, fetch }) => {
	const chart = chartIdOf(params.chart);
	if (chart === null) {
		error(404, `there is no chart "${params.chart}"`, {
			code: 'E_NOT_FOUND',
			hint: `There are: ${useCaseChartIds.join(', ')}.`
		});
	}
	return { ...(await loadChart(chart, { id: params.id, url, fetch })), chart };
};
