/** Draws the uncertain numbers of a case, where two options are compared. */
import type { CostCase } from '../case/cost-case.ts';
import type { EvaluatedCase } from '../case/evaluate-case.ts';
import type { UncertainCase } from './case-parameters.ts';
import { simulateWithDraws, type SimulationWithDraws } from './simulate.ts';

/** Points of the curve of the chance that make wins: from a hundredth of today's volume to the largest looked at. */
const volumesPerDecade = 8;

const volumesOf = (today: number, largest: number): number[] => {
	const first = Math.max(1, today / 100);
	const count = Math.max(2, Math.ceil(Math.log10(largest / first) * volumesPerDecade) + 1);
	const step = Math.log(largest / first) / (count - 1);
	return Array.from({ length: count }, (_, index) => Math.round(first * Math.exp(step * index)));
};

/** Level costs take servers at today's price; how their price moves matters to what is bought later, in the cash flow. */
const drawnDrifts = ({ drifts }: CostCase): CostCase['drifts'] => {
	const drawn = { ...drifts };
	delete drawn.hardware;
	return drawn;
};

/** The case as the sampling wants it; null where nothing is compared. */
export const uncertainCase = (
	costCase: CostCase,
	{ compared }: EvaluatedCase
): UncertainCase | null =>
	compared && {
		options: costCase.options,
		drifts: drawnDrifts(costCase),
		discountRatePerYear: costCase.discountRatePerYear,
		horizonMonths: costCase.horizonMonths,
		compare: { makeId: compared.make.option.id, buyId: compared.buy.option.id },
		demand: costCase.demand
	};

/** Null where nothing is compared. */
export const drawCase = (
	costCase: CostCase,
	evaluated: EvaluatedCase
): SimulationWithDraws | null => {
	const uncertain = uncertainCase(costCase, evaluated);
	return (
		uncertain &&
		simulateWithDraws(uncertain, {
			draws: costCase.draws,
			seed: costCase.seed,
			volumes: volumesOf(evaluated.requestsPerMonth, costCase.maxRequestsPerMonth),
			maxRequestsPerMonth: costCase.maxRequestsPerMonth
		})
	);
};
