/** Draws cost against volume: a line for each option, bands of the compared pair, crossovers, today's and forecast volumes. */
import type { ChartConfiguration } from 'chart.js';
import { optionTitle } from '#bench/economics/option/option-title.ts';
import { formatUsd, formatVolume } from '../format.ts';
import { numberAxis, tooltipLook } from './axis.ts';
import { withOpacity, type ChartTheme } from './chart-theme.svelte.ts';
import type { CostByVolumeData, VolumeCurve } from './cost-by-volume-table.ts';
import type { Marker } from './marker-plugin.ts';
import { seriesStyle } from './series-style.ts';

export interface CostByVolumeView {
	scale: 'log' | 'linear';
	/** Ids of options that are left out. */
	hidden: readonly string[];
}

interface Point {
	x: number;
	/** NaN where there is nothing to draw. */
	y: number;
}

const isComparedIn = ({ compared }: CostByVolumeData, { option }: VolumeCurve): boolean =>
	compared !== null && (option.id === compared.makeId || option.id === compared.buyId);

/** On a logarithmic axis nothing at all has no place. */
const pointsOf = (
	volumes: readonly number[],
	values: readonly (number | null)[],
	isLog: boolean
): Point[] =>
	volumes.flatMap((x, index) => {
		const y = values[index] ?? NaN;
		return isLog && x <= 0 ? [] : [{ x, y: isLog && y <= 0 ? NaN : y }];
	});

const lineOf = (
	data: CostByVolumeData,
	curve: VolumeCurve,
	index: number,
	theme: ChartTheme,
	isLog: boolean
) => {
	const style = seriesStyle(index);
	const color = theme.series[style.color] ?? theme.ink;
	return {
		label: optionTitle(curve.option),
		data: pointsOf(data.volumes, curve.usdPerMonth, isLog),
		borderColor: color,
		backgroundColor: color,
		borderWidth: isComparedIn(data, curve) ? 3 : 1.5,
		borderDash: [...style.dash],
		pointRadius: 0,
		pointHitRadius: 0,
		pointHoverRadius: 4,
		pointStyle: style.point
	};
};

const bandOf = (
	data: CostByVolumeData,
	{ band, option }: VolumeCurve,
	index: number,
	theme: ChartTheme,
	isLog: boolean
) => {
	if (!band) return [];
	const color = theme.series[seriesStyle(index).color] ?? theme.ink;
	const edge = (values: readonly number[], fill: false | '-1') => ({
		label: `${option.id} band`,
		data: pointsOf(data.volumes, values, isLog),
		borderWidth: 0,
		pointRadius: 0,
		pointHitRadius: 0,
		pointHoverRadius: 0,
		fill,
		backgroundColor: withOpacity(color, 0.16)
	});
	return [edge(band.low, false), edge(band.high, '-1')];
};

const markersOf = (data: CostByVolumeData, theme: ChartTheme): Marker[] => {
	const { crossover, interval, requestsPerMonth, forecast } = data;
	const [first, last] = [data.volumes[0] ?? 0, data.volumes.at(-1) ?? 0];
	const markers: Marker[] = [
		{
			axis: 'x',
			value: requestsPerMonth,
			label: `today ${formatVolume(requestsPerMonth)}`,
			color: theme.ink
		},
		...forecast.map(({ month, requestsPerMonth: value }) => ({
			axis: 'x' as const,
			value,
			label: `in ${String(month)} months ${formatVolume(value)}`,
			isMinor: true,
			color: theme.muted,
			dash: [2, 4]
		}))
	];
	const { permanent = null, first: firstCrossing = null } = crossover ?? {};
	if (permanent !== null) {
		markers.push({
			axis: 'x',
			value: permanent,
			...(interval ? { low: interval.low ?? last, high: interval.high ?? last } : {}),
			label: `crossover ${formatVolume(permanent)}`,
			color: theme.accent,
			dash: [6, 3]
		});
	} else if (interval && interval.low !== null) {
		// No crossover at the values given, but in some of the draws.
		markers.push({
			axis: 'x',
			value: -1,
			low: Math.max(first, interval.low),
			high: interval.high ?? last,
			label: '',
			color: theme.accent
		});
	}
	if (firstCrossing !== null && firstCrossing !== permanent) {
		markers.push({
			axis: 'x',
			value: firstCrossing,
			label: `first change ${formatVolume(firstCrossing)}`,
			isMinor: true,
			color: theme.accent,
			dash: [2, 3]
		});
	}
	return markers;
};

/** Names of an axis are round: cents say nothing. */
const wholeUsd = (usd: number): string => formatUsd(usd).replace(/\.00$/u, '');

/** The configuration of the chart. */
export const costByVolumeDrawing = (
	theme: ChartTheme,
	data: CostByVolumeData,
	{ scale, hidden }: CostByVolumeView
): ChartConfiguration => {
	const isLog = scale === 'log';
	const shown = data.curves
		.map((curve, index) => ({ curve, index }))
		.filter(({ curve }) => !hidden.includes(curve.option.id));
	const lines = shown.map(({ curve, index }) => lineOf(data, curve, index, theme, isLog));
	const bands = shown.flatMap(({ curve, index }) => bandOf(data, curve, index, theme, isLog));
	const end = data.volumes.at(-1) ?? 1;
	const titles = new Set(lines.map(({ label }) => label));
	return {
		type: 'line',
		data: { datasets: [...bands, ...lines] },
		options: {
			parsing: false,
			normalized: true,
			interaction: { mode: 'index', intersect: false },
			scales: {
				x: {
					...numberAxis(theme, {
						title: `requests a month${isLog ? ' (logarithmic)' : ''}`,
						format: formatVolume,
						log: isLog,
						min: isLog ? Math.max(1, data.volumes.find((volume) => volume > 0) ?? 1) : 0,
						max: end
					})
				},
				y: numberAxis(theme, {
					title: `$ a month${isLog ? ' (logarithmic)' : ''}`,
					format: wholeUsd,
					log: isLog,
					...(isLog ? {} : { min: 0 })
				})
			},
			plugins: {
				legend: { display: false },
				tooltip: {
					...tooltipLook(theme),
					filter: ({ dataset }) => titles.has(dataset.label ?? ''),
					itemSort: (a, b) => (a.parsed.y ?? 0) - (b.parsed.y ?? 0),
					callbacks: {
						title: ([item]) =>
							item ? `${formatVolume(item.parsed.x)} requests a month, cheapest first` : '',
						label: ({ dataset, parsed }) => `${dataset.label ?? ''}: ${formatUsd(parsed.y)} a month`
					}
				},
				markers: { markers: markersOf(data, theme), font: theme.font, background: theme.surface }
			}
		}
	};
};
