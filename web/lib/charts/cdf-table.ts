/** How a latency is distributed over the answers of several stages: for each share of answers, the time within which they came. */
import { markEmulated } from '#core/mark-emulated.ts';
import { quantileOfSorted } from '#core/statistics/quantile.ts';
import { formatMs } from '../format.ts';
import { importedMeaning, metricLabels, metricMeanings, type ShownMetric } from '../runs/labels.ts';
import type { ChartTable } from './chart-table.ts';
import { toMicroseconds } from './to-microseconds.ts';

export interface CdfSeries {
	/** `support-triage on gpu, closed ×16`. */
	label: string;
	emulated: boolean;
	/** Whether another tool measured it, so that from when to when it ran is not known; false where absent. */
	imported?: boolean;
	/** ms, from the smallest up. */
	sortedMs: readonly number[];
}

const nameOf = ({ label, emulated }: CdfSeries): string => markEmulated(label, emulated);

/** Quantiles through which a line is drawn, 0 % to 100 %. */
const quantiles = 101;

/** With fewer answers, quantiles would be more points than were measured: the measured values are shown as they are. */
const fewest = 100;

const isFew = ({ sortedMs }: CdfSeries): boolean => sortedMs.length < fewest;

/** The time within which at least this share of the answers came: one of the measured ones. Null for none. */
const stepAt = (sorted: readonly number[], share: number): number | null =>
	// What is a whole number of answers but for rounding is one.
	sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)] ?? null;

/** Shares of answers, 0 to 1, that have a row: hundredths, or where all stages have few answers, those at which one of them rises. */
const sharesOf = (series: readonly CdfSeries[]): number[] => {
	if (!series.every(isFew)) {
		return Array.from({ length: quantiles }, (_, percent) => percent / (quantiles - 1));
	}
	const rises = series.flatMap(({ sortedMs }) =>
		sortedMs.map((_, index) => (index + 1) / sortedMs.length)
	);
	return [...new Set(rises)].sort((a, b) => a - b);
};

/** Whether a table has a row for each measured value, so that the line between two rows is a step. */
export const isStepTable = ({ rows }: Pick<ChartTable, 'rows'>): boolean =>
	rows.length !== quantiles;

const asPercent = (share: number): number => Math.round(1_000 * share) / 10;

const notesOf = (series: readonly CdfSeries[]): string[] => {
	const counts = (of: readonly CdfSeries[]): string =>
		of.map((each) => `${nameOf(each)}: ${each.sortedMs.length.toLocaleString('en-US')}`).join('; ');
	const few = series.filter(isFew);
	const many = series.filter((each) => !isFew(each));
	return [
		...(many.length === 0
			? []
			: [
					`Drawn through ${String(quantiles)} quantiles of all whole answers (ok, length, refused), not through each one. Answers: ${counts(many)}.`
				]),
		...(few.length === 0
			? []
			: [
					`Fewer than ${String(fewest)} answers: a step at each measured time, nothing between them. Answers: ${counts(few)}.`
				])
	];
};

const importedNotes = (series: readonly CdfSeries[]): string[] =>
	series.some(({ imported }) => imported)
		? [
				'Imported: times are as the other tool reported them; how it measured them is not known here.'
			]
		: [];

/** From which event to which the metric runs, as far as that is known of these stages. */
const meaningOf = (metric: ShownMetric, series: readonly CdfSeries[]): string => {
	const imported = series.filter((each) => each.imported);
	if (imported.length === 0) return metricMeanings[metric];
	return imported.length === series.length
		? importedMeaning
		: `${metricMeanings[metric]}; of ${imported.map(nameOf).join(' and ')} ${importedMeaning}`;
};

const captionOf = (metric: ShownMetric, series: readonly CdfSeries[]): string => {
	const medians = series.map((each) => ({
		name: nameOf(each),
		ms: quantileOfSorted(each.sortedMs, 0.5)
	}));
	const known = medians.flatMap(({ name, ms }) => (ms === null ? [] : [{ name, ms }]));
	const [first] = known;
	const meaning = meaningOf(metric, series);
	if (!first) {
		return series.some(({ imported }) => !imported)
			? `Nothing was observed ${metricMeanings[metric]}.`
			: 'The other tool reported nothing of it.';
	}
	const low = known.reduce((a, b) => (b.ms < a.ms ? b : a), first);
	const high = known.reduce((a, b) => (b.ms > a.ms ? b : a), first);
	if (known.length === 1)
		return `Half of the answers took at most ${formatMs(low.ms)}, ${meaning}.`;
	return `Half of the answers took at most ${formatMs(low.ms)} on ${low.name} and ${formatMs(high.ms)} on ${high.name}, ${meaning}.`;
};

/** A column for each stage; a stage without this metric has an empty one. */
export const cdfTable = (metric: ShownMetric, series: readonly CdfSeries[]): ChartTable => {
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
		rows: sharesOf(series).map((share) => [
			asPercent(share),
			...series.map((each) =>
				toMicroseconds(
					isFew(each) ? stepAt(each.sortedMs, share) : quantileOfSorted(each.sortedMs, share)
				)
			)
		]),
		notes: [...notesOf(series), ...importedNotes(series)],
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
	notes: [
		'Every whole answer (ok, length, refused), from the fastest to the slowest of its stage.',
		...importedNotes(series)
	]
});
