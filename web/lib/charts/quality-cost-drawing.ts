/** Draws options as points of cost and quality, with the interval of the quality and the margin below the bought model. */
import type { ChartConfiguration } from 'chart.js';
import { optionTitle } from '#bench/economics/option/option-title.ts';
import { formatNumber, formatUsdTick } from '../format.ts';
import { numberAxis, tooltipLook } from './axis.ts';
import type { ChartTheme } from './chart-theme.svelte.ts';
import type { Marker } from './marker-plugin.ts';
import { pointInWords, shareInterval, type QualityCostData } from './quality-cost-table.ts';
import { seriesStyle } from './series-style.ts';
import type { Whisker } from './whisker-plugin.ts';

const percentText = (percent: number): string => `${formatNumber(percent)} %`;

/** More than this factor between the cheapest and the dearest: a logarithmic axis shows both. */
const logFactor = 8;

export const qualityCostDrawing = (
	theme: ChartTheme,
	data: QualityCostData
): ChartConfiguration => {
	const drawn = data.points.flatMap((point) => {
		const { usdPerRequest, acceptShare } = point;
		if (usdPerRequest === null || !acceptShare) return [];
		const x = Number(usdPerRequest);
		const y = 100 * Number(acceptShare.value);
		const interval = shareInterval(acceptShare);
		const color = theme.series[seriesStyle(point.series).color] ?? theme.ink;
		return [{ point, x, y, interval, color }];
	});
	const costs = drawn.map(({ x }) => x).filter((x) => x > 0);
	const isLog = costs.length > 1 && Math.max(...costs) / Math.min(...costs) > logFactor;
	const heights = drawn.flatMap(({ y, interval }) =>
		interval ? [100 * interval.low, 100 * interval.high] : [y]
	);
	const reference = drawn.find(({ point }) => point.option.id === data.referenceId);
	const margin = 100 * data.marginShare;
	const lowest = Math.min(...heights, ...(reference ? [reference.y - margin] : []));
	const highest = Math.max(...heights);
	const room = Math.max(0.5, (highest - lowest) * 0.12);
	const markers: Marker[] = reference
		? [
				{
					axis: 'y',
					value: reference.y - margin,
					low: reference.y - margin,
					high: reference.y,
					label: `${formatNumber(margin)} points below ${optionTitle(reference.point.option)}`,
					color: theme.good,
					dash: [4, 3]
				}
			]
		: [];
	const whiskers = drawn.flatMap(({ x, interval, color }): Whisker[] =>
		interval
			? [{ along: 'y', at: x, low: 100 * interval.low, high: 100 * interval.high, color }]
			: []
	);
	return {
		type: 'scatter',
		data: {
			datasets: drawn.map(({ point, x, y, color }) => ({
				label: optionTitle(point.option),
				data: [{ x, y }],
				borderColor: color,
				backgroundColor: color,
				borderWidth: 2,
				pointStyle: seriesStyle(point.series).point,
				pointRadius: 7,
				pointHoverRadius: 9
			}))
		},
		options: {
			interaction: { mode: 'nearest', intersect: false },
			scales: {
				x: numberAxis(theme, {
					title: `bill of a request, $${isLog ? ' (logarithmic)' : ''}`,
					format: formatUsdTick,
					log: isLog,
					...(isLog
						? { min: Math.min(...costs) / 1.6, max: Math.max(...costs) * 1.6 }
						: { min: 0, max: Math.max(...costs, 0) * 1.2 || 1 })
				}),
				y: numberAxis(theme, {
					title: 'answered right, % of items',
					format: percentText,
					min: Math.max(0, lowest - room),
					max: Math.min(100, highest + room)
				})
			},
			plugins: {
				legend: { display: false },
				tooltip: {
					...tooltipLook(theme),
					callbacks: {
						label: ({ datasetIndex }) => {
							const each = drawn[datasetIndex];
							return each ? pointInWords(each.point) : '';
						}
					}
				},
				markers: { markers, font: theme.font, background: theme.surface },
				whiskers: { whiskers }
			}
		}
	};
};
