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
import { watchNear } from '../watch-near.svelte.ts';
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
	markerPlugin,
	endLabelsPlugin,
	whiskerPlugin
);

/** What is drawn, with the colours of the page. Reads whatever state it depends on. */
export type ChartDrawing = (theme: ChartTheme) => ChartConfiguration;

/** On paper a chart is drawn larger and shown smaller, as all text is: 10 pt in place of 16 px. */
const paperShrinks = 1.2;
/** Pixels of a canvas for one of its drawing on paper: about 300 an inch. */
const paperPixelRatio = 2.6;

const themed = (configuration: ChartConfiguration, theme: ChartTheme): ChartConfiguration => ({
	...configuration,
	options: {
		responsive: true,
		maintainAspectRatio: false,
		animation: false,
		color: theme.ink,
		borderColor: theme.grid,
		font: { family: theme.font, size: 12 },
		...(theme.isPrinting ? { devicePixelRatio: paperPixelRatio } : {}),
		...configuration.options
	}
});

/** Width and height of a drawing in what holds its canvas, px. */
const sizeOf = ({ parentElement }: HTMLCanvasElement, isPrinting: boolean): [number, number] => {
	const scale = isPrinting ? paperShrinks : 1;
	const { clientWidth = 0, clientHeight = 0 } = parentElement ?? {};
	return [clientWidth * scale, clientHeight * scale];
};

/** A page that is never idle draws all the same, ms. */
const longestWaitMs = 2_000;

/** Becomes true once the browser has nothing else to do; and ends the waiting. */
const whenIdle = (): { readonly isIdle: boolean; end(): void } => {
	let isIdle = $state(false);
	const become = (): void => {
		isIdle = true;
	};
	// Safari has no idle callbacks.
	const request =
		'requestIdleCallback' in globalThis
			? requestIdleCallback(become, { timeout: longestWaitMs })
			: null;
	const timer = request === null ? setTimeout(become, 200) : undefined;
	return {
		get isIdle() {
			return isIdle;
		},
		end: () => {
			if (request !== null) cancelIdleCallback(request);
			clearTimeout(timer);
		}
	};
};

/**
 * `drawing` is a getter, so that the canvas stays the same while the state behind it changes. A chart far out of sight is drawn when
 * the browser is idle, and anew only when it comes near or the page is printed: what a reader moves must not wait for it.
 */
export const drawChart =
	(drawing: ChartDrawing, onDraw?: (chart: Chart) => void): Attachment<HTMLCanvasElement> =>
	(canvas) => {
		let live: Chart | null = null;
		let wasPrinting = false;
		const near = watchNear(canvas);
		const idle = whenIdle();
		$effect(() => {
			const theme = chartTheme();
			const isFirst = live === null;
			if (!near.isNear && !theme.isPrinting && !(isFirst && idle.isIdle)) return;
			const { type, data, options } = themed(drawing(theme), theme);
			live ??= new Chart(canvas, { type, data, ...(options ? { options } : {}) });
			if (!isFirst) {
				live.data = data;
				live.options = options ?? {};
			}
			// No observer tells of the layout for paper, nor of that after it.
			if (wasPrinting !== theme.isPrinting) live.resize(...sizeOf(canvas, theme.isPrinting));
			if (!isFirst) live.update('none');
			wasPrinting = theme.isPrinting;
			// What happens after a drawing is no reason to draw again.
			const drawn = live;
			untrack(() => onDraw?.(drawn));
		});
		return () => {
			near.end();
			idle.end();
			live?.destroy();
			live = null;
		};
	};
