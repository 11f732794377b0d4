/** Labels taken for others, as a table. */
import type { Confusion } from '#core/confusion.ts';
import type { ChartColumn, ChartTable } from './chart-table.ts';

/** Columns before the first label, and after the last. */
export const confusionEdge = { before: 1, after: 7 } as const;

const count = (key: string, label: string): ChartColumn => ({
	key,
	label,
	unit: null,
	kind: 'number'
});
const percent = (key: string, label: string): ChartColumn => ({
	key,
	label,
	unit: '%',
	kind: 'number'
});
const inPercent = (share: number | null): number | null => (share === null ? null : 100 * share);

/** A row for each reference, a column for each answered label; `of`: what was asked of whom. */
export const confusionTable = (
	{ labels, counts, figures, n }: Confusion,
	of: string
): ChartTable => ({
	id: 'confusion',
	title: `Labels taken for others: ${of}`,
	caption: `Rows are references, columns what was answered, over the first answers to ${n.toLocaleString('en-US')} items.`,
	columns: [
		{ key: 'reference', label: 'Reference', unit: null, kind: 'text' },
		...labels.map((label) => count(`answered:${label}`, label)),
		count('answeredNoLabel', 'no label'),
		percent('recallPercent', 'Recall'),
		percent('recallLowPercent', 'from'),
		percent('recallHighPercent', 'to'),
		percent('precisionPercent', 'Precision'),
		percent('precisionLowPercent', 'from'),
		percent('precisionHighPercent', 'to')
	],
	rows: labels.map((label, index) => [
		label,
		...(counts[index] ?? []),
		...[figures[index]?.recall, figures[index]?.precision].flatMap((share) => [
			inPercent(share?.share ?? null),
			inPercent(share?.low ?? null),
			inPercent(share?.high ?? null)
		])
	]),
	notes: [
		'Recall: of the items with this reference, the share answered with it. Precision: of the answers with this label, the share that is right. Intervals are Wilson’s, 95 %.',
		'No label: the answer named none of the labels, or several.'
	],
	sources: []
});
