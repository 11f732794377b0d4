/** Draws what an accepted answer costs: a bar for each option with its 90 % interval. */
import type { ChartConfiguration } from 'chart.js';
import { optionTitle } from '#bench/economics/option/option-title.ts';
import { formatUsd, formatUsdTick } from '../format.ts';
import { axisLines } from './axis-lines.ts';
import { numberAxis, tooltipLook } from './axis.ts';
import { withOpacity, type ChartTheme } from './chart-theme.svelte.ts';
import { answerCosts, type CostPerAnswerData } from './cost-per-answer-table.ts';
import { seriesStyle } from './series-style.ts';

/** Narrower than this the names of the options get half as much room, px. */
const narrowPx = 480;

/** Options without a known cost have no bar; the caption names them. */
export const costPerAnswerDrawing = (
	theme: ChartTheme,
	data: CostPerAnswerData
): ChartConfiguration => {
	const known = answerCosts(data).filter(({ usd }) => usd !== null);
	const colors = known.map(
		({ entry }) => theme.series[seriesStyle(entry.series).color] ?? theme.ink
	);
	return {
		type: 'bar',
		data: {
			labels: known.map(({ entry }) => optionTitle(entry.option)),
			datasets: [
				{
					data: known.map(({ usd }) => usd),
					backgroundColor: colors.map((color) => withOpacity(color, 0.4)),
					borderColor: colors,
					borderWidth: 2,
					barPercentage: 0.6,
					categoryPercentage: 0.9,
					maxBarThickness: 28
				}
			]
		},
		options: {
			indexAxis: 'y',
			scales: {
				x: {
					...numberAxis(theme, { title: 'accepted answer, $', format: formatUsdTick, min: 0 }),
					suggestedMax: Math.max(0, ...known.map(({ usd, high }) => high ?? usd ?? 0))
				},
				y: {
					type: 'category',
					border: { color: theme.muted },
					grid: { display: false },
					ticks: {
						color: theme.ink,
						callback(_, index) {
							const cost = known[index];
							const length = this.chart.width < narrowPx ? 16 : 30;
							return cost ? axisLines(optionTitle(cost.entry.option), length) : '';
						}
					}
				}
			},
			plugins: {
				tooltip: {
					...tooltipLook(theme),
					callbacks: {
						label: ({ dataIndex }) => {
							const cost = known[dataIndex];
							if (!cost) return '';
							const range =
								cost.low === null || cost.high === null
									? ''
									: `, 90 % ${formatUsd(cost.low)} to ${formatUsd(cost.high)}`;
							return `${formatUsd(cost.usd)}${range}`;
						}
					}
				},
				whiskers: {
					above: true,
					whiskers: known.flatMap(({ low, high }, at) =>
						low === null || high === null || low === high
							? []
							: [{ along: 'x' as const, at, low, high, color: theme.ink }]
					)
				}
			}
		}
	};
};
