/** Over which volumes the crossover chart reaches: from far below today to beyond where the two options cross. */
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import type { VolumeRange } from '#bench/economics/case/cost-by-volume.ts';
import type { Decision } from '#bench/economics/case/decide.ts';
import { forecastOf } from './forecast.ts';
import type { Scale } from './page-state.ts';

/** The next of such digits times a power of ten, so that the axes do not move with every move of a slider. */
const roundUp = (value: number, digits: readonly number[]): number => {
	const decade = 10 ** Math.floor(Math.log10(value));
	const digit = digits.find((each) => value <= each * decade * (1 + 1e-9)) ?? 10;
	return Math.round(digit * decade);
};
const logDigits = [1, 2, 5, 10];
const linearDigits = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

const aroundToday = 30;

/** From nothing to twice of today, and to what is told of the volumes beyond, unless that would flatten everything else. */
const linearRange = (
	costCase: Pick<CostCase, 'demand' | 'horizonMonths' | 'maxRequestsPerMonth'>,
	today: number,
	crossings: readonly number[]
): VolumeRange => {
	const told = [
		2 * today,
		...forecastOf(costCase).map(({ requestsPerMonth }) => 1.2 * requestsPerMonth),
		...crossings.filter((volume) => volume <= 20 * today).map((volume) => 1.3 * volume)
	];
	const to = Math.min(costCase.maxRequestsPerMonth, roundUp(Math.max(...told), linearDigits));
	return { from: 0, to, scale: 'linear' };
};

/** Always a range that rises, with whole ends; from 1 on where it is logarithmic. */
export const chartRange = (
	costCase: Pick<CostCase, 'demand' | 'horizonMonths' | 'maxRequestsPerMonth'>,
	{ evaluated, simulation }: Pick<Decision, 'evaluated' | 'simulation'>,
	scale: Scale
): VolumeRange => {
	const { maxRequestsPerMonth } = costCase;
	const today = Math.max(1, evaluated.requestsPerMonth);
	const { firstCrossover = null, permanentCrossover = null } = evaluated.crossover ?? {};
	if (scale === 'linear') {
		return linearRange(costCase, today, [firstCrossover ?? 0, permanentCrossover ?? 0]);
	}
	const crossings = [
		permanentCrossover ?? 0,
		simulation?.permanentCrossover.p95RequestsPerMonth ?? 0
	];
	// A crossover a thousand times away is told in words; drawn, it would leave no room for today.
	const near = crossings.filter((volume) => volume <= 1_000 * today).map((volume) => 2 * volume);
	const to = Math.min(
		maxRequestsPerMonth,
		roundUp(Math.max(aroundToday * today, ...near), logDigits)
	);
	const from = Math.max(1, Math.min(roundUp(today / aroundToday, logDigits) / 2, to / 100));
	return { from: Math.floor(from), to: Math.max(to, Math.floor(from) + 1), scale: 'log' };
};
