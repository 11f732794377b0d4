/** Answers that are one label of a closed list: what was meant against what was answered. */
import { wilsonInterval, type Proportion } from './statistics/wilson.ts';

/** How often a reference was answered with a label. */
export interface LabelPair {
	/** The label of the reference. */
	expected: string;
	/** The label that was read; null where the answer named none, or several. */
	predicted: string | null;
	/** Items. */
	count: number;
}

export interface LabelFigures {
	label: string;
	/** Right answers of this label / answers with this label, 95 % Wilson interval. */
	precision: Proportion;
	/** Right answers of this label / items that have it as reference, 95 % Wilson interval. */
	recall: Proportion;
}

export interface Confusion {
	/** Every label of a reference or an answer, by name. */
	labels: string[];
	/** `counts[i][j]`: items with reference i answered as label j; the last column has those without one label. */
	counts: number[][];
	figures: LabelFigures[];
	/** Items in all. */
	n: number;
}

/** The matrix of all pairs; pairs that come twice are added. */
export const confusionOf = (pairs: readonly LabelPair[]): Confusion => {
	const labels = [
		...new Set(pairs.flatMap(({ expected, predicted }) => [expected, predicted ?? expected]))
	].sort();
	const place = new Map(labels.map((label, index) => [label, index]));
	const counts = labels.map(() => new Array<number>(labels.length + 1).fill(0));
	for (const { expected, predicted, count } of pairs) {
		const row = counts[place.get(expected) ?? -1];
		const column = predicted === null ? labels.length : (place.get(predicted) ?? -1);
		if (row) row[column] = (row[column] ?? 0) + count;
	}
	const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0);
	return {
		labels,
		counts,
		figures: labels.map((label, index) => {
			const right = counts[index]?.[index] ?? 0;
			return {
				label,
				precision: wilsonInterval(right, sum(counts.map((row) => row[index] ?? 0))),
				recall: wilsonInterval(right, sum(counts[index] ?? []))
			};
		}),
		n: sum(counts.flat())
	};
};
