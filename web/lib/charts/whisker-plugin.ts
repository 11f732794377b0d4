/** Intervals of points: a line with short ends through the point, up and down or to both sides. */
import type { Chart, ChartType, Plugin } from 'chart.js';

export interface Whisker {
	/** The direction of the interval. */
	along: 'x' | 'y';
	/** Where it stands on the other axis, in its unit. */
	at: number;
	low: number;
	high: number;
	color: string;
}

export interface WhiskerOptions {
	whiskers: readonly Whisker[];
	/** Whether they lie above the series, as on bars, which would hide half of them. */
	above?: boolean;
}

declare module 'chart.js' {
	// eslint-disable-next-line @typescript-eslint/no-unused-vars -- chart.js declares it with this parameter
	interface PluginOptionsByType<TType extends ChartType> {
		whiskers?: WhiskerOptions;
	}
}

const halfEnd = 5;

const drawWhisker = (chart: Chart, { along, at, low, high, color }: Whisker): void => {
	const { x, y } = chart.scales;
	if (!x || !y) return;
	const { ctx, chartArea: area } = chart;
	const [own, other] = along === 'x' ? [x, y] : [y, x];
	const [from, to] = [own.getPixelForValue(low), own.getPixelForValue(high)];
	const across = other.getPixelForValue(at);
	const line = (a: number, b: number, c: number, d: number): void => {
		ctx.moveTo(...(along === 'x' ? ([a, b] as const) : ([b, a] as const)));
		ctx.lineTo(...(along === 'x' ? ([c, d] as const) : ([d, c] as const)));
	};
	ctx.save();
	ctx.beginPath();
	ctx.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
	ctx.clip();
	ctx.strokeStyle = color;
	ctx.lineWidth = 1.5;
	ctx.beginPath();
	line(from, across, to, across);
	line(from, across - halfEnd, from, across + halfEnd);
	line(to, across - halfEnd, to, across + halfEnd);
	ctx.stroke();
	ctx.restore();
};

const optionsOf = (chart: Chart): WhiskerOptions | undefined =>
	(chart.options.plugins as { whiskers?: WhiskerOptions } | undefined)?.whiskers;

const drawAll = (chart: Chart, options: WhiskerOptions | undefined): void => {
	for (const whisker of options?.whiskers ?? []) drawWhisker(chart, whisker);
};

export const whiskerPlugin: Plugin = {
	id: 'whiskers',
	beforeDatasetsDraw: (chart) => {
		const options = optionsOf(chart);
		if (options?.above !== true) drawAll(chart, options);
	},
	afterDatasetsDraw: (chart) => {
		const options = optionsOf(chart);
		if (options?.above === true) drawAll(chart, options);
	}
};
