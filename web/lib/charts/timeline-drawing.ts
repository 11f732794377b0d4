/** Draws `timelineTable`: a point for each latency, a cross for each failure, a line for what was in flight. */
import type { ChartConfiguration, ChartDataset } from 'chart.js';
import { formatMs, formatMsTick, formatWhole } from '../format.ts';
import { numberAxis, tooltipLook } from './axis.ts';
import type { ChartTable } from './chart-table.ts';
import type { ChartTheme } from './chart-theme.svelte.ts';
import type { LegendEntry } from './legend.ts';
import { seriesStyle } from './series-style.ts';
import { timelineColumns as column } from './timeline-table.ts';

/** What is drawn, the topmost first. Styles whose shapes differ, so that colour is not needed to tell them apart. */
const layers = [
	{ label: 'No whole answer', position: column.failedMs, series: 6 },
	{ label: 'Whole answer', position: column.e2eMs, series: 0 },
	{ label: 'First token', position: column.ttftMs, series: 2 }
] as const;

const inFlightLabel = 'In flight (right axis)';
const inFlightSeries = 4;

const pointsOf = (table: ChartTable, position: number): { x: number; y: number }[] =>
	table.rows.flatMap((row) => {
		const y = row[position];
		return typeof y === 'number' ? [{ x: Number(row[column.dueS]), y }] : [];
	});

/** Layers without a point are left out. */
export const timelineLegend = (table: ChartTable): LegendEntry[] => [
	...layers
		.filter(({ position }) => pointsOf(table, position).length > 0)
		.map(({ label, series }): LegendEntry => ({ label, series, shape: 'point' })),
	{ label: inFlightLabel, series: inFlightSeries }
];

export const timelineDrawing =
	(table: ChartTable) =>
	(theme: ChartTheme): ChartConfiguration => {
		const isDense = table.rows.length > 400;
		const clouds = layers.map(({ label, position, series }): ChartDataset => {
			const { color, point } = seriesStyle(series);
			const isFailure = position === column.failedMs;
			return {
				type: 'scatter',
				label,
				data: pointsOf(table, position),
				borderColor: theme.series[color] ?? theme.ink,
				backgroundColor: 'transparent',
				pointStyle: point,
				pointRadius: isFailure ? 6 : isDense ? 2 : 3.5,
				pointBorderWidth: isFailure ? 2 : 1.5
			};
		});
		const { color, dash } = seriesStyle(inFlightSeries);
		const inFlight = pointsOf(table, column.inFlight);
		const most = inFlight.reduce((a, { y }) => Math.max(a, y), 0);
		return {
			type: 'scatter',
			data: {
				datasets: [
					...clouds,
					{
						type: 'line',
						label: inFlightLabel,
						data: inFlight,
						yAxisID: 'inFlight',
						borderColor: theme.series[color] ?? theme.ink,
						borderWidth: 1.5,
						borderDash: [...dash],
						pointRadius: 0,
						stepped: true
					}
				]
			},
			options: {
				scales: {
					x: numberAxis(theme, { title: 'due, s after the stage began', format: String }),
					y: numberAxis(theme, { title: 'ms', format: formatMsTick, min: 0 }),
					inFlight: numberAxis(theme, {
						title: 'in flight',
						format: (value) => (Number.isInteger(value) ? formatWhole(value) : ''),
						min: 0,
						// Room above, so that it does not run along the edge.
						max: Math.ceil(most * 1.25) + 1,
						position: 'right',
						grid: false
					})
				},
				plugins: {
					tooltip: {
						...tooltipLook(theme),
						callbacks: {
							label: ({ dataset, parsed }) =>
								dataset.label === inFlightLabel
									? `${formatWhole(parsed.y)} in flight`
									: `${dataset.label ?? ''}: ${formatMs(parsed.y)}, due at ${(parsed.x ?? 0).toFixed(2)} s`
						}
					}
				}
			}
		};
	};
