/** What of a confusion is read first: the labels that are taken for others most often, and shares with their intervals. */
import type { ChartCell, ChartTable } from './chart-table.ts';
import { confusionEdge } from './confusion-table.ts';

export interface FrequentConfusion {
	expected: string;
	/** Null where the answer named no label, or several. */
	answered: string | null;
	/** Items. */
	count: number;
}

/** Of the cells beside the diagonal that hold any item, the fullest first; at most `most`. */
export const frequentConfusions = (
	{ columns, rows }: ChartTable,
	most = 8
): FrequentConfusion[] => {
	const answeredBy = columns
		.slice(confusionEdge.before, columns.length - confusionEdge.after + 1)
		.map(({ key }) => (key.startsWith('answered:') ? key.replace('answered:', '') : null));
	return rows
		.flatMap((row) =>
			answeredBy.map((answered, nth) => ({
				expected: String(row[0]),
				answered,
				count: Number(row[nth + confusionEdge.before] ?? 0)
			}))
		)
		.filter(({ expected, answered, count }) => count > 0 && answered !== expected)
		.sort((a, b) => b.count - a.count)
		.slice(0, most);
};

/** `92 (85–96)` of a share and its ends in percent; an en dash where there is none. */
export const shareWithEnds = ([
	share = null,
	low = null,
	high = null
]: readonly ChartCell[]): string => {
	if (share === null || low === null || high === null) return '–';
	const text = (value: ChartCell): string => Number(value).toFixed(0);
	return `${text(share)} (${text(low)}–${text(high)})`;
};
