/** The runs that a case rests on. */
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import type { Parameter } from '#bench/economics/option/parameter.ts';
import { parametersOfOption } from '#bench/economics/uncertainty/case-parameters.ts';
import { latestRunOf } from '#db/measured.server.ts';
import type { Database } from '#db/client.server.ts';

/** Every number of a case, once for each id: demand, prices over time, quality, and what its options are made of. */
export const numbersOf = (costCase: CostCase): Parameter[] => {
	const { demand, drifts, discountRatePerYear, rework, options, excluded, quality } = costCase;
	const all = [
		demand.requestsPerMonth,
		demand.growthPerMonth,
		demand.peakToAverage,
		...Object.values(drifts),
		discountRatePerYear,
		rework.humanUsd,
		rework.errorUsd,
		...Object.values(quality).map(({ acceptShare }) => acceptShare),
		...[...options, ...excluded.map(({ option }) => option)].flatMap((option) =>
			parametersOfOption(option).map(([parameter]) => parameter)
		)
	].filter((parameter) => parameter !== null);
	return [...new Map(all.map((parameter) => [parameter.id, parameter])).values()];
};

/** Ids of the runs that some number of the case was measured in, in order of appearance. */
export const runIdsOf = (costCase: CostCase): string[] => [
	...new Set(
		numbersOf(costCase).flatMap(({ evidence }) =>
			evidence?.kind === 'run' ? [evidence.runId] : []
		)
	)
];

/**
 * The runs behind a case. Where none of its numbers was measured, the newest run of the use case: it says what is known,
 * though the case does not rest on it.
 */
export const evidenceRuns = async (
	database: Database,
	costCase: CostCase,
	{ includeEmulated }: { includeEmulated: boolean }
): Promise<{ runIds: string[]; isBasis: boolean }> => {
	const runIds = runIdsOf(costCase);
	if (runIds.length > 0) return { runIds, isBasis: true };
	const newest = await latestRunOf(database, costCase.useCase, { includeEmulated });
	return { runIds: newest ? [newest.id] : [], isBasis: false };
};
