import { apiClient, bodyOf } from '#lib/api.ts';
import type { HybridFrontierData } from '#lib/charts/hybrid-frontier-table.ts';
import type { LatencyThroughputData } from '#lib/charts/latency-throughput-table.ts';
import { loadAnswer } from '#lib/use-case/load-answer.ts';
import { readPageState } from '#lib/use-case/page-state.ts';
import type { PageLoad } from './$types.d.ts';

export const load: PageLoad = async ({ url, params, fetch }) => {
	const api = apiClient(url.origin, fetch)['use-cases'][':id'];
	const { emulated } = readPageState(url.searchParams).state;
	const request = {
		param: { id: params.id },
		query: emulated === null ? {} : { emulated }
	};
	const [answer, levels, { hybrids }]: [
		Awaited<ReturnType<typeof loadAnswer>>,
		unknown,
		{ hybrids: unknown }
	] = await Promise.all([
		loadAnswer({ id: params.id, url, fetch }),
		bodyOf(api.stages.$get(request)),
		bodyOf(api.hybrids.$get(request))
	]);
	return {
		...answer,
		levels: levels as LatencyThroughputData,
		hybrids: hybrids as HybridFrontierData[]
	};
};
