/** The charts of a use case by the last part of their address, each as its table. */
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import type { VolumeCosts } from '#bench/economics/case/cost-by-volume.ts';
import type { Decision } from '#bench/economics/case/decide.ts';
import { cashTable } from '../charts/cash-table.ts';
import type { ChartTable } from '../charts/chart-table.ts';
import { costByVolumeTable } from '../charts/cost-by-volume-table.ts';
import { costPerAnswerTable } from '../charts/cost-per-answer-table.ts';
import { hybridFrontierTable, type HybridFrontierData } from '../charts/hybrid-frontier-table.ts';
import {
	latencyThroughputTable,
	type LatencyThroughputData
} from '../charts/latency-throughput-table.ts';
import { qualityCostTable } from '../charts/quality-cost-table.ts';
import { tornadoTable } from '../charts/tornado-table.ts';
import {
	cashData,
	costByVolumeData,
	costPerAnswerData,
	qualityCostData,
	tornadoData
} from './chart-data.ts';
import { frontierInCase } from './frontier-in-case.ts';

export const useCaseChartIds = [
	'crossover',
	'cost-per-answer',
	'tornado',
	'cash',
	'quality-cost',
	'latency-throughput',
	'hybrid-frontier'
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
	/** Load levels of the runs behind the case; null where they were not asked for. */
	levels: LatencyThroughputData | null;
	/** The hybrid that is looked at; null where the case has none, or none was asked for. */
	hybrid: HybridFrontierData | null;
}

/** Null where there is nothing to show; `whyNoChart` says why. */
export const useCaseChartTable = (
	chart: UseCaseChartId,
	{ changedCase, decision, volumes, levels, hybrid }: ChartAnswer
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
		case 'latency-throughput':
			return levels && latencyThroughputTable(levels);
		case 'hybrid-frontier':
			return hybrid && hybridFrontierTable(frontierInCase(hybrid, changedCase, {}).data);
	}
};

/** Why a chart of a use case has nothing to show, as a clause. */
export const whyNoChart = (chart: UseCaseChartId): string => {
	switch (chart) {
		case 'hybrid-frontier':
			return 'no option of this use case is a hybrid of an own model and an API';
		case 'latency-throughput':
			return 'no load level stands behind this use case';
		case 'crossover':
		case 'cost-per-answer':
		case 'tornado':
		case 'cash':
		case 'quality-cost':
			return 'nothing is compared: it takes an option that is made and one that is bought';
	}
};
