/** The published figures of merit for a frontier of ours, each with the definition that was used. */
import type { HybridPoint } from './frontier.ts';
import { averageGapRecovered, averageQualityOverCost, callShareForGap } from './router-metrics.ts';

export interface HybridMetrics {
	/** Average performance gap recovered; 0.5 is random mixing. Null where the API is not better. */
	apgr: number | null;
	/** Share of calls to the API at which 20, 50 and 80 % of the gap in quality is closed; null where the API is not better. */
	cpt20: number | null;
	cpt50: number | null;
	cpt80: number | null;
	/** Area under cost and quality / largest cost, as RouterBench's code (not its paper) defines it; null where nothing costs. */
	aiq: number | null;
}

/** `maxUsdPerRequest`: largest cost among all that are compared; that of this frontier unless said. */
export const hybridMetrics = (
	frontier: readonly HybridPoint[],
	maxUsdPerRequest?: string
): HybridMetrics => {
	const routing = frontier.map(({ apiShare, quality }) => ({ strongShare: apiShare, quality }));
	const costs = frontier.map(({ usdPerRequest, quality }) => ({
		cost: Number(usdPerRequest),
		quality
	}));
	const maxCost =
		maxUsdPerRequest === undefined
			? costs.reduce((most, { cost }) => Math.max(most, cost), 0)
			: Number(maxUsdPerRequest);
	return {
		apgr: averageGapRecovered(routing),
		cpt20: callShareForGap(routing, 0.2),
		cpt50: callShareForGap(routing, 0.5),
		cpt80: callShareForGap(routing, 0.8),
		aiq: averageQualityOverCost(costs, maxCost)
	};
};
