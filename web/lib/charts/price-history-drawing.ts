/** Steps of the prices of a model over its days. */
import type { ChartConfiguration } from 'chart.js';
import { numberAxis, tooltipLook } from './axis.ts';
import type { ChartTable } from './chart-table.ts';
import type { ChartTheme } from './chart-theme.svelte.ts';
import type { LegendEntry } from './legend.ts';
import { seriesStyle } from './series-style.ts';

const dayMs = 86_400_000;
const dayOf = (text: string): number => Date.parse(`${text}T00:00:00Z`) / dayMs;
const textOf = (day: number): string =>
	new Date(Math.round(day) * dayMs).toISOString().slice(0, 10);

/** Columns that are drawn, by their keys, with the place of each in the legend. */
const drawn = ['inputUsdPerMtok', 'cacheReadUsdPerMtok', 'outputUsdPerMtok'] as const;

const seriesOf = ({ columns, rows }: ChartTable) =>
	drawn
		.map((key, series) => {
			const column = columns.findIndex((each) => each.key === key);
			return { series, column, label: columns[column]?.label ?? key };
		})
		.filter(({ column }) => rows.some((row) => typeof row[column] === 'number'));

export const priceHistoryLegend = (table: ChartTable): LegendEntry[] =>
	seriesOf(table).map(({ label, series }) => ({ label, series }));

/** First and last day of the drawing: a little before the first change, and to today or a little after the last one. */
const daysOf = ({ rows }: ChartTable, today: string): [number, number] => {
	const starts = rows.flatMap(([from]) => (typeof from === 'string' ? [dayOf(from)] : []));
	const last = Math.max(dayOf(today), ...starts);
	const span = Math.max(60, last - Math.min(...starts));
	return [Math.min(...starts) - span * 0.25, last + span * 0.1];
};

/** `table` is that of `priceHistoryTable`; `today` is YYYY-MM-DD. */
export const priceHistoryDrawing =
	(table: ChartTable, today: string) =>
	(theme: ChartTheme): ChartConfiguration => {
		const [first, last] = daysOf(table, today);
		const datasets: ChartConfiguration['data']['datasets'] = seriesOf(table).map(
			({ series, column, label }) => {
				const { color, dash, point } = seriesStyle(series);
				const points = table.rows.map((row) => ({
					x: typeof row[0] === 'string' ? dayOf(row[0]) : first,
					y: (row[column] ?? null) as number
				}));
				const end = points.at(-1);
				return {
					label,
					data: end ? [...points, { x: last, y: end.y }] : [],
					stepped: 'before',
					borderColor: theme.series[color] ?? theme.ink,
					backgroundColor: theme.series[color] ?? theme.ink,
					borderDash: [...dash],
					borderWidth: 2.5,
					pointStyle: point,
					// Only where a price begins.
					pointRadius: [...table.rows.map((row) => (row[0] === null ? 0 : 5)), 0],
					pointHitRadius: 12
				};
			}
		);
		return {
			type: 'line',
			data: { datasets },
			options: {
				scales: {
					x: numberAxis(theme, { title: 'day', format: textOf, min: first, max: last }),
					y: {
						...numberAxis(theme, {
							title: '$ per million tokens',
							format: (usd) => `$${usd.toLocaleString('en-US')}`
						}),
						beginAtZero: true
					}
				},
				plugins: {
					tooltip: {
						...tooltipLook(theme),
						callbacks: {
							title: (items) => items.map(({ parsed }) => textOf(parsed.x ?? 0)).slice(0, 1),
							label: ({ dataset, parsed }) =>
								`${dataset.label ?? ''}: $${(parsed.y ?? 0).toLocaleString('en-US', { maximumFractionDigits: 6 })}`
						}
					},
					markers: {
						markers: [
							{ axis: 'x', value: dayOf(today), label: 'today', color: theme.muted, dash: [3, 3] }
						],
						font: theme.font,
						background: theme.surface
					}
				}
			}
		};
	};
