/** A chart of a use case as a file, from the same address and with the same values as the page it is linked from. */
import { isHttpError } from '@sveltejs/kit';
import { BenchError } from '#core/errors.ts';
import { chartCsv } from '../charts/chart-csv.ts';
import type { ChartTable } from '../charts/chart-table.ts';
import { chartJson } from '../use-case/chart-json.ts';
import {
	chartIdOf,
	useCaseChartIds,
	useCaseChartTable,
	whyNoChart
} from '../use-case/chart-tables.ts';
import type { AnswerRequest, LoadedAnswer } from '../use-case/load-answer.ts';
import { loadChart } from '../use-case/load-chart.ts';
import { answerTo, errorBody } from './api/error-response.ts';
import { csvHeaders } from './csv-headers.ts';
import { log } from './running-site.ts';

export interface ChartFileRequest extends AnswerRequest {
	chart: string;
}

interface FoundChart {
	table: ChartTable;
	answer: LoadedAnswer;
}

/** A file cannot say that it holds other values than were asked for, so bad values are refused here, not left out. */
const findChart = async (request: ChartFileRequest): Promise<FoundChart> => {
	const chart = chartIdOf(request.chart);
	if (chart === null) {
		throw new BenchError('E_NOT_FOUND', `there is no chart "${request.chart}"`, {
			hint: `There are: ${useCaseChartIds.join(', ')}.`
		});
	}
	const answer = await loadChart(chart, request);
	if (answer.problems.length > 0) {
		throw new BenchError('E_USAGE', `the query cannot be used: ${answer.problems.join('; ')}`, {
			hint: 'Leave out what cannot be used; the page of the use case shows what can be changed.'
		});
	}
	const table = useCaseChartTable(chart, answer);
	if (!table) throw new BenchError('E_NOT_FOUND', whyNoChart(chart));
	return { table, answer };
};

/** Errors in the one form of the API. */
const answered = async (answer: () => Promise<Response>): Promise<Response> => {
	try {
		return await answer();
	} catch (thrown) {
		if (isHttpError(thrown)) {
			const { message, code = 'E_INTERNAL', hint = null, issues = [] } = thrown.body;
			return Response.json(errorBody(code, message, { hint, issues }), { status: thrown.status });
		}
		const { status, body } = answerTo(thrown, log().fault);
		return Response.json(body, { status });
	}
};

export const chartCsvFile = (request: ChartFileRequest): Promise<Response> =>
	answered(async () => {
		const { table, answer } = await findChart(request);
		return new Response(chartCsv(table), {
			headers: csvHeaders(`${answer.source.id}-${table.id}.csv`)
		});
	});

/** The table with what it belongs to: use case, values in place of those of the case, and when it was made. */
export const chartJsonFile = (request: ChartFileRequest): Promise<Response> =>
	answered(async () => {
		const { table, answer } = await findChart(request);
		const { source, overrides, state, changedCase, decision } = answer;
		const origin = {
			...{ useCase: source, costCase: changedCase, decision },
			...{ set: state.set, values: overrides },
			madeAtUtc: new Date().toISOString()
		};
		return Response.json(chartJson(table, origin), { headers: { 'cache-control': 'no-store' } });
	});
