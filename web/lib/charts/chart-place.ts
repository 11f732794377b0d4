/** Where a chart stands. Every chart component takes these beside its data, and hands them to `ChartFrame`. */
import type { Chart } from 'chart.js';
import type { ChartTable } from './chart-table.ts';

export interface ChartPlace {
	/** The chart's own address; its data lie there with `.csv` and `.json` added. Absent in a file without a server. */
	href?: string | null;
	/** Query that goes with the address, such as `?volume=2000000`. */
	query?: string;
	/** Saves the data of the chart where there is no address to get them from. */
	save?: (table: ChartTable, kind: 'csv' | 'json') => void;
	/** Whether scripts run where it is shown. Else its table stands open unless it is long, and nothing is offered that needs one. */
	scripted?: boolean;
	/** Height of the drawing, rem. */
	height?: number;
	/** Level of its heading. */
	level?: 2 | 3;
	/** Runs after every drawing, for measurements. */
	ondraw?: (chart: Chart) => void;
}
