import { loadAnswer } from '#lib/use-case/load-answer.ts';
import { loadMeasured } from '#lib/use-case/load-chart.ts';
import type { PageLoad } from './$types.d.ts';

export const load: PageLoad = async ({ url, params, fetch }) => {
	const request = { id: params.id, url, fetch };
	const [answer, measured] = await Promise.all([loadAnswer(request), loadMeasured(request)]);
	// Few use cases have a hybrid: only they load the script of its chart.
	const hybridChart =
		measured.hybrids.length > 0 ? await import('#lib/charts/HybridFrontierChart.svelte') : null;
	return { ...answer, ...measured, hybridChart };
};
