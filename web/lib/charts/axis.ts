/** Axes, grids and tooltips as every chart of the site has them. */
import type { ChartOptions } from 'chart.js';
import type { ChartTheme } from './chart-theme.svelte.ts';

type Scale = NonNullable<NonNullable<ChartOptions['scales']>[string]>;

export interface AxisOptions {
	/** With the unit: `cost, $ a month`. */
	title: string;
	format: (value: number) => string;
	log?: boolean;
	min?: number;
	max?: number;
	position?: 'left' | 'right' | 'bottom';
	/** Whether lines run through the drawing. */
	grid?: boolean;
	/** Least distance of two names, in the unit of the axis. */
	stepSize?: number;
}

/** On a logarithmic axis only 1, 2 and 5 of each decade have room for a name, over many decades only 1. */
const hasName = (value: number, decades: number): boolean => {
	const digit = Math.round(value / 10 ** Math.floor(Math.log10(value) + 1e-9));
	return digit === 1 || (decades <= 3 && (digit === 2 || digit === 5));
};

/** A scale for numbers. */
export const numberAxis = (
	theme: ChartTheme,
	{ title, format, log = false, min, max, position, grid = true, stepSize }: AxisOptions
): Scale => {
	const decades = (scale: { min: number; max: number }): number =>
		Math.log10(scale.max / scale.min);
	return {
		type: log ? 'logarithmic' : 'linear',
		...(min === undefined ? {} : { min }),
		...(max === undefined ? {} : { max }),
		...(position === undefined ? {} : { position }),
		title: { display: true, text: title, color: theme.muted, font: { size: 12 } },
		border: { color: theme.muted },
		grid: { color: theme.grid, drawOnChartArea: grid },
		ticks: {
			color: theme.muted,
			maxRotation: 0,
			autoSkipPadding: 16,
			...(stepSize === undefined ? {} : { stepSize }),
			callback(value) {
				const at = Number(value);
				return log && !hasName(at, decades(this)) ? '' : format(at);
			}
		}
	};
};

/** Tooltips in the colours of the page. */
export const tooltipLook = (theme: ChartTheme) => ({
	backgroundColor: theme.ink,
	titleColor: theme.surface,
	bodyColor: theme.surface,
	footerColor: theme.surface,
	padding: 10,
	boxPadding: 4,
	usePointStyle: true
});
