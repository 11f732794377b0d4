/** Draws `telemetryTable`: a line for each thing that was read. */
import type { ChartConfiguration } from 'chart.js';
import { numberAxis, tooltipLook } from './axis.ts';
import type { ChartTable } from './chart-table.ts';
import type { ChartTheme } from './chart-theme.svelte.ts';
import type { LegendEntry } from './legend.ts';
import { seriesStyle } from './series-style.ts';

const labelsOf = ({ rows }: ChartTable): string[] => [
	...new Set(rows.map((row) => String(row[1])))
];

export const telemetryLegend = (table: ChartTable): LegendEntry[] =>
	labelsOf(table).map((label, series) => ({ label, series }));

export const telemetryDrawing =
	(table: ChartTable) =>
	(theme: ChartTheme): ChartConfiguration => {
		const unit = table.columns[2]?.unit ?? null;
		return {
			type: 'line',
			data: {
				datasets: labelsOf(table).map((label, series) => {
					const { color, dash } = seriesStyle(series);
					return {
						label,
						data: table.rows.flatMap((row) =>
							row[1] === label ? [{ x: Number(row[0]), y: Number(row[2]) }] : []
						),
						borderColor: theme.series[color] ?? theme.ink,
						backgroundColor: 'transparent',
						borderWidth: 1.5,
						borderDash: [...dash],
						pointRadius: 0
					};
				})
			},
			options: {
				parsing: false,
				scales: {
					x: numberAxis(theme, { title: 's after the stage began', format: String }),
					y: numberAxis(theme, { title: unit ?? 'requests', format: String, min: 0 })
				},
				plugins: {
					tooltip: {
						...tooltipLook(theme),
						callbacks: {
							label: ({ dataset, parsed }) =>
								`${dataset.label ?? ''}: ${String(parsed.y)}${unit === null ? '' : ` ${unit}`} at ${(parsed.x ?? 0).toFixed(1)} s`
						}
					}
				}
			}
		};
	};
