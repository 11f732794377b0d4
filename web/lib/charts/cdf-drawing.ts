/** Draws `cdfTable`: one rising line for each stage. */
import type { ChartConfiguration } from 'chart.js';
import { formatMs, formatMsTick } from '../format.ts';
import { numberAxis, tooltipLook } from './axis.ts';
import { isStepTable } from './cdf-table.ts';
import type { ChartTable } from './chart-table.ts';
import type { ChartTheme } from './chart-theme.svelte.ts';
import { seriesStyle } from './series-style.ts';

/** From this ratio of the longest to the shortest time on, a linear axis would show one line alone. */
const logFrom = 20;

/** Whether the times of a table need a logarithmic axis. */
export const needsLogAxis = (table: ChartTable): boolean => {
	const times = table.rows.flatMap((row) =>
		row.slice(1).filter((cell) => typeof cell === 'number')
	);
	const least = Math.min(...times);
	return least > 0 && Math.max(...times) / least > logFrom;
};

/** The points of a column; a step rises from 0 % at its first time. */
const pointsOf = (table: ChartTable, index: number): { x: number; y: number }[] => {
	const points = table.rows.flatMap((row) => {
		const ms = row[index + 1];
		return typeof ms === 'number' ? [{ x: ms, y: Number(row[0]) }] : [];
	});
	const [first] = points;
	return first && isStepTable(table) ? [{ x: first.x, y: 0 }, ...points] : points;
};

export const cdfDrawing =
	(table: ChartTable) =>
	(theme: ChartTheme): ChartConfiguration => ({
		type: 'line',
		data: {
			datasets: table.columns.slice(1).map(({ label }, index) => {
				const { color, dash } = seriesStyle(index);
				return {
					label,
					data: pointsOf(table, index),
					stepped: isStepTable(table) ? 'before' : false,
					borderColor: theme.series[color] ?? theme.ink,
					borderDash: [...dash],
					borderWidth: 2,
					pointRadius: 0,
					pointHitRadius: 6
				};
			})
		},
		options: {
			interaction: { mode: 'nearest', intersect: false, axis: 'xy' },
			scales: {
				x: numberAxis(theme, { title: 'ms', format: formatMsTick, log: needsLogAxis(table) }),
				y: numberAxis(theme, {
					title: '% of answers',
					format: String,
					min: 0,
					max: 100,
					stepSize: 25
				})
			},
			plugins: {
				tooltip: {
					...tooltipLook(theme),
					callbacks: {
						title: () => '',
						label: ({ dataset, parsed }) =>
							`${dataset.label ?? ''}: ${String(parsed.y)} % within ${formatMs(parsed.x)}`
					}
				}
			}
		}
	});
