/** The charts of a use case as files: the same numbers as the tables, and nothing in them that a spreadsheet runs. */
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { costByVolume } from '#bench/economics/case/cost-by-volume.ts';
import { decide } from '#bench/economics/case/decide.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import { columnTitle } from '#lib/charts/chart-table.ts';
import { chartCsv } from '#lib/server/chart-csv.ts';
import { chartRange } from '#lib/use-case/chart-range.ts';
import {
	chartIdOf,
	useCaseChartIds,
	useCaseChartTable,
	type ChartAnswer
} from '#lib/use-case/chart-tables.ts';
import { apiOption, ownOption, smallCase } from '../../economics/support/small-case.ts';

const answerOf = (options: CostOption[]): ChartAnswer => {
	const changedCase = smallCase(options, { horizonMonths: 12 });
	const decision = decide(changedCase, 'full');
	const range = chartRange(changedCase, decision, 'log');
	return { changedCase, decision, volumes: costByVolume(changedCase, decision.evaluated, range) };
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

	it('has no tornado where nothing is compared, and says which names are known', () => {
		expect(useCaseChartTable('tornado', answerOf([apiOption('0.036')]))).toBeNull();
		expect(chartIdOf('crossover')).toBe('crossover');
		expect(chartIdOf('constructor')).toBeNull();
	});
});
