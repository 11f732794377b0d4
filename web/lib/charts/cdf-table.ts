/** How a latency is distributed over the answers of several stages: for each share of answers, the time within which they came. */
import { markEmulated } from '#core/mark-emulated.ts';
import { quantileOfSorted } from '#core/statistics/quantile.ts';
import { formatMs } from '../format.ts';
import { metricLabels, metricMeanings, type ShownMetric } from '../runs/labels.ts';
import type { ChartTable } from './chart-table.ts';
import { toMicroseconds } from './to-microseconds.ts';

export interface CdfSeries {
	/** `support-triage on gpu, closed ×16`. */
	label: string;
	emulated: boolean;
	/** ms, from the smallest up. */
	sortedMs: readonly number[];
}

/** Quantiles through which a line is drawn, 0 % to 100 %. */
const quantiles = 101;

const nameOf = ({ label, emulated }: CdfSeries): string => markEmulated(label, emulated);

const captionOf = (metric: ShownMetric, series: readonly CdfSeries[]): string => {
	const medians = series.map((each) => ({
		name: nameOf(each),
		ms: quantileOfSorted(each.sortedMs, 0.5)
	}));
	const known = medians.flatMap(({ name, ms }) => (ms === null ? [] : [{ name, ms }]));
	const [first] = known;
	const meaning = metricMeanings[metric];
	if (!first) return `Nothing was observed ${meaning}.`;
	const low = known.reduce((a, b) => (b.ms < a.ms ? b : a), first);
	const high = known.reduce((a, b) => (b.ms > a.ms ? b : a), first);
	if (known.length === 1)
		return `Half of the answers took at most ${formatMs(low.ms)}, ${meaning}.`;
	return `Half of the answers took at most ${formatMs(low.ms)} on ${low.name} and ${formatMs(high.ms)} on ${high.name}, ${meaning}.`;
};

/** A column for each stage; a stage without this metric has an empty one. */
export const cdfTable = (metric: ShownMetric, series: readonly CdfSeries[]): ChartTable => {
	const counts = series.map(
		(each) => `${nameOf(each)}: ${each.sortedMs.length.toLocaleString('en-US')}`
	);
	return {
		id: 'cdf',
		title: `${metricLabels[metric]}: share of answers within a time`,
		caption: captionOf(metric, series),
		columns: [
			{ key: 'answersPercent', label: 'Answers', unit: '%', kind: 'number' },
			...series.map((each, index) => ({
				key: `${metric}_${String(index + 1)}`,
				label: nameOf(each),
				unit: 'ms',
				kind: 'number' as const
			}))
		],
		rows: Array.from({ length: quantiles }, (_, percent) => [
			percent,
			...series.map(({ sortedMs }) =>
				toMicroseconds(quantileOfSorted(sortedMs, percent / (quantiles - 1)))
			)
		]),
		notes: [
			`Drawn through ${String(quantiles)} quantiles of all whole answers (ok, length, refused), not through each one. Answers: ${counts.join('; ')}.`
		],
		sources: []
	};
};

/** Every single value, in place of the quantiles: for the CSV and JSON of those who compute on. */
export const cdfValuesTable = (metric: ShownMetric, series: readonly CdfSeries[]): ChartTable => ({
	...cdfTable(metric, series),
	columns: [
		{ key: 'stage', label: 'Stage', unit: null, kind: 'text' },
		{ key: metric, label: metricLabels[metric], unit: 'ms', kind: 'number' }
	],
	rows: series.flatMap((each) => each.sortedMs.map((ms) => [nameOf(each), toMicroseconds(ms)])),
	notes: ['Every whole answer (ok, length, refused), from the fastest to the slowest of its stage.']
});
