/** The charts of a use case by the last part of their address, each as its table. */
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import type { VolumeCosts } from '#bench/economics/case/cost-by-volume.ts';
import type { Decision } from '#bench/economics/case/decide.ts';
import { cashTable } from '../charts/cash-table.ts';
import type { ChartTable } from '../charts/chart-table.ts';
import { costByVolumeTable } from '../charts/cost-by-volume-table.ts';
import { costPerAnswerTable } from '../charts/cost-per-answer-table.ts';
import { qualityCostTable } from '../charts/quality-cost-table.ts';
import { tornadoTable } from '../charts/tornado-table.ts';
import {
	cashData,
	costByVolumeData,
	costPerAnswerData,
	qualityCostData,
	tornadoData
} from './chart-data.ts';

export const useCaseChartIds = [
	'crossover',
	'cost-per-answer',
	'tornado',
	'cash',
	'quality-cost'
] as const;
export type UseCaseChartId = (typeof useCaseChartIds)[number];

/** Null where the use case has no chart of that name. */
export const chartIdOf = (text: string): UseCaseChartId | null =>
	useCaseChartIds.find((id) => id === text) ?? null;

export interface ChartAnswer {
	/** With the values of the reader in place. */
	changedCase: CostCase;
	decision: Decision;
	volumes: VolumeCosts;
}

/** Null where nothing is compared, for the charts that hold two options against each other. */
export const useCaseChartTable = (
	chart: UseCaseChartId,
	{ changedCase, decision, volumes }: ChartAnswer
): ChartTable | null => {
	switch (chart) {
		case 'crossover':
			return costByVolumeTable(costByVolumeData(changedCase, decision, volumes));
		case 'cost-per-answer':
			return costPerAnswerTable(costPerAnswerData(changedCase, decision));
		case 'tornado': {
			const data = tornadoData(changedCase, decision);
			return data && tornadoTable(data);
		}
		case 'cash': {
			const data = cashData(changedCase, decision);
			return data && cashTable(data);
		}
		case 'quality-cost':
			return qualityCostTable(qualityCostData(changedCase, decision));
	}
};

/** Why a chart of a use case has nothing to show. */
export const nothingCompared =
	'nothing is compared: it takes an option that is made and one that is bought';
