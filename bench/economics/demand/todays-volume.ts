/** The demand of a case with another volume today. */
import { toDecimal } from '#core/decimal.ts';
import type { CostCase } from '../case/cost-case.ts';
import type { Parameter } from '../option/parameter.ts';

/**
 * Demand with another volume today; a typed path moves up and down with it, as it does in the draws. From no requests at all a path
 * has no proportion, and stays.
 */
export const withTodaysVolume = (
	demand: CostCase['demand'],
	requestsPerMonth: Parameter
): CostCase['demand'] => {
	const { path } = demand;
	const before = toDecimal(demand.requestsPerMonth.value);
	return {
		...demand,
		requestsPerMonth,
		path:
			path && before.gt(0)
				? path.map((requests) =>
						toDecimal(requests).times(requestsPerMonth.value).div(before).toNumber()
					)
				: path
	};
};
