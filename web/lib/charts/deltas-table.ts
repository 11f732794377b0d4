/** When the deltas of one answer arrived, and how long the gap before each was. */
import { quantileOfSorted } from '#core/statistics/quantile.ts';
import { formatMs, formatWhole } from '../format.ts';
import type { ChartTable } from './chart-table.ts';
import { toMicroseconds } from './to-microseconds.ts';

export interface DeltaData {
	/** Moments on the clock of the stage, ms, in their order. */
	deltaMs: readonly number[];
	dueMs: number;
	/** Null where the provider did not say. */
	outputTokens: number | null;
}

/** Positions of the columns. */
export const deltaColumns = { delta: 0, atMs: 1, gapMs: 2 } as const;

const captionOf = (gaps: readonly number[]): string => {
	const longest = gaps.reduce((a, b) => Math.max(a, b), 0);
	const median = quantileOfSorted(Float64Array.from(gaps).sort(), 0.5);
	if (median === null) return 'There is no gap: fewer than two deltas arrived.';
	const at = gaps.indexOf(longest) + 2;
	return `Half of the ${formatWhole(gaps.length)} gaps are at most ${formatMs(median)}; the longest is ${formatMs(longest)}, before delta ${formatWhole(at)}.`;
};

export const deltasTable = ({ deltaMs, dueMs, outputTokens }: DeltaData): ChartTable => {
	const gaps = deltaMs.slice(1).map((at, index) => at - (deltaMs[index] ?? at));
	return {
		id: 'deltas',
		title: 'Gaps between the tokens',
		caption: captionOf(gaps),
		columns: [
			{ key: 'delta', label: 'Delta', unit: null, kind: 'number' },
			{ key: 'atMs', label: 'After due', unit: 'ms', kind: 'number' },
			{ key: 'gapMs', label: 'Gap before', unit: 'ms', kind: 'number' }
		],
		rows: deltaMs.map((at, index) => [
			index + 1,
			toMicroseconds(at - dueMs),
			index === 0 ? null : toMicroseconds(gaps[index - 1] ?? null)
		]),
		notes: [
			`A delta is what one event brought; it may hold several tokens or part of one. Deltas: ${formatWhole(deltaMs.length)}; output tokens: ${outputTokens === null ? 'not reported' : formatWhole(outputTokens)}.`
		],
		sources: []
	};
};
