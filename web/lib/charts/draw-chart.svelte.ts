/** Draws a chart on a canvas and keeps it up to date: made once, changed in place, destroyed with the canvas. */
import {
	BarController,
	BarElement,
	CategoryScale,
	Chart,
	Filler,
	LinearScale,
	LineController,
	LineElement,
	LogarithmicScale,
	PointElement,
	ScatterController,
	Tooltip,
	type ChartConfiguration
} from 'chart.js';
import { untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';
import { chartTheme, type ChartTheme } from './chart-theme.svelte.ts';
import { endLabelsPlugin } from './end-labels-plugin.ts';
import { markerPlugin } from './marker-plugin.ts';
import { whiskerPlugin } from './whisker-plugin.ts';

Chart.register(
	BarController,
	BarElement,
	CategoryScale,
	Filler,
	LinearScale,
	LineController,
	LineElement,
	LogarithmicScale,
	PointElement,
	ScatterController,
	Tooltip,
	endLabelsPlugin,
	markerPlugin,
	whiskerPlugin
);

/** What is drawn, with the colours of the page. Reads whatever state it depends on. */
export type ChartDrawing = (theme: ChartTheme) => ChartConfiguration;

const themed = (configuration: ChartConfiguration, theme: ChartTheme): ChartConfiguration => ({
	...configuration,
	options: {
		responsive: true,
		maintainAspectRatio: false,
		animation: false,
		color: theme.ink,
		borderColor: theme.grid,
		font: { family: theme.font, size: 12 },
		...configuration.options
	}
});

/** `drawing` is a getter, so that the canvas stays the same while the state behind it changes. */
export const drawChart =
	(drawing: ChartDrawing, onDraw?: (chart: Chart) => void): Attachment<HTMLCanvasElement> =>
	(canvas) => {
		let live: Chart | null = null;
		$effect(() => {
			const theme = chartTheme();
			const { type, data, options } = themed(drawing(theme), theme);
			if (live) {
				live.data = data;
				live.options = options ?? {};
				live.update('none');
			} else
				live = new Chart(canvas, {
					type,
					data,
					...(options ? { options } : {})
				});
			// What happens after a drawing is no reason to draw again.
			const drawn = live;
			untrack(() => onDraw?.(drawn));
		});
		return () => {
			live?.destroy();
			live = null;
		};
	};
