/** Draws `outcomesTable`: one bar for each stage, all attempts of it as 100 %. */
import type { ChartConfiguration } from 'chart.js';
import type { ChartTable } from './chart-table.ts';
import type { ChartTheme } from './chart-theme.svelte.ts';
import { outcomeColor } from './outcome-color.ts';

const sharesOf = (row: ChartTable['rows'][number]): number[] => {
	const counts = row.slice(1).map(Number);
	const sum = counts.reduce((a, b) => a + b, 0);
	return counts.map((count) => (sum === 0 ? 0 : (100 * count) / sum));
};

/** Height of the drawing, rem: the same for every bar. */
export const outcomesHeight = (table: ChartTable): number => 4 + 1.75 * table.rows.length;

export const outcomesDrawing =
	(table: ChartTable) =>
	(theme: ChartTheme): ChartConfiguration<'bar'> => ({
		type: 'bar',
		data: {
			labels: table.rows.map(([stage]) => String(stage)),
			datasets: table.columns.slice(1).map(({ label }, index) => ({
				label,
				data: table.rows.map((row) => sharesOf(row)[index] ?? 0),
				backgroundColor: outcomeColor(theme, label),
				borderColor: theme.surface,
				borderWidth: 1
			}))
		},
		options: {
			indexAxis: 'y',
			scales: {
				x: {
					stacked: true,
					min: 0,
					max: 100,
					title: { display: true, text: '% of attempts', color: theme.muted },
					grid: { color: theme.grid },
					ticks: { color: theme.muted }
				},
				y: {
					stacked: true,
					grid: { display: false },
					ticks: { color: theme.ink, autoSkip: false, callback: shortLabel }
				}
			},
			plugins: {
				tooltip: {
					callbacks: {
						label: ({ dataset, dataIndex, datasetIndex }) =>
							`${dataset.label ?? ''}: ${String(table.rows[dataIndex]?.[datasetIndex + 1] ?? '')}`
					}
				}
			}
		}
	});

/** Leaves room for the bars on narrow screens. */
function shortLabel(
	this: { getLabelForValue: (value: number) => string; chart: { width: number } },
	value: number | string
): string {
	const text = this.getLabelForValue(Number(value));
	const most = Math.max(10, Math.floor(this.chart.width / 18));
	return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
