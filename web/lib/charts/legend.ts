/** A line of a legend. */
export interface LegendEntry {
	label: string;
	/** Position of the series, from 0; see `seriesStyle`. */
	series: number;
	/** How it is drawn: as a line unless said. */
	shape?: 'line' | 'bar' | 'point';
	/** Whether no model stands behind it. */
	emulated?: boolean;
}
