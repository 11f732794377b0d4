/** Axes, grids and tooltips as every chart of the site has them. */
import type { ChartOptions, Scale as RealScale, Tick } from 'chart.js';
import type { ChartTheme } from './chart-theme.svelte.ts';

type Scale = NonNullable<NonNullable<ChartOptions['scales']>[string]>;

export interface AxisOptions {
	/** With the unit: `cost, $ a month`. */
	title: string;
	/** `step` is the distance of two neighbours of a linear axis, and 0 where there is none. */
	format: (value: number, step: number) => string;
	log?: boolean;
	min?: number;
	max?: number;
	position?: 'left' | 'right' | 'bottom';
	/** Whether lines run through the drawing. */
	grid?: boolean;
	/** Least distance of two names, in the unit of the axis. */
	stepSize?: number;
}

/** What a decade must measure for its 2 and 5 to have room for a name beside its 1, px. */
const namedDecadePx = { x: 150, y: 70 };

/** On a logarithmic axis 1, 2 and 5 of each decade have a name where there is room, else only 1. */
const hasName = (value: number, isRoomy: boolean): boolean => {
	const digit = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
	return [1, ...(isRoomy ? [2, 5] : [])].some((each) => Math.abs(digit - each) < 1e-6);
};

/** A scale for numbers. */
export const numberAxis = (
	theme: ChartTheme,
	{ title, format, log = false, min, max, position, grid = true, stepSize }: AxisOptions
): Scale => {
	const isRoomy = (
		scale: Pick<RealScale, 'min' | 'max' | 'width' | 'height' | 'axis'>
	): boolean => {
		const decades = Math.log10(scale.max / scale.min);
		return scale.axis === 'x'
			? scale.width / decades >= namedDecadePx.x
			: scale.height / decades >= namedDecadePx.y;
	};
	return {
		type: log ? 'logarithmic' : 'linear',
		...(min === undefined ? {} : { min }),
		...(max === undefined ? {} : { max }),
		...(position === undefined ? {} : { position }),
		title: { display: true, text: title, color: theme.muted, font: { size: 12 } },
		border: { color: theme.muted },
		// Lines at the ticks that have a name: a logarithmic axis has nine a decade. The line that ends an axis of bars has no tick.
		grid: {
			color: ({ tick }: { tick?: Partial<Tick> }) =>
				tick?.label === '' ? 'transparent' : theme.grid,
			drawOnChartArea: grid
		},
		ticks: {
			color: theme.muted,
			maxRotation: 0,
			// On a logarithmic axis it would drop the very ticks that have a name.
			autoSkip: !log,
			autoSkipPadding: 16,
			// An end that is no round number is no tick.
			includeBounds: false,
			...(stepSize === undefined ? {} : { stepSize }),
			callback(value, index, ticks) {
				const at = Number(value);
				if (log) return hasName(at, isRoomy(this)) ? format(at, 0) : '';
				const [first, second] = ticks;
				return format(at, first && second ? second.value - first.value : 0);
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
