/** The table of a chart as CSV, units in its heads. */
import { csvText } from './csv.ts';
import { columnTitle, type ChartTable } from '../charts/chart-table.ts';

export const chartCsv = ({ columns, rows }: ChartTable): string =>
	csvText(columns.map(columnTitle), rows);
