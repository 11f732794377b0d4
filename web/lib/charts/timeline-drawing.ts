/** Draws `timelineTable`: a point for each latency, a cross for each failure, a line for what was in flight. */
import type { ChartConfiguration, ChartDataset } from 'chart.js';
import type { ChartTable } from './chart-table.ts';
import type { ChartTheme } from './chart-theme.svelte.ts';
import { msTick, msTooltip } from './ms-axis.ts';
import { timelineColumns as column } from './timeline-table.ts';

const pointsOf = (table: ChartTable, position: number): { x: number; y: number }[] =>
	table.rows.flatMap((row) => {
		const y = row[position];
		return typeof y === 'number' ? [{ x: Number(row[column.dueS]), y }] : [];
	});

/** What the drawing shows, with the position of its style; those without a point are left out. */
export const timelineLegend = (table: ChartTable): { label: string; series: number }[] =>
	[
		{ label: 'Whole answer', series: 0, position: column.e2eMs },
		{ label: 'First token', series: 2, position: column.ttftMs },
		{ label: 'No whole answer', series: 7, position: column.failedMs },
		{ label: 'In flight (right axis)', series: 4, position: column.inFlight }
	]
		.filter(({ position }) => pointsOf(table, position).length > 0)
		.map(({ label, series }) => ({ label, series }));

export const timelineDrawing =
	(table: ChartTable) =>
	(theme: ChartTheme): ChartConfiguration => {
		const many = table.rows.length > 400;
		const color = (index: number): string => theme.series[index] ?? theme.ink;
		const cloud = (
			label: string,
			position: number,
			style: Pick<ChartDataset<'scatter'>, 'pointStyle'> & { color: string }
		): ChartDataset => ({
			type: 'scatter',
			label,
			data: pointsOf(table, position),
			borderColor: style.color,
			backgroundColor: 'transparent',
			pointStyle: style.pointStyle,
			pointRadius: many ? 2 : 3,
			pointBorderWidth: 1.5
		});
		return {
			type: 'scatter',
			data: {
				datasets: [
					{
						...cloud('No whole answer', column.failedMs, {
							color: color(7),
							pointStyle: 'crossRot'
						}),
						pointRadius: 6,
						pointBorderWidth: 2
					},
					cloud('Whole answer', column.e2eMs, { color: color(0), pointStyle: 'circle' }),
					cloud('First token', column.ttftMs, { color: color(2), pointStyle: 'triangle' }),
					{
						type: 'line',
						label: 'In flight',
						data: pointsOf(table, column.inFlight),
						yAxisID: 'inFlight',
						borderColor: color(4),
						borderWidth: 1.5,
						borderDash: [5, 2],
						pointRadius: 0,
						stepped: true
					}
				]
			},
			options: {
				scales: {
					x: {
						type: 'linear',
						title: { display: true, text: 'due, s after the stage began', color: theme.muted },
						grid: { color: theme.grid },
						ticks: { color: theme.muted, maxRotation: 0 }
					},
					y: {
						min: 0,
						title: { display: true, text: 'ms', color: theme.muted },
						grid: { color: theme.grid },
						ticks: { color: theme.muted, callback: msTick }
					},
					inFlight: {
						position: 'right',
						min: 0,
						title: { display: true, text: 'in flight', color: theme.muted },
						grid: { display: false },
						ticks: { color: theme.muted, precision: 0 }
					}
				},
				plugins: {
					tooltip: {
						callbacks: {
							label: ({ dataset, parsed }) =>
								dataset.label === 'In flight'
									? `${String(parsed.y)} in flight`
									: `${dataset.label ?? ''}: ${msTooltip(parsed.y)}, due at ${(parsed.x ?? 0).toFixed(2)} s`
						}
					}
				}
			}
		};
	};
