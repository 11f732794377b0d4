/** The interval of the permanent crossover, where there is one to speak of. */
import type { Simulation } from './simulate.ts';

/** Requests a month at 5 and 95 % of the draws; null where nothing was varied, or nothing that was varied moves it. */
export const crossoverInterval = (
	simulation: Pick<Simulation, 'varied' | 'permanentCrossover'> | null
): Simulation['permanentCrossover'] | null => {
	if (!simulation || simulation.varied.length === 0) return null;
	const { p05RequestsPerMonth: low, p95RequestsPerMonth: high } = simulation.permanentCrossover;
	return low === high ? null : simulation.permanentCrossover;
};
