import { apiClient, bodyOf } from '#lib/api.ts';
import type { HybridFrontierData } from '#lib/charts/hybrid-frontier-table.ts';
import type { LatencyThroughputData } from '#lib/charts/latency-throughput-table.ts';
import type { AnsweredCase } from '#lib/server/answered-cases.ts';
import { readPageState, readSetValues } from '#lib/use-case/page-state.ts';
import type { PageLoad } from './$types.d.ts';

export const load: PageLoad = async ({ url, params, fetch }) => {
	const api = apiClient(url.origin, fetch)['use-cases'][':id'];
	const { state, problems } = readPageState(url.searchParams);
	const { sets } = await bodyOf(api['assumption-sets'].$get({ param: { id: params.id } }));
	const found = sets.find(({ name }) => name === state.set);
	const set = readSetValues(found?.values ?? {});
	const overrides = { ...set.overrides, ...state.overrides };
	const emulated = state.emulated === null ? {} : { emulated: state.emulated };
	const param = { id: params.id };
	const changes = Object.entries(overrides).map(([id, value]) => [`o.${id}`, value] as const);
	const [body, levels, { hybrids }]: [unknown, unknown, { hybrids: unknown }] = await Promise.all([
		bodyOf(
			api.answer.$get({
				param,
				query: { ...emulated, scale: state.scale, ...Object.fromEntries(changes) }
			})
		),
		bodyOf(api.stages.$get({ param, query: emulated })),
		bodyOf(api.hybrids.$get({ param, query: emulated }))
	]);
	// The client takes a field that may be absent for one that may be undefined, which JSON cannot hold.
	const answer = body as AnsweredCase;
	return {
		...answer,
		levels: levels as LatencyThroughputData,
		hybrids: hybrids as HybridFrontierData[],
		sets,
		state,
		overrides,
		setValues: set.overrides,
		problems: [
			...problems,
			...set.problems,
			...(state.set !== null && !found ? [`there is no saved set "${state.set}"`] : []),
			...answer.refused.map(
				({ id, value, reason }) => `${id} cannot be ${value}: ${reason}; it stays as given`
			)
		]
	};
};
