/** What the charts of a use case are called in a list. */
import type { UseCaseChartId } from './chart-tables.ts';

export const chartNames: Record<UseCaseChartId, string> = {
	crossover: 'cost of a month against volume',
	'cost-per-answer': 'cost of an accepted answer',
	tornado: 'what the decision depends on',
	cash: 'cash over the months',
	'quality-cost': 'quality against cost',
	'latency-throughput': 'latency against throughput',
	'hybrid-frontier': 'what a hybrid is worth'
};
