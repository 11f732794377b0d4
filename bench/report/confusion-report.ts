/** The confusion of labels as text and data. */
import type { Confusion } from '#core/confusion.ts';
import { formatShareWithInterval, renderTable, type Column } from './format.ts';

export interface ReportedConfusion {
	scenarioId: string;
	/** EMULATED behind it where no model answered. */
	target: string;
	targetId: string;
	confusion: Confusion;
}

const noLabel = 'no label';

const matrixOf = ({ scenarioId, target, confusion }: ReportedConfusion): string => {
	const { labels, counts, figures, n } = confusion;
	const columns: Column[] = [
		{ title: 'reference ↓ answered →', align: 'left' },
		// By number: fifteen names beside each other fit no screen.
		...labels.map((_, index): Column => ({ title: String(index + 1), align: 'right' })),
		{ title: noLabel, align: 'right' },
		{ title: 'recall (95 %)', align: 'right' },
		{ title: 'precision (95 %)', align: 'right' }
	];
	const rows = labels.map((label, index) => [
		`${String(index + 1).padStart(String(labels.length).length)} ${label}`,
		// A zero would hide the few that are not.
		...(counts[index] ?? []).map((count) => (count === 0 ? '·' : String(count))),
		formatShareWithInterval(figures[index]?.recall ?? null),
		formatShareWithInterval(figures[index]?.precision ?? null)
	]);
	return `${scenarioId} on ${target}: ${n.toLocaleString('en-US')} items, first answers\n${renderTable(columns, rows)}`;
};

/** One matrix for each cell, and what its words mean. Not cut to the terminal: a matrix without some of its columns is none. */
export const renderConfusions = (all: readonly ReportedConfusion[]): string =>
	[
		...all.map(matrixOf),
		'Recall: of the items with this reference, the share answered with it. Precision: of the answers with this label, the share that is right.\nNo label: the answer named none of the labels, or several. Intervals: Wilson.'
	].join('\n\n');

/** A list with one object a cell; `counts[i][j]`: items with reference i answered as label j, the last column without one label. */
export const confusionsJson = (all: readonly ReportedConfusion[]): string =>
	JSON.stringify(
		all.map(({ scenarioId, targetId, confusion }) => ({
			scenario: scenarioId,
			target: targetId,
			...confusion
		})),
		null,
		'\t'
	);
