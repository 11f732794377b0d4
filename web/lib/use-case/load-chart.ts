/** What one chart of a use case is drawn from, at its own address. */
import type { HybridFrontierData } from '../charts/hybrid-frontier-table.ts';
import type { LatencyThroughputData } from '../charts/latency-throughput-table.ts';
import { apiClient, bodyOf } from '../api.ts';
import type { UseCaseChartId } from './chart-tables.ts';
import { caseQueryOf, loadAnswer, type AnswerRequest, type LoadedAnswer } from './load-answer.ts';
import { readPageState } from './page-state.ts';

export interface LoadedChart extends LoadedAnswer {
	levels: LatencyThroughputData | null;
	/** All hybrids of the case, for the chart of one of them; empty for other charts. */
	hybrids: HybridFrontierData[];
	/** The one that the address names, else the first. */
	hybrid: HybridFrontierData | null;
}

/** What was measured for a use case; as `loadAnswer` it throws the error page for an unknown one. */
export const loadMeasured = async ({
	id,
	url,
	fetch
}: AnswerRequest): Promise<{ levels: LatencyThroughputData; hybrids: HybridFrontierData[] }> => {
	const api = apiClient(url.origin, fetch)['use-cases'][':id'];
	const request = {
		param: { id: encodeURIComponent(id) },
		query: caseQueryOf(readPageState(url.searchParams).state)
	};
	const [levels, { hybrids }]: [unknown, { hybrids: unknown }] = await Promise.all([
		bodyOf(api.stages.$get(request)),
		bodyOf(api.hybrids.$get(request))
	]);
	return {
		levels: levels as LatencyThroughputData,
		hybrids: hybrids as HybridFrontierData[]
	};
};

const needsMeasured = new Set<UseCaseChartId>(['latency-throughput', 'hybrid-frontier']);

/** An option that the address names and the case has not is among the problems. */
export const loadChart = async (
	chart: UseCaseChartId,
	request: AnswerRequest
): Promise<LoadedChart> => {
	const [answer, measured] = await Promise.all([
		loadAnswer(request),
		needsMeasured.has(chart) ? loadMeasured(request) : { levels: null, hybrids: [] }
	]);
	const { option } = answer.state;
	const hybrids = chart === 'hybrid-frontier' ? measured.hybrids : [];
	const named = hybrids.find(({ optionId }) => optionId === option) ?? null;
	const problems =
		option !== null && chart === 'hybrid-frontier' && !named
			? [`option is "${option}", which is no hybrid of this use case`]
			: [];
	return {
		...answer,
		levels: measured.levels,
		hybrids,
		hybrid: named ?? hybrids[0] ?? null,
		problems: [...answer.problems, ...problems]
	};
};
