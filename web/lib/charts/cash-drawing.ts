/** Draws the cash of the options, or of making less that of buying, with the month in which it has paid back. */
import type { ChartConfiguration, ChartDataset } from 'chart.js';
import { optionTitle } from '#bench/economics/option/option-title.ts';
import { formatUsd, formatUsdTick } from '../format.ts';
import { numberAxis, tooltipLook } from './axis.ts';
import { cashColumn, cashDifferenceColumn, type CashChartData } from './cash-table.ts';
import { columnValues, type ChartTable } from './chart-table.ts';
import { withOpacity, type ChartTheme } from './chart-theme.svelte.ts';
import type { Marker } from './marker-plugin.ts';
import { seriesStyle } from './series-style.ts';

/** `options`: a line for each. `difference`: what making has cost more than buying. */
export type CashView = 'options' | 'difference';

type Point = { x: number; y: number };

/** From nothing at the start to the end of each month. */
const pointsOf = (table: ChartTable, column: string): Point[] => {
	const months = columnValues(table, 'month');
	const amounts = columnValues(table, column);
	return [
		{ x: 0, y: 0 },
		...months.flatMap((month, index) => {
			const amount = amounts[index];
			return typeof month === 'number' && typeof amount === 'number'
				? [{ x: month, y: amount }]
				: [];
		})
	];
};

export const cashDrawing = (
	theme: ChartTheme,
	{ data, table, view }: { data: CashChartData; table: ChartTable; view: CashView }
): ChartConfiguration => {
	const { payback, options: flows } = data.overTime;
	const line = { pointRadius: 0, pointHitRadius: 8, borderWidth: 2, tension: 0 };
	const datasets: ChartDataset<'line', Point[]>[] =
		view === 'difference'
			? [
					{
						...line,
						label: 'making − buying',
						data: pointsOf(table, cashDifferenceColumn),
						borderColor: theme.accent,
						fill: {
							target: 'origin',
							above: withOpacity(theme.bad, 0.16),
							below: withOpacity(theme.good, 0.16)
						}
					}
				]
			: data.options.flatMap((option, index) => {
					if (!flows.some(({ optionId }) => optionId === option.id)) return [];
					const { color, dash } = seriesStyle(index);
					return [
						{
							...line,
							label: optionTitle(option),
							data: pointsOf(table, cashColumn(option.id)),
							borderColor: theme.series[color] ?? theme.ink,
							backgroundColor: theme.series[color] ?? theme.ink,
							borderDash: [...dash],
							pointStyle: 'line' as const
						}
					];
				});
	const months = columnValues(table, 'month').map(Number);
	/** At the end of the last month, before and after servers are sold: only the sale makes the lines cross. */
	const [beforeSale, afterSale] = (payback ? columnValues(table, cashDifferenceColumn) : [])
		.slice(-2)
		.map(Number);
	const isBySale =
		payback?.lastMonth === months.at(-1) &&
		beforeSale !== undefined &&
		afterSale !== undefined &&
		Math.sign(beforeSale) !== Math.sign(afterSale);
	const markers: Marker[] = [
		...(payback && payback.lastMonth !== null
			? [
					{
						axis: 'x' as const,
						value: payback.lastMonth,
						label: `${payback.aheadAtEnd === 'buy' ? 'buying is ahead' : 'paid back'}: month ${String(payback.lastMonth)}${isBySale ? ', once servers are sold' : ''}`,
						color: theme.accent,
						dash: [4, 3]
					}
				]
			: []),
		...(view === 'difference'
			? [{ axis: 'y' as const, value: 0, label: 'both have cost the same', color: theme.muted }]
			: [])
	];
	return {
		type: 'line',
		data: { datasets: datasets as ChartConfiguration['data']['datasets'] },
		options: {
			interaction: { mode: 'index', intersect: false },
			parsing: false,
			scales: {
				x: numberAxis(theme, {
					title: 'months from now',
					format: String,
					min: 0,
					max: Math.max(1, ...months),
					stepSize: 6
				}),
				y: numberAxis(theme, {
					title:
						view === 'difference'
							? 'making has cost more (+) or less (−), $'
							: 'spent since the start, $',
					format: formatUsdTick
				})
			},
			plugins: {
				legend: { display: false },
				tooltip: {
					...tooltipLook(theme),
					callbacks: {
						title: ([item]) => `end of month ${String(item?.parsed.x ?? '')}`,
						label: ({ dataset, parsed }) => `${dataset.label ?? ''}: ${formatUsd(parsed.y)}`
					}
				},
				markers: { markers, font: theme.font, background: theme.surface }
			}
		}
	};
};
