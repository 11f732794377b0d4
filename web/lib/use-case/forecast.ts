/** The volumes of months to come, as the case expects them. */
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import { volumeInMonth, type VolumePath } from '#bench/economics/demand/demand.ts';

/** Months of which the volume is marked, as far as the horizon reaches. */
const forecastMonths = [12, 36];

const pathOf = ({ demand }: Pick<CostCase, 'demand'>): VolumePath | null => {
	if (demand.path) return { kind: 'typed', requestsPerMonth: demand.path.map(String) };
	return demand.growthPerMonth
		? {
				kind: 'growth',
				requestsPerMonth: demand.requestsPerMonth.value,
				growthPerMonth: demand.growthPerMonth.value
			}
		: null;
};

/** Volumes to come; empty where nothing grows. */
export const forecastOf = (
	costCase: Pick<CostCase, 'demand' | 'horizonMonths'>
): { month: number; requestsPerMonth: number }[] => {
	const path = pathOf(costCase);
	if (!path) return [];
	const today = Math.round(Number(costCase.demand.requestsPerMonth.value));
	return forecastMonths
		.filter((month) => month <= costCase.horizonMonths)
		.map((month) => ({ month, requestsPerMonth: volumeInMonth(path, month).round(0).toNumber() }))
		.filter(({ requestsPerMonth }) => requestsPerMonth !== today);
};
