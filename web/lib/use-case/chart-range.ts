/** Over which volumes the crossover chart reaches: from far below today to beyond where the two options cross. */
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import type { VolumeRange } from '#bench/economics/case/cost-by-volume.ts';
import type { Decision } from '#bench/economics/case/decide.ts';

/** The next of 1, 2, 5, 10, …, so that the axes do not move with every move of a slider. */
const roundUp = (value: number): number => {
	const decade = 10 ** Math.floor(Math.log10(value));
	const digit = [1, 2, 5, 10].find((each) => value <= each * decade * (1 + 1e-9)) ?? 10;
	return Math.round(digit * decade);
};

const aroundToday = 30;

/** Always a range that rises, with whole ends from 1 on. */
export const chartRange = (
	{ maxRequestsPerMonth }: Pick<CostCase, 'maxRequestsPerMonth'>,
	{ evaluated, simulation }: Pick<Decision, 'evaluated' | 'simulation'>
): VolumeRange => {
	const today = Math.max(1, evaluated.requestsPerMonth);
	const crossings = [
		evaluated.crossover?.permanentCrossover ?? 0,
		simulation?.permanentCrossover.p95RequestsPerMonth ?? 0
	];
	// A crossover a thousand times away is told in words; drawn, it would leave no room for today.
	const near = crossings.filter((volume) => volume <= 1_000 * today).map((volume) => 2 * volume);
	const to = Math.min(maxRequestsPerMonth, roundUp(Math.max(aroundToday * today, ...near)));
	const from = Math.max(1, Math.min(roundUp(today / aroundToday) / 2, to / 100));
	return { from: Math.floor(from), to: Math.max(to, Math.floor(from) + 1), scale: 'log' };
};
