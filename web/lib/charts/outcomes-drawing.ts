/** Draws `outcomesTable`: one bar for each stage, all attempts of it as 100 %. */
import type { ChartConfiguration } from 'chart.js';
import { formatWhole } from '../format.ts';
import { numberAxis, tooltipLook } from './axis.ts';
import type { ChartTable } from './chart-table.ts';
import type { ChartTheme } from './chart-theme.svelte.ts';
import { outcomeColor } from './outcome-color.ts';

/** Where the bar of each outcome begins and ends, %. */
const rangesOf = (row: ChartTable['rows'][number]): [number, number][] => {
	const counts = row.slice(1).map(Number);
	const sum = counts.reduce((a, b) => a + b, 0);
	let before = 0;
	return counts.map((count) => {
		const from = before;
		before += sum === 0 ? 0 : (100 * count) / sum;
		return [from, before];
	});
};

/** Height of the drawing, rem: the same for every bar. */
export const outcomesHeight = (table: ChartTable): number => 4 + 2.25 * table.rows.length;

/** Narrow drawings break names in two lines and cut them, so that the bars keep their room. */
const narrowPx = 700;
const mostCharacters = 22;

const cut = (text: string): string =>
	text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters - 1)}…`;

const nameLines = (name: string, widthPx: number): string | string[] => {
	if (widthPx > narrowPx) return name;
	const [scenario = '', ...rest] = name.split(' · ');
	return rest.length === 0 ? cut(scenario) : [cut(scenario), cut(rest.join(' · '))];
};

export const outcomesDrawing =
	(table: ChartTable) =>
	(theme: ChartTheme): ChartConfiguration => ({
		type: 'bar',
		data: {
			labels: table.rows.map(([stage]) => String(stage)),
			datasets: table.columns.slice(1).map(({ label }, index) => ({
				label,
				data: table.rows.map((row) => rangesOf(row)[index] ?? [0, 0]),
				// In one row with the others, not beside them.
				grouped: false,
				backgroundColor: outcomeColor(theme, label),
				borderColor: theme.surface,
				borderWidth: 1
			}))
		},
		options: {
			indexAxis: 'y',
			scales: {
				x: numberAxis(theme, { title: '% of attempts', format: String, min: 0, max: 100 }),
				y: {
					grid: { display: false },
					ticks: {
						color: theme.ink,
						autoSkip: false,
						callback(value) {
							return nameLines(this.getLabelForValue(Number(value)), this.chart.width);
						}
					}
				}
			},
			plugins: {
				tooltip: {
					...tooltipLook(theme),
					callbacks: {
						label: ({ dataset, dataIndex, datasetIndex }) =>
							`${dataset.label ?? ''}: ${formatWhole(Number(table.rows[dataIndex]?.[datasetIndex + 1]))}`
					}
				}
			}
		}
	});
