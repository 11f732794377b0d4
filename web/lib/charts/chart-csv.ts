/** The table of a chart as CSV, units in its heads. */
import { csvText } from '../csv-text.ts';
import { columnTitle, type ChartTable } from './chart-table.ts';

export const chartCsv = ({ columns, rows }: ChartTable): string =>
	csvText(columns.map(columnTitle), rows);
