/** The tables of a tuned model as they stand on its page: what belongs together in one cell, each number rounded once. */
import { columnValues, type ChartCell, type ChartTable } from '../charts/chart-table.ts';
import {
	formatMs,
	formatNumber,
	formatUsd,
	formatVolume,
	formatWhole,
	missing
} from '../format.ts';
import { pText, signedPoints } from './compare-words.ts';

export interface ShownTable {
	columns: { label: string; isNumber: boolean }[];
	/** A text for each column; the first names the row. */
	rows: string[][];
}

type ReadNumber = (key: string) => number | null;

/** Reads the cells of one row by the keys of their columns. */
const rowReaders = (table: ChartTable): { text: (key: string) => string; number: ReadNumber }[] => {
	const values = new Map(table.columns.map(({ key }) => [key, columnValues(table, key)]));
	return table.rows.map((_, index) => {
		const cell = (key: string): ChartCell => values.get(key)?.[index] ?? null;
		return {
			text: (key) => String(cell(key) ?? missing),
			number: (key) => (cell(key) === null ? null : Number(cell(key)))
		};
	});
};

const told = (value: number | null, text: (value: number) => string): string =>
	value === null ? missing : text(value);

/** `94.9 % (91.5–96.9)` */
const percentOf = (number: ReadNumber): string => {
	const [value = null, low = null, high = null] = [
		'rightPercent',
		'rightLowPercent',
		'rightHighPercent'
	].map(number);
	return value === null || low === null || high === null
		? missing
		: `${value.toFixed(1)} % (${low.toFixed(1)}–${high.toFixed(1)})`;
};

/** A value with the ends of its interval where it has one that differs from it. */
const between = (
	[value = null, low = null, high = null]: readonly (number | null)[],
	text: (value: number) => string
): string => {
	if (value === null) return missing;
	if (low === null || high === null || text(low) === text(high)) return text(value);
	return `${text(value)} (${text(low)} to ${text(high)})`;
};

const requestsText = (count: number): string =>
	count < 1_000_000 ? formatWhole(count) : formatVolume(count);

const column = (label: string, isNumber = true) => ({ label, isNumber });

/** Figures of each target, what decides first. */
export const shownTargets = (table: ChartTable): ShownTable => {
	const rows = rowReaders(table);
	const hasTuning = rows.some(({ number }) => number('usdPerRightAnswerWithTuning') !== null);
	return {
		columns: [
			column('Target', false),
			column('Right (95 %)'),
			column('Right answer'),
			...(hasTuning ? [column('with tuning')] : []),
			column('Request'),
			column('E2E p95'),
			column('TTFT p50'),
			column('TTFT p95'),
			column('Load', false),
			column('Validity', false)
		],
		rows: rows.map(({ text, number }) => [
			`${text('target')}, ${text('role')}`,
			percentOf(number),
			formatUsd(number('usdPerRightAnswer')),
			...(hasTuning ? [formatUsd(number('usdPerRightAnswerWithTuning'))] : []),
			formatUsd(number('usdPerRequest')),
			formatMs(number('e2eP95Ms')),
			formatMs(number('ttftP50Ms')),
			formatMs(number('ttftP95Ms')),
			text('load'),
			text('validity')
		])
	};
};

/** The first against each of the others, what decides first. Why there is no payback stands in the sentences above. */
export const shownPairs = (table: ChartTable): ShownTable => {
	const rows = rowReaders(table);
	const hasSaving = rows.some(({ number }) => number('savingUsdPerRequest') !== null);
	const hasPayback = rows.some(({ number }) => number('breakEvenRequests') !== null);
	const hasMonths = rows.some(({ number }) => number('breakEvenMonths') !== null);
	const pointsText = (value: number): string => signedPoints(value / 100);
	return {
		columns: [
			column('Against', false),
			column('A − other, points (95 %)'),
			column('A not worse', false),
			...(hasSaving ? [column('A request saves (95 %)')] : []),
			...(hasPayback ? [column('Tuning paid after, requests (95 %)')] : []),
			...(hasMonths ? [column('that is, months (95 %)')] : []),
			column('Only A right'),
			column('Only the other'),
			column('p of this pair'),
			column('p over all pairs')
		],
		rows: rows.map(({ text, number }) => [
			text('against'),
			between(['differencePoints', 'lowPoints', 'highPoints'].map(number), pointsText),
			text('notWorse'),
			...(hasSaving
				? [between(['savingUsdPerRequest', 'savingLowUsd', 'savingHighUsd'].map(number), formatUsd)]
				: []),
			...(hasPayback
				? [
						between(
							['breakEvenRequests', 'breakEvenLowRequests', 'breakEvenHighRequests'].map(number),
							requestsText
						)
					]
				: []),
			...(hasMonths
				? [
						between(
							['breakEvenMonths', 'breakEvenLowMonths', 'breakEvenHighMonths'].map(number),
							formatNumber
						)
					]
				: []),
			text('onlyA'),
			text('onlyOther'),
			told(number('exactP'), pText),
			told(number('holmP'), pText)
		])
	};
};
