/** Texts at both ends of horizontal bars, the values that a bar stands for, and its name above it where there is no room beside it. Registered after the markers, whose lines lie below. */
import type { Chart, ChartType, Plugin } from 'chart.js';

export interface EndLabels {
	/** For each bar, from the top: the texts at its left and at its right end. */
	bars: readonly { left: string; right: string }[];
	/** For each bar, from the top: the lines of its name, which stand above it; absent where an axis names the bars. */
	names?: readonly (readonly string[])[];
	font: string;
	color: string;
	/** Behind each text: lines of markers lie under it, and so does the bar where a text would not fit beside it. */
	background: string;
}

declare module 'chart.js' {
	// eslint-disable-next-line @typescript-eslint/no-unused-vars -- chart.js declares it with this parameter
	interface PluginOptionsByType<TType extends ChartType> {
		endLabels?: EndLabels;
	}
}

const gap = 4;
/** From one line of a name to the next, px. */
const nameLinePx = 14;

/** Left and right end of the bars at a position, over all datasets, px. */
const endsAt = (
	chart: Chart,
	index: number
): { left: number; right: number; y: number; top: number } | null => {
	const bars = chart.data.datasets.flatMap((_, dataset) => {
		const element = chart.getDatasetMeta(dataset).data[index];
		if (!element) return [];
		const { x, base, y, height } = element.getProps(['x', 'base', 'y', 'height'] as never) as {
			x: number;
			base: number;
			y: number;
			height: number;
		};
		return Number.isFinite(x) ? [{ x, base, y, top: y - height / 2 }] : [];
	});
	const [first] = bars;
	if (!first) return null;
	const ends = bars.flatMap(({ x, base }) => [x, base]);
	return { left: Math.min(...ends), right: Math.max(...ends), y: first.y, top: first.top };
};

export const endLabelsPlugin: Plugin = {
	id: 'endLabels',
	afterDatasetsDraw: (chart) => {
		const options = (chart.options.plugins as { endLabels?: EndLabels } | undefined)?.endLabels;
		// chart.js hands out options without members where a chart gives none.
		if (!options || !('bars' in options)) return;
		const { ctx, chartArea: area } = chart;
		ctx.save();
		ctx.font = `12px ${options.font}`;
		ctx.textBaseline = 'middle';
		for (const [index, { left, right }] of options.bars.entries()) {
			const ends = endsAt(chart, index);
			if (!ends) continue;
			const write = (text: string, x: number): void => {
				const width = ctx.measureText(text).width;
				const from = Math.min(Math.max(x, area.left + gap), area.right - width - gap);
				// Neither a line nor a bar runs through it.
				ctx.fillStyle = options.background;
				ctx.fillRect(from - 2, ends.y - 8, width + 4, 16);
				ctx.fillStyle = options.color;
				ctx.fillText(text, from, ends.y);
			};
			const lines = options.names?.[index] ?? [];
			for (const [nth, line] of lines.entries()) {
				const y = ends.top - gap - (lines.length - nth - 0.5) * nameLinePx;
				ctx.fillStyle = options.background;
				ctx.fillRect(
					area.left + 1,
					y - nameLinePx / 2,
					ctx.measureText(line).width + gap,
					nameLinePx
				);
				ctx.fillStyle = options.color;
				ctx.fillText(line, area.left + gap, y);
			}
			write(left, ends.left - gap - ctx.measureText(left).width);
			write(right, ends.right + gap);
		}
		ctx.restore();
	}
};
