/** Draws what a hybrid answers right and pays, from nothing to everything sent to the API, with the threshold looked at. */
import type { ChartConfiguration } from 'chart.js';
import { formatNumber, formatUsdTick } from '../format.ts';
import { numberAxis, tooltipLook } from './axis.ts';
import type { ChartTheme } from './chart-theme.svelte.ts';
import {
	hybridPointInWords,
	ruleInWords,
	type HybridFrontierData
} from './hybrid-frontier-table.ts';
import type { Marker } from './marker-plugin.ts';
import { seriesStyle } from './series-style.ts';
import type { Whisker } from './whisker-plugin.ts';

const percentText = (percent: number): string => `${formatNumber(percent)} %`;

/** Which of the lines is drawn where; see the legend of the chart. */
export const hybridSeries = { right: 0, cost: 1, mixed: 2 };

export const hybridFrontierDrawing = (
	theme: ChartTheme,
	{ points, chosen, gate }: HybridFrontierData,
	/** Position of the threshold looked at among the points. */
	position: number
): ChartConfiguration => {
	const look = (series: number) => {
		const { color, dash } = seriesStyle(series);
		const ink = theme.series[color] ?? theme.ink;
		return { borderColor: ink, backgroundColor: ink, borderDash: [...dash], borderWidth: 2 };
	};
	const at = points[position];
	const [first] = points;
	const last = points.at(-1);
	const rights = points.map(({ quality }) => 100 * quality);
	const ends = chosen ? [100 * chosen.quality.low, 100 * chosen.quality.high] : [];
	const [least, most] = [Math.min(...rights, ...ends), Math.max(...rights, ...ends)];
	const room = Math.max(0.5, (most - least) * 0.15);
	const markers: Marker[] = [
		...(at
			? [
					{
						axis: 'x' as const,
						value: 100 * at.apiShare,
						label: 'threshold looked at',
						color: theme.accent
					}
				]
			: []),
		...(chosen
			? [
					{
						axis: 'x' as const,
						value: 100 * chosen.apiShare,
						label: 'chosen threshold, on other items',
						color: theme.muted,
						dash: [4, 3]
					}
				]
			: [])
	];
	const whiskers: Whisker[] = chosen
		? [
				{
					along: 'y',
					at: 100 * chosen.apiShare,
					low: 100 * chosen.quality.low,
					high: 100 * chosen.quality.high,
					color: theme.muted
				}
			]
		: [];
	return {
		type: 'line',
		data: {
			datasets: [
				{
					...look(hybridSeries.right),
					label: 'answered right',
					data: points.map(({ apiShare, quality }) => ({ x: 100 * apiShare, y: 100 * quality })),
					pointRadius: points.map((_, index) => (index === position ? 7 : 0)),
					yAxisID: 'y'
				},
				{
					...look(hybridSeries.cost),
					label: 'API cost of a request',
					data: points.map(({ apiShare, usdPerRequest }) => ({
						x: 100 * apiShare,
						y: Number(usdPerRequest)
					})),
					pointRadius: points.map((_, index) => (index === position ? 6 : 0)),
					pointStyle: seriesStyle(hybridSeries.cost).point,
					yAxisID: 'cost'
				},
				{
					...look(hybridSeries.mixed),
					label: 'right if mixed at random',
					data:
						first && last
							? [
									{ x: 0, y: 100 * first.quality },
									{ x: 100, y: 100 * last.quality }
								]
							: [],
					pointRadius: 0,
					yAxisID: 'y'
				}
			]
		},
		options: {
			parsing: false,
			interaction: { mode: 'nearest', axis: 'x', intersect: false },
			scales: {
				x: numberAxis(theme, {
					title: 'sent to the API, % of requests',
					format: percentText,
					min: 0,
					max: 100
				}),
				y: numberAxis(theme, {
					title: 'answered right, %',
					format: percentText,
					position: 'left',
					min: Math.max(0, least - room),
					max: Math.min(100, most + room)
				}),
				cost: numberAxis(theme, {
					title: 'API cost of a request, $',
					format: formatUsdTick,
					position: 'right',
					grid: false,
					min: 0
				})
			},
			plugins: {
				legend: { display: false },
				tooltip: {
					...tooltipLook(theme),
					filter: ({ datasetIndex }) => datasetIndex === 0,
					callbacks: {
						title: ([item]) => {
							const point = points[item?.dataIndex ?? -1];
							return point ? ruleInWords(point, gate) : '';
						},
						label: ({ dataIndex }) => {
							const point = points[dataIndex];
							return point ? hybridPointInWords(point) : '';
						}
					}
				},
				markers: { markers, font: theme.font, background: theme.surface },
				whiskers: { whiskers }
			}
		}
	};
};
