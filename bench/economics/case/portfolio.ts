/** A portfolio of use cases on shared nodes: what sharing saves, and from which volume each pays, alone and beside the others. */
import { Decimal, toDecimal } from '#core/decimal.ts';
import type { CostOption } from '../option/option.ts';
import { findCrossovers } from '../crossover/crossover.ts';
import { curveUsd } from '../crossover/curve-usd.ts';
import type { HourlyBilling } from '../demand/demand-levels.ts';
import { optionCurve } from '../option/option-curve.ts';
import {
	createPool,
	sharedFleetOf,
	type SharedFleet,
	type SharedUse,
	type SharedUseOutcome
} from '../fleet/shared-fleet.ts';
import {
	marginalCrossover,
	type MarginalCrossover
} from '../fleet/shared-fleet/marginal-crossover.ts';

export interface PortfolioUse extends SharedUse {
	/** What it would be bought as; null where nothing is bought. */
	buy: CostOption | null;
	/** Largest volume looked at for crossovers. */
	maxRequestsPerMonth: number;
}

export interface PortfolioUseOutcome extends SharedUseOutcome {
	optionId: string;
	/** Null where nothing is bought. */
	buyId: string | null;
	/** Month of buying, USD, decimal text; null where nothing is bought. */
	buyUsdPerMonth: string | null;
	/** Where making with a fleet of its own and buying change places; null where nothing is bought. */
	alone: Omit<MarginalCrossover, 'method'> | null;
	/** The same for what it adds to the nodes that the others share already. */
	within: MarginalCrossover | null;
}

export interface Portfolio extends Omit<SharedFleet, 'uses'> {
	uses: PortfolioUseOutcome[];
	/** Buying for all use cases, USD a month, decimal text; null where one of them has nothing to buy. */
	buyUsdPerMonth: string | null;
}

/** Computes a portfolio. Throws a RangeError where the nodes cannot be shared (`sharingProblems`). */
export const portfolioOf = (uses: readonly PortfolioUse[], billing: HourlyBilling): Portfolio => {
	const pool = createPool(uses, billing);
	const fleet = sharedFleetOf(pool);
	const outcomes = fleet.uses.map((outcome, index): PortfolioUseOutcome => {
		const { option, buy, maxRequestsPerMonth, requestsPerMonth } = uses[index] as PortfolioUse;
		const optionId = option.id;
		if (!buy) {
			return {
				...outcome,
				optionId,
				buyId: null,
				buyUsdPerMonth: null,
				alone: null,
				within: null
			};
		}
		const bought = optionCurve(buy);
		const alone = findCrossovers(optionCurve(option), bought, { maxRequestsPerMonth });
		return {
			...outcome,
			optionId,
			buyId: buy.id,
			buyUsdPerMonth: curveUsd(bought, requestsPerMonth),
			alone: {
				firstCrossover: alone.firstCrossover,
				permanentCrossover: alone.permanentCrossover,
				verdict: alone.verdict
			},
			within: marginalCrossover(pool, index, bought, maxRequestsPerMonth)
		};
	});
	const bought = outcomes.map(({ buyUsdPerMonth }) => buyUsdPerMonth);
	const known = bought.filter((usd) => usd !== null);
	return {
		...fleet,
		uses: outcomes,
		buyUsdPerMonth:
			known.length === bought.length
				? known.reduce((sum, usd) => sum.plus(toDecimal(usd)), new Decimal(0)).toFixed()
				: null
	};
};
