/** Draws load levels as points of rate and latency, hollow where they cannot be trusted, with the objective and the capacity. */
import type { ChartConfiguration, ChartDataset } from 'chart.js';
import { formatMs, formatNumber } from '../format.ts';
import { numberAxis, tooltipLook } from './axis.ts';
import type { ChartTheme } from './chart-theme.svelte.ts';
import {
	latencyNames,
	latencyOf,
	rateOf,
	targetName,
	type LatencyMetric,
	type LatencyThroughputData,
	type MeasuredLevel,
	type RateMetric
} from './latency-throughput-table.ts';
import type { Marker } from './marker-plugin.ts';
import { seriesStyle } from './series-style.ts';

interface LevelPoint {
	x: number;
	y: number;
	level: MeasuredLevel;
}

const logFactor = 20;

export const latencyThroughputDrawing = (
	theme: ChartTheme,
	data: LatencyThroughputData,
	{ latency, rate }: { latency: LatencyMetric; rate: RateMetric }
): ChartConfiguration => {
	const colorOf = (index: number): string => theme.series[seriesStyle(index).color] ?? theme.ink;
	const targets = data.targets.map((target, index) => {
		const points = target.levels
			.flatMap((level): LevelPoint[] => {
				const [x, y] = [rateOf(level, rate), latencyOf(level, latency)];
				return x === null || y === null || level.isMixed ? [] : [{ x, y, level }];
			})
			.sort((a, b) => a.x - b.x);
		return { target, index, points };
	});
	const isOnLine = ({ level }: LevelPoint): boolean =>
		level.validity.verdict === 'valid' && !level.variesRate;
	const datasets = targets.flatMap(({ target, index, points }) => {
		const { dash, point } = seriesStyle(index);
		const color = colorOf(index);
		const look = {
			label: targetName(target),
			borderColor: color,
			borderWidth: 2,
			pointStyle: point,
			pointRadius: 6,
			pointHoverRadius: 8,
			pointBorderWidth: 2
		};
		return [
			{
				...look,
				data: points.filter(isOnLine),
				backgroundColor: color,
				borderDash: [...dash],
				showLine: true
			},
			{
				...look,
				data: points.filter((each) => !isOnLine(each)),
				pointBackgroundColor: theme.surface,
				backgroundColor: theme.surface,
				showLine: false
			}
		] satisfies ChartDataset<'scatter', LevelPoint[]>[];
	});
	const all = targets.flatMap(({ points }) => points);
	const limitMs = latency === 'ttft' ? data.slo.ttftMs : data.slo.e2eMs;
	const heights = [...all.map(({ y }) => y), ...(limitMs === undefined ? [] : [limitMs])].filter(
		(y) => y > 0
	);
	const isLog = heights.length > 1 && Math.max(...heights) / Math.min(...heights) > logFactor;
	const capacities = targets.flatMap(({ target, index }): Marker[] => {
		const { capacity } = target;
		if (rate !== 'requests' || capacity.state !== 'measured') return [];
		return [
			{
				axis: 'x',
				value: capacity.kappaPerS,
				low: capacity.lowPerS,
				high: capacity.highPerS,
				label: `capacity ${formatNumber(capacity.kappaPerS)}/s, ${targetName(target)}`,
				color: colorOf(index),
				dash: [2, 3]
			}
		];
	});
	const objective: Marker[] =
		limitMs === undefined
			? []
			: [
					{
						axis: 'y',
						value: limitMs,
						label: `objective ${formatMs(limitMs)}`,
						color: theme.bad,
						dash: [6, 4]
					}
				];
	const rates = [
		...all.map(({ x }) => x),
		...capacities.map(({ high, value }) => high ?? value),
		0
	];
	return {
		type: 'scatter',
		data: { datasets },
		options: {
			interaction: { mode: 'nearest', intersect: false },
			scales: {
				x: numberAxis(theme, {
					title: rate === 'requests' ? 'answered, requests/s' : 'output, tokens/s',
					format: formatNumber,
					min: 0,
					max: Math.max(...rates) * 1.1 || 1
				}),
				y: numberAxis(theme, {
					title: `${latencyNames[latency]}, 95th percentile${isLog ? ' (logarithmic)' : ''}`,
					format: formatMs,
					log: isLog,
					...(isLog
						? { min: Math.min(...heights) / 1.5, max: Math.max(...heights) * 1.5 }
						: { min: 0, max: Math.max(...heights, 1) * 1.15 })
				})
			},
			plugins: {
				legend: { display: false },
				tooltip: {
					...tooltipLook(theme),
					callbacks: {
						label: ({ dataset, raw }) => {
							const { x, y, level } = raw as LevelPoint;
							const { verdict, reasons } = level.validity;
							const unit = rate === 'requests' ? 'requests/s' : 'tokens/s';
							return [
								`${dataset.label ?? ''}, ${level.load}`,
								`${formatMs(y)} at ${formatNumber(x)} ${unit}`,
								...(verdict === 'valid' ? [] : [`${verdict}: ${reasons[0] ?? ''}`])
							];
						}
					}
				},
				markers: {
					markers: [...objective, ...capacities],
					font: theme.font,
					background: theme.surface
				}
			}
		}
	};
};
