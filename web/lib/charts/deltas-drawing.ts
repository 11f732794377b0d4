/** Draws `deltasTable`: a bar for each gap, so that a stall stands out. */
import type { ChartConfiguration } from 'chart.js';
import { formatMs, formatMsTick, formatWhole } from '../format.ts';
import { numberAxis, tooltipLook } from './axis.ts';
import type { ChartTable } from './chart-table.ts';
import type { ChartTheme } from './chart-theme.svelte.ts';
import { deltaColumns as column } from './deltas-table.ts';

export const deltasDrawing =
	(table: ChartTable) =>
	(theme: ChartTheme): ChartConfiguration => ({
		type: 'bar',
		data: {
			datasets: [
				{
					label: 'Gap before',
					data: table.rows.flatMap((row) => {
						const gap = row[column.gapMs];
						return typeof gap === 'number' ? [{ x: Number(row[column.delta]), y: gap }] : [];
					}),
					backgroundColor: theme.series[0] ?? theme.ink,
					barPercentage: 1,
					categoryPercentage: 0.9,
					maxBarThickness: 24
				}
			]
		},
		options: {
			scales: {
				x: numberAxis(theme, {
					title: 'delta of the answer',
					format: (value) => (Number.isInteger(value) ? formatWhole(value) : ''),
					min: 1,
					max: Math.max(2, table.rows.length) + 0.5,
					grid: false
				}),
				y: numberAxis(theme, { title: 'gap before, ms', format: formatMsTick, min: 0 })
			},
			plugins: {
				tooltip: {
					...tooltipLook(theme),
					callbacks: {
						title: () => '',
						label: ({ parsed }) => `${formatMs(parsed.y)} before delta ${formatWhole(parsed.x)}`
					}
				}
			}
		}
	});
