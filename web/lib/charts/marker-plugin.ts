/** Marks on the axes of a chart: a line with its name, and the interval in which it lies as a band. */
import type { Chart, ChartType, Plugin } from 'chart.js';
import { labelPx, labelRowPx, placeLabels } from './place-labels.ts';

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
export const markerRowPx = labelRowPx;

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

/** Whether it stands in the range that is drawn. */
const isInside = (chart: Chart, { axis, value }: Marker): boolean => {
	const { chartArea: area } = chart;
	const at = chart.scales[axis]?.getPixelForValue(value) ?? NaN;
	return axis === 'x' ? at >= area.left && at <= area.right : at >= area.top && at <= area.bottom;
};

const drawLine = (chart: Chart, { axis, value, color, dash }: Marker): void => {
	const at = chart.scales[axis]?.getPixelForValue(value) ?? NaN;
	const { ctx, chartArea: area } = chart;
	const isX = axis === 'x';
	ctx.save();
	ctx.strokeStyle = color;
	ctx.lineWidth = 1.5;
	ctx.setLineDash([...(dash ?? [])]);
	ctx.beginPath();
	ctx.moveTo(isX ? at : area.left, isX ? area.top : at);
	ctx.lineTo(isX ? at : area.right, isX ? area.bottom : at);
	ctx.stroke();
	ctx.restore();
};

const labelPaddingPx = 4;

/** Names of upright lines apart from each other, those of level lines above their line at the right. */
const drawNames = (chart: Chart, markers: readonly Marker[], options: MarkerOptions): void => {
	const { ctx, chartArea: area } = chart;
	const named = markers.filter((marker) => hasName(chart, marker));
	ctx.save();
	ctx.font = `600 12px ${options.font}`;
	ctx.textBaseline = 'middle';
	const sized = named.map((marker) => ({
		marker,
		at: chart.scales[marker.axis]?.getPixelForValue(marker.value) ?? NaN,
		width: ctx.measureText(marker.label).width + 2 * labelPaddingPx,
		isMinor: marker.isMinor ?? false
	}));
	const upright = sized.filter(({ marker }) => marker.axis === 'x');
	const [top, bottom] = options.isAbove
		? [area.top - markerRowPx * upright.length, area.top]
		: [area.top + 2, area.bottom];
	const places = placeLabels(upright, { left: area.left, right: area.right, top, bottom });
	const write = (
		{ marker: { label, color }, width }: (typeof sized)[number],
		x: number,
		y: number
	) => {
		ctx.fillStyle = options.background;
		ctx.fillRect(x, y, width, labelPx);
		ctx.fillStyle = color;
		ctx.fillText(label, x + labelPaddingPx, y + labelPx / 2);
	};
	for (const [nth, each] of upright.entries()) {
		const place = places[nth];
		// Above the drawing the first row is the one next to it.
		if (place) write(each, place.x, options.isAbove ? top + bottom - labelPx - place.y : place.y);
	}
	for (const each of sized.filter(({ marker }) => marker.axis === 'y')) {
		write(
			each,
			area.right - each.width,
			clamp(each.at - markerRowPx, area.top, area.bottom - labelPx)
		);
	}
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
		// chart.js hands out options without members where a chart gives none.
		if (!options || !('markers' in options)) return;
		const shown = options.markers.filter((marker) => isInside(chart, marker));
		// All lines first: none runs through a name.
		for (const marker of shown) drawLine(chart, marker);
		drawNames(chart, shown, options);
	}
};
