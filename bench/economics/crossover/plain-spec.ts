/** The two cost curves of a comparison in its plain form. */
import { decimalText, toDecimal } from '#core/decimal.ts';
import type { PlainCostSpec } from '#core/plain-cost-spec.ts';
import type { CostCurve } from '../option/cost-curve.ts';

export interface PlainCurves {
	make: CostCurve;
	buy: CostCurve;
	maxRequestsPerMonth: number;
}

/**
 * Make: fixed + (spare nodes + max(least nodes, ⌈V / requests per node⌉)) × node + marginal × V. Buy: a price per request with
 * tiers and commitment; usage beyond a commitment costs the same.
 */
export const plainCurves = ({ buy, make, maxRequestsPerMonth }: PlainCostSpec): PlainCurves => ({
	make: {
		fixedUsdPerMonth: decimalText(
			toDecimal(make.nodeUsdPerMonth).times(make.spareNodes).plus(make.fixedUsdPerMonth)
		),
		usdPerRequest: make.marginalUsdPerRequest,
		stairs: [
			{
				usdPerStep: make.nodeUsdPerMonth,
				requestsPerStep: make.requestsPerNodeMonth,
				offsetRequests: '0',
				minSteps: make.minNodes
			}
		],
		metered: null
	},
	buy: {
		fixedUsdPerMonth: '0',
		usdPerRequest: '0',
		stairs: [],
		metered: {
			usdPerRequest: buy.usdPerRequest,
			tiers: buy.tiers,
			tierMode: buy.tierMode,
			commitUsdPerMonth: buy.commitUsdPerMonth,
			overageFactor: '1'
		}
	},
	maxRequestsPerMonth
});
