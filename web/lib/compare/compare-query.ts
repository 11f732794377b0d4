/** Which cells and stages are compared, as the address says. */
import { createQueryReader } from '../query-reader.ts';
import { parseCellRef } from '../runs/cell-ref.ts';
import { shownMetrics } from '../runs/run-view.ts';
import type { ShownMetric } from '../runs/labels.ts';

export interface CompareQuery {
	/** `RUN:CELL`; null where none is chosen. */
	a: string | null;
	b: string | null;
	/** Positions of the stages in their cells, from 0; null for the first load that both have measured. */
	stageA: number | null;
	stageB: number | null;
	/** Of the distributions. */
	metric: ShownMetric;
}

/** What cannot be read is left out and told, one sentence each. */
export const readCompareQuery = (
	params: URLSearchParams
): { query: CompareQuery; unread: readonly string[] } => {
	const reader = createQueryReader(params);
	const unread: string[] = [];
	const ref = (name: 'a' | 'b'): string | null => {
		const text = reader.text(name);
		if (text === null || parseCellRef(text)) return text;
		unread.push(
			`“${name}=${text.slice(0, 40)}” is left out: expected RUN:CELL, where CELL is a target or the number of a cell in its run.`
		);
		return null;
	};
	const query = {
		a: ref('a'),
		b: ref('b'),
		stageA: reader.whole('stageA', 0),
		stageB: reader.whole('stageB', 0),
		metric: reader.choice('metric', shownMetrics) ?? 'ttftMs'
	};
	return { query, unread: [...reader.unread, ...unread] };
};

/** The query of an address, without what is null or as usual. */
export const compareParams = ({ metric, ...query }: Partial<CompareQuery>): URLSearchParams =>
	new URLSearchParams([
		...Object.entries(query).flatMap(([name, value]): [string, string][] =>
			value === null ? [] : [[name, String(value)]]
		),
		...(metric === undefined || metric === 'ttftMs' ? [] : [['metric', metric]])
	]);

/** `/compare?a=RUN:0&b=RUN:1`. */
export const comparePath = (query: Partial<CompareQuery>): string => {
	const text = compareParams(query).toString();
	return text === '' ? '/compare' : `/compare?${text}`;
};
