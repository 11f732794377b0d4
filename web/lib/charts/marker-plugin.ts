/** Marks on the axes of a chart: a line with its name, and the interval in which it lies as a band. */
import type { Chart, ChartType, Plugin } from 'chart.js';

export interface Marker {
	axis: 'x' | 'y';
	/** In the unit of the axis. */
	value: number;
	/** The interval around it; absent where there is none. */
	low?: number;
	high?: number;
	label: string;
	/** Whether its name is left out where there is little room; the caption says it anyway. */
	isMinor?: boolean;
	color: string;
	dash?: readonly number[];
}

export interface MarkerOptions {
	markers: readonly Marker[];
	font: string;
	/** Behind the names, so that lines do not run through them. */
	background: string;
	/** Whether names stand above the drawing, which leaves `markerRowPx` for each, and not in it. */
	isAbove?: boolean;
}

/** Height of the row of a name, px. */
export const markerRowPx = 18;

declare module 'chart.js' {
	// eslint-disable-next-line @typescript-eslint/no-unused-vars -- chart.js declares it with this parameter
	interface PluginOptionsByType<TType extends ChartType> {
		markers?: MarkerOptions;
	}
}

const optionsOf = (chart: Chart): MarkerOptions | undefined =>
	(chart.options.plugins as { markers?: MarkerOptions } | undefined)?.markers;

const clamp = (value: number, from: number, to: number): number =>
	Math.min(Math.max(value, from), to);

const drawBand = (chart: Chart, { axis, low, high, color }: Marker): void => {
	const scale = chart.scales[axis];
	if (!scale || low === undefined || high === undefined) return;
	const { ctx, chartArea: area } = chart;
	const [least, most] = axis === 'x' ? [area.left, area.right] : [area.top, area.bottom];
	const ends = [low, high].map((value) => clamp(scale.getPixelForValue(value), least, most));
	const [from, to] = [Math.min(...ends), Math.max(...ends)];
	ctx.save();
	ctx.globalAlpha = 0.14;
	ctx.fillStyle = color;
	if (axis === 'x') ctx.fillRect(from, area.top, to - from, area.bottom - area.top);
	else ctx.fillRect(area.left, from, area.right - area.left, to - from);
	ctx.restore();
};

/** Narrower than this a drawing has room for the main names only, px. */
const roomyPx = 420;

const hasName = (chart: Chart, { label, isMinor = false }: Marker): boolean =>
	label !== '' && (!isMinor || chart.chartArea.right - chart.chartArea.left >= roomyPx);

const countNamed = (chart: Chart): number =>
	(optionsOf(chart)?.markers ?? []).filter((each) => each.axis === 'x' && hasName(chart, each))
		.length;

const drawLine = (chart: Chart, marker: Marker, row: number, options: MarkerOptions): void => {
	const scale = chart.scales[marker.axis];
	if (!scale) return;
	const { ctx, chartArea: area } = chart;
	const at = scale.getPixelForValue(marker.value);
	const isX = marker.axis === 'x';
	if (isX ? at < area.left || at > area.right : at < area.top || at > area.bottom) return;
	ctx.save();
	ctx.strokeStyle = marker.color;
	ctx.lineWidth = 1.5;
	ctx.setLineDash([...(marker.dash ?? [])]);
	ctx.beginPath();
	ctx.moveTo(isX ? at : area.left, isX ? area.top : at);
	ctx.lineTo(isX ? at : area.right, isX ? area.bottom : at);
	ctx.stroke();
	if (!hasName(chart, marker)) {
		ctx.restore();
		return;
	}
	ctx.font = `600 12px ${options.font}`;
	const width = ctx.measureText(marker.label).width + 8;
	const x = isX ? clamp(at + 4, area.left, area.right - width) : area.right - width;
	const top = area.top + (options.isAbove ? -markerRowPx * countNamed(chart) : 2);
	const y = isX ? top + row * markerRowPx : clamp(at - 18, area.top, area.bottom - 16);
	ctx.globalAlpha = 0.85;
	ctx.fillStyle = options.background;
	ctx.fillRect(x, y, width, 16);
	ctx.globalAlpha = 1;
	ctx.fillStyle = marker.color;
	ctx.textBaseline = 'middle';
	ctx.fillText(marker.label, x + 4, y + 8);
	ctx.restore();
};

/** Bands lie behind the series, lines and names above. */
export const markerPlugin: Plugin = {
	id: 'markers',
	beforeDatasetsDraw: (chart) => {
		for (const marker of optionsOf(chart)?.markers ?? []) drawBand(chart, marker);
	},
	afterDatasetsDraw: (chart) => {
		const options = optionsOf(chart);
		let row = 0;
		for (const marker of options?.markers ?? []) {
			if (options) drawLine(chart, marker, row, options);
			if (marker.axis === 'x' && hasName(chart, marker)) row++;
		}
	}
};
