/** The charts of a use case as files: the same numbers as the tables, and nothing in them that a spreadsheet runs. */
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { costByVolume } from '#bench/economics/case/cost-by-volume.ts';
import { decide } from '#bench/economics/case/decide.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import { hybridFrontier } from '#bench/economics/hybrid/frontier.ts';
import { columnTitle } from '#lib/charts/chart-table.ts';
import type { HybridFrontierData } from '#lib/charts/hybrid-frontier-table.ts';
import type { LatencyThroughputData } from '#lib/charts/latency-throughput-table.ts';
import { chartCsv } from '#lib/charts/chart-csv.ts';
import { chartRange } from '#lib/use-case/chart-range.ts';
import {
	chartIdOf,
	useCaseChartIds,
	useCaseChartTable,
	whyNoChart,
	type ChartAnswer
} from '#lib/use-case/chart-tables.ts';
import { apiOption, ownOption, smallCase } from '../../economics/support/small-case.ts';

const levels: LatencyThroughputData = {
	targets: [
		{
			runId: 'run-1',
			targetId: 'own',
			title: 'own model',
			emulated: false,
			startedAtUtc: '2026-11-20T10:00:00.000Z',
			levels: [
				{
					stageId: 'stage-1',
					load: 'closed ×16',
					offeredPerS: null,
					variesRate: false,
					isMixed: false,
					answeredPerS: 12.5,
					outputTokensPerS: null,
					ttftP95Ms: 480,
					e2eP95Ms: 2_100,
					answers: 750,
					sloMetShare: 0.99,
					validity: { verdict: 'valid', reasons: [] }
				}
			],
			capacity: { state: 'refused', reason: 'one level only', remedy: 'Run more.' }
		}
	],
	slo: { ttftMs: 800 },
	sloShare: 0.95
};
const hybrid: HybridFrontierData = {
	optionId: 'both',
	title: 'short ones here',
	local: 'own model',
	api: 'Corvid API',
	emulated: false,
	gate: 'short-requests',
	points: hybridFrontier(
		[1, 2, 3].map((score) => ({
			itemId: String(score),
			local: { right: score > 1, usd: '0' },
			api: { right: true, usd: '0.004' },
			score: -100 * score
		})),
		{ kind: 'router' }
	),
	chosen: null,
	reason: 'There are too few items.'
};

const answerOf = (options: CostOption[]): ChartAnswer => {
	const changedCase = smallCase(options, { horizonMonths: 12 });
	const decision = decide(changedCase, 'full');
	const range = chartRange(changedCase, decision, 'log');
	return {
		changedCase,
		decision,
		volumes: costByVolume(changedCase, decision.evaluated, range),
		levels,
		hybrid
	};
};
const rowsOf = (csv: string): string[][] =>
	Papa.parse<string[]>(csv.replace(/^\uFEFF/u, '').trimEnd()).data;

describe('the charts of a use case', () => {
	const answer = answerOf([ownOption(), apiOption('0.036')]);

	it.each(useCaseChartIds)('%s has the address that its table names', (id) => {
		expect(useCaseChartTable(id, answer)?.id).toBe(id);
	});

	it.each(useCaseChartIds)('%s gives as CSV every cell of its table', (id) => {
		const table = useCaseChartTable(id, answer);
		if (!table) throw new Error('no table');
		const [heads, ...rows] = rowsOf(chartCsv(table));
		expect(heads).toStrictEqual(table.columns.map(columnTitle));
		expect(rows).toStrictEqual(
			table.rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell))))
		);
	});

	it('neutralises a title that a spreadsheet would run, and leaves negative numbers alone', () => {
		const title = '=HYPERLINK("http://elsewhere.example")';
		const own = { ...ownOption(), title };
		const table = useCaseChartTable('cash', answerOf([own, apiOption('0.036')]));
		if (!table) throw new Error('no table');
		const [heads, ...rows] = rowsOf(chartCsv(table));
		expect(heads?.some((head) => head.startsWith(`'${title}`))).toBe(true);
		const last = table.columns.length - 1;
		expect(rows.map((row) => row[last])).toStrictEqual(
			table.rows.map((row) => String(row[last] ?? ''))
		);
		expect(table.rows.some((row) => Number(row[last]) < 0)).toBe(true);
	});

	it('has no chart of a hybrid where there is none, and says why', () => {
		expect(useCaseChartTable('hybrid-frontier', { ...answer, hybrid: null })).toBeNull();
		expect(whyNoChart('hybrid-frontier')).toContain('no option of this use case is a hybrid');
	});

	it('has no tornado where nothing is compared, and says which names are known', () => {
		expect(useCaseChartTable('tornado', answerOf([apiOption('0.036')]))).toBeNull();
		expect(chartIdOf('crossover')).toBe('crossover');
		expect(chartIdOf('constructor')).toBeNull();
	});
});
