/** What was read beside the requests of a stage, over time: power and use of GPUs, requests in the engine, the client's machine. */
import type { TelemetrySeries } from '#core/telemetry-series.ts';
import { formatWhole } from '../format.ts';
import type { ChartTable } from './chart-table.ts';

export const telemetryCharts = ['power', 'serving', 'use'] as const;
export type TelemetryChart = (typeof telemetryCharts)[number];

interface ChartKind {
	title: string;
	/** Series that it shows, the better one first where two say the same. */
	names: readonly (readonly string[])[];
	unit: string | null;
	/** From the stored unit to that of the chart. */
	factor: number;
	digits: number;
	note: string;
}

export const chartKinds: Record<TelemetryChart, ChartKind> = {
	power: {
		title: 'Power of the GPUs',
		names: [['powerW', 'averagePowerW']],
		unit: 'W',
		factor: 1,
		digits: 1,
		note: 'Power of whole cards, whoever uses them. A mean of the last second comes about half a second late.'
	},
	serving: {
		title: 'Requests in the engine',
		names: [['running'], ['waiting']],
		unit: null,
		factor: 1,
		digits: 2,
		note: 'As the engine says, at the moments at which it was asked; what happened in between is not seen.'
	},
	use: {
		title: 'How busy it was',
		names: [['useShare'], ['kvCacheShare'], ['cpuShare']],
		unit: '%',
		factor: 100,
		digits: 1,
		note: 'GPU: share of the driver’s last sampling period in which something ran. Processors: of the machine of the client.'
	}
};

/** Names of the stored series that the charts need. */
export const seriesNames = (chart: TelemetryChart): string[] => chartKinds[chart].names.flat();

const labels: Record<string, string> = {
	powerW: 'GPU',
	averagePowerW: 'GPU, mean of the last second',
	running: 'Running',
	waiting: 'Waiting',
	useShare: 'GPU',
	kvCacheShare: 'Cache of the engine',
	cpuShare: 'Processors of the client'
};

/** `GPU 0`, `GPU 0, mean of the last second`, `Running`. */
const labelOf = ({ name, subject }: TelemetrySeries): string => {
	const label = labels[name] ?? name;
	return subject === '' ? label : label.replace('GPU', `GPU ${subject}`);
};

/** Of each subject the better of two series that say the same. */
const chosen = (chart: TelemetryChart, series: readonly TelemetrySeries[]): TelemetrySeries[] =>
	chartKinds[chart].names.flatMap((alternatives) => {
		const taken = new Set<string>();
		return alternatives.flatMap((name) =>
			series.filter((each) => {
				if (each.name !== name || taken.has(each.subject)) return false;
				taken.add(each.subject);
				return true;
			})
		);
	});

/** Every n-th sample, so that about `limit` rows remain. */
const thinnedBy = (count: number, limit: number): number => Math.max(1, Math.ceil(count / limit));

const captionOf = (
	title: string,
	rows: readonly (readonly [string, number])[],
	unit: string | null
): string => {
	if (rows.length === 0) return `${title}: nothing of it was read.`;
	const byLabel = new Map<string, number[]>();
	for (const [label, value] of rows) byLabel.set(label, [...(byLabel.get(label) ?? []), value]);
	const suffix = unit === null ? '' : ` ${unit}`;
	return [...byLabel]
		.map(([label, values]) => {
			const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
			const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
			const text = (value: number): string =>
				value.toLocaleString('en-US', { maximumFractionDigits: 1 });
			return `${label}: mean ${text(mean)}${suffix}, at most ${text(most)}${suffix}`;
		})
		.join('; ')
		.concat('.');
};

/** One row for each sample; none where nothing of this was read. */
export const telemetryTable = (
	chart: TelemetryChart,
	series: readonly TelemetrySeries[],
	limit: number
): ChartTable => {
	const { title, unit, factor, digits, note } = chartKinds[chart];
	const shown = chosen(chart, series);
	const total = shown.reduce((sum, { values }) => sum + values.length, 0);
	const every = thinnedBy(total, limit);
	const rounded = (value: number): number => Number((value * factor).toFixed(digits));
	const rows = shown
		.flatMap((each) =>
			each.values.flatMap((value, index): [number, string, number][] =>
				index % every === 0
					? [[Math.round(each.atMs[index] ?? 0) / 1_000, labelOf(each), rounded(value)]]
					: []
			)
		)
		.sort((a, b) => a[0] - b[0]);
	return {
		id: chart,
		title,
		caption: captionOf(
			title,
			rows.map(([, label, value]) => [label, value] as const),
			unit
		),
		columns: [
			{ key: 'atS', label: 'At', unit: 's', kind: 'number' },
			{ key: 'series', label: 'What', unit: null, kind: 'text' },
			{ key: 'value', label: 'Value', unit, kind: 'number' }
		],
		rows,
		notes: [
			every === 1
				? `All ${formatWhole(total)} samples are shown; below 0 s nothing had been sent.`
				: `One sample in ${String(every)} of ${formatWhole(total)} is shown; below 0 s nothing had been sent.`,
			note
		],
		sources: []
	};
};
