/** A chart's numbers as files at its own address: CSV that no spreadsheet takes for formulas, and JSON. */
import papaparse from 'papaparse';
import { columnTitle, type ChartTable } from '../charts/chart-table.ts';

export type ChartFileKind = 'csv' | 'json';

/** Splits `cdf.csv` into chart and kind; null for another ending. */
export const chartFileOf = (name: string): { chart: string; kind: ChartFileKind } | null => {
	const match = /^(.+)\.(csv|json)$/u.exec(name);
	return match?.[1] ? { chart: match[1], kind: match[2] as ChartFileKind } : null;
};

/** The table with its units in the heads; texts that a spreadsheet would run are quoted. */
export const chartCsv = ({ columns, rows }: ChartTable): string =>
	papaparse.unparse(
		{ fields: columns.map(columnTitle), data: rows.map((row) => [...row]) },
		{ escapeFormulae: true, newline: '\r\n' }
	) + '\r\n';

/** The whole table with caption, notes and sources; `fileName` without its ending. */
export const chartFile = (table: ChartTable, kind: ChartFileKind, fileName: string): Response =>
	new Response(kind === 'csv' ? chartCsv(table) : JSON.stringify(table, null, '\t'), {
		headers: {
			'content-type': kind === 'csv' ? 'text/csv; charset=utf-8' : 'application/json',
			'content-disposition': `attachment; filename="${fileName.replaceAll(/[^\w.-]/gu, '-')}.${kind}"`
		}
	});
