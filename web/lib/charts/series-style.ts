/** How series are told apart: by colour, by dash and by the shape of their points, so that no one of them is needed alone. */
import type { PointStyle } from 'chart.js';

export interface SeriesStyle {
	/** Name of the colour in `ChartTheme.series`, from 0. */
	color: number;
	/** Lengths of strokes and gaps, px; empty for a whole line. */
	dash: readonly number[];
	point: Extract<PointStyle, string>;
}

const styles: readonly SeriesStyle[] = [
	{ color: 0, dash: [], point: 'circle' },
	{ color: 1, dash: [8, 4], point: 'rect' },
	{ color: 2, dash: [2, 3], point: 'triangle' },
	{ color: 3, dash: [10, 3, 2, 3], point: 'rectRot' },
	{ color: 4, dash: [5, 2], point: 'cross' },
	{ color: 5, dash: [1, 4], point: 'star' },
	{ color: 6, dash: [12, 4, 4, 4], point: 'crossRot' },
	{ color: 7, dash: [6, 2, 2, 2, 2, 2], point: 'line' }
];

/** The style of the series at a position, from 0; the same for the same position in every chart of a page. */
export const seriesStyle = (index: number): SeriesStyle =>
	styles[index % styles.length] as SeriesStyle;
