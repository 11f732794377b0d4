/** A case with one parameter at another value, wherever it occurs. */
import { withParameter as withOptionParameter } from '../break-even/parameter-domain.ts';
import type { CostCase } from '../case/cost-case.ts';
import type { Parameter } from '../option/parameter.ts';

/**
 * The case with a parameter at another value (decimal text) in demand, drifts, the discount rate and all options, both sides of
 * hybrids included. The case as it is where nothing has the id.
 */
export const withParameter = (costCase: CostCase, id: string, value: string): CostCase => {
	const at = <T extends Parameter | null>(parameter: T): T =>
		parameter?.id === id ? { ...parameter, value } : parameter;
	const { demand, rework, drifts, quality } = costCase;
	return {
		...costCase,
		demand: {
			...demand,
			requestsPerMonth: at(demand.requestsPerMonth),
			growthPerMonth: at(demand.growthPerMonth),
			peakToAverage: at(demand.peakToAverage)
		},
		options: costCase.options.map((option) => withOptionParameter(option, id, value)),
		excluded: costCase.excluded.map((each) => ({
			...each,
			option: withOptionParameter(each.option, id, value)
		})),
		quality: Object.fromEntries(
			Object.entries(quality).map(([optionId, { acceptShare }]) => [
				optionId,
				{ acceptShare: at(acceptShare) }
			])
		),
		rework: { humanUsd: at(rework.humanUsd), errorUsd: at(rework.errorUsd) },
		discountRatePerYear: at(costCase.discountRatePerYear),
		drifts: Object.fromEntries(
			Object.entries(drifts).map(([name, parameter]) => [name, at(parameter)])
		)
	};
};
