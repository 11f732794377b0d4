/** Where a chart stands. Every chart component takes these beside its data, and hands them to `ChartFrame`. */
import type { Chart } from 'chart.js';

export interface ChartPlace {
	/** The chart's own address; its data lie there with `.csv` and `.json` added. Absent in a file without a server. */
	href?: string | null;
	/** Query that goes with the address, such as `?volume=2000000`. */
	query?: string;
	/** Height of the drawing, rem. */
	height?: number;
	/** Level of its heading. */
	level?: 2 | 3;
	/** Runs after every drawing, for measurements. */
	ondraw?: (chart: Chart) => void;
}
