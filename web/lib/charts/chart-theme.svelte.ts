/** The colours of the page for what is drawn on a canvas, which knows no CSS. Read again when the theme changes or a page is printed. */
import { createSubscriber } from 'svelte/reactivity';

export interface ChartTheme {
	ink: string;
	muted: string;
	grid: string;
	surface: string;
	accent: string;
	warn: string;
	good: string;
	bad: string;
	/** Eight colours; see `seriesStyle`. */
	series: readonly string[];
	font: string;
	/** Whether nothing may move. */
	still: boolean;
	/** Whether the page is being laid out for paper. */
	isPrinting: boolean;
}

/** The theme as it was read last; null until something changes it. Reading it makes the browser compute its styles. */
let known: ChartTheme | null = null;

const subscribe = createSubscriber((tell) => {
	const update = (): void => {
		known = null;
		tell();
	};
	const queries = ['(prefers-color-scheme: dark)', 'print'].map((query) => matchMedia(query));
	const observer = new MutationObserver(update);
	observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
	for (const query of queries) query.addEventListener('change', update);
	return () => {
		known = null;
		observer.disconnect();
		for (const query of queries) query.removeEventListener('change', update);
	};
});

const readTheme = (): ChartTheme => {
	const style = getComputedStyle(document.documentElement);
	const color = (name: string): string => style.getPropertyValue(`--${name}`).trim();
	return {
		ink: color('ink'),
		muted: color('ink-muted'),
		grid: color('grid'),
		surface: color('surface'),
		accent: color('accent'),
		warn: color('warn'),
		good: color('good'),
		bad: color('bad'),
		series: [1, 2, 3, 4, 5, 6, 7, 8].map((index) => color(`series-${String(index)}`)),
		font: color('font'),
		still: matchMedia('(prefers-reduced-motion: reduce)').matches,
		isPrinting: matchMedia('print').matches
	};
};

/** The theme now. Read inside an effect it runs that again whenever the theme changes. Only in a browser. */
export const chartTheme = (): ChartTheme => {
	subscribe();
	known ??= readTheme();
	return known;
};

/** A colour of the theme with an opacity, 0 to 1, for bands. */
export const withOpacity = (hex: string, opacity: number): string =>
	`${hex}${Math.round(opacity * 255)
		.toString(16)
		.padStart(2, '0')}`;
