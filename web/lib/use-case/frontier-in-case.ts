/** A hybrid as its chart takes it: where the case holds it, with the points of the case and the threshold of the reader. */
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import type { HybridFrontierData } from '../charts/hybrid-frontier-table.ts';
import { positionOfThreshold } from './thresholds.ts';

/** `thresholds` of the reader, decimal text by id of a hybrid. `position` is absent for a hybrid that is no part of the case. */
export const frontierInCase = (
	hybrid: HybridFrontierData,
	{ frontiers }: Pick<CostCase, 'frontiers'>,
	thresholds: Readonly<Record<string, string>>
): { data: HybridFrontierData; position?: number } => {
	const frontier = frontiers[hybrid.optionId];
	if (!frontier) return { data: hybrid };
	const { points, chosenThreshold } = frontier;
	return {
		data: { ...hybrid, points },
		position: positionOfThreshold(points, thresholds[hybrid.optionId] ?? chosenThreshold)
	};
};
