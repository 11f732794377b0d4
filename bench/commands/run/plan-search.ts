/** What a cell is measured at: the loads of its config, and the search for its capacity. */
import type { Config, ScenarioReference } from '#core/config.ts';
import { searchLimitsOf, type SearchLimits } from '#core/find-capacity.ts';
import type { LoadShape } from '#core/load-shape.ts';
import type { Slo } from '#core/slo.ts';
import type { Target } from '#core/target.ts';

/** A search with every limit known; `maxRequests` is Infinity where nothing bounds it. */
export interface PlannedSearch extends Omit<SearchLimits, 'maxRequests'> {
	maxRequests: number;
}

/** Most requests of a search that is paid by the request, unless the config says otherwise. */
const paidRequests = 2_000;
/** Requests in flight of the one stage that a config without loads has: quick, and no strain on a small server. */
const defaultConcurrency = 4;

export interface PlannedLoads {
	loads: LoadShape[];
	search: PlannedSearch | null;
	/** What the user should know, a sentence; null for nothing. */
	note: string | null;
}

/**
 * The stages of a cell that it has alone. The nearest of target, scenario and config decides, for loads and for the search alike. Where none of
 * them has loads, a scenario that no mix asks is asked every item once in a closed loop, for the quality; and where none has a search
 * either, its capacity is searched, but for a bought API: there it costs money by the request, and what is found is the limit of an
 * account, which no decision rests on as it does on the capacity of one's own server.
 */
export const plannedLoads = (
	config: Config,
	{
		reference,
		target,
		items,
		slo,
		isMixed = false
	}: {
		reference: ScenarioReference;
		target: Target;
		items: number;
		slo: Slo | null;
		/** Whether a mix asks the scenario of the target as well. */
		isMixed?: boolean;
	}
): PlannedLoads => {
	const given = target.loads ?? reference.loads ?? config.loads;
	const asked = target.findCapacity ?? reference.findCapacity ?? config.findCapacity;
	const isPaid = target.kind === 'measured-api';
	const findCapacity = asked ?? (given || isPaid || isMixed ? undefined : (true as const));
	const usual: LoadShape = {
		kind: 'closed',
		concurrency: Math.min(defaultConcurrency, items),
		requests: items
	};
	const stages = given ?? (isMixed ? [] : [usual]);
	const loads = stages.map((load) =>
		load.kind === 'batch' ? { ...load, requests: load.requests ?? items } : load
	);
	if (findCapacity === undefined) return { loads, search: null, note: null };
	if (slo === null || Object.keys(slo).length === 0) {
		return {
			loads,
			search: null,
			note: `the capacity of "${target.id}" is not searched: none of the objectives can be judged there`
		};
	}
	const limits = searchLimitsOf(findCapacity);
	const maxRequests = limits.maxRequests ?? (isPaid ? paidRequests : Infinity);
	return {
		loads,
		search: { ...limits, maxRequests },
		note: isPaid
			? `the search for the capacity of "${target.id}" costs money: at most ${maxRequests.toLocaleString('en-US')} requests, counted in the worst case`
			: null
	};
};
