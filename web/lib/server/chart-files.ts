/** A chart's numbers as files at its own address: CSV that no spreadsheet takes for formulas, and JSON. */
import { chartCsv } from '../charts/chart-csv.ts';
import type { ChartTable } from '../charts/chart-table.ts';
import { csvHeaders } from './csv-headers.ts';

export type ChartFileKind = 'csv' | 'json';

/** Splits `cdf.csv` into chart and kind; null for another ending. */
export const chartFileOf = (name: string): { chart: string; kind: ChartFileKind } | null => {
	const match = /^(.+)\.(csv|json)$/u.exec(name);
	return match?.[1] ? { chart: match[1], kind: match[2] as ChartFileKind } : null;
};

/** The table as CSV to save, or whole with caption, notes and sources as JSON; `fileName` without its ending. */
export const chartFile = (table: ChartTable, kind: ChartFileKind, fileName: string): Response =>
	kind === 'csv'
		? new Response(chartCsv(table), { headers: csvHeaders(`${fileName}.csv`) })
		: Response.json(table, { headers: { 'cache-control': 'no-store' } });
