/** Where make and buy change places, as text and as data. */
import type { CrossoverInterval, CrossoverResult } from '#bench/economics/crossover/crossover.ts';
import { formatUsdWhole } from './cost-format.ts';
import { missing, renderTable, textWidth, wrapText, type Column } from './format.ts';

/** Intervals that the text shows; `--json` has all. */
const shownIntervals = 12;

const eventText = { root: 'costs meet', jump: 'a cost steps' } as const;

const whole = (requests: number | null): string =>
	requests === null ? missing : requests.toLocaleString('en-US');

export interface CrossoverNames {
	make: string;
	buy: string;
}

const eventColumn = 3;
const intervalColumns: Column[] = [
	{ title: 'requests, from', align: 'right' },
	{ title: 'to', align: 'right' },
	{ title: 'cheaper', align: 'left' },
	{ title: 'begins where', align: 'left' },
	{ title: 'make, $/month', align: 'right', wrapTo: 13 },
	{ title: 'buy, $/month', align: 'right', wrapTo: 13 }
];

/** Rows of one volume at which both cost the same that are still shown each by itself. */
const shownTies = 2;

const isSingleTie = ({ winner, fromRequests, toRequests }: CrossoverInterval): boolean =>
	winner === 'tie' && fromRequests === toRequests;

/** Many single volumes at which both cost the same, in a line; empty where the table has them. */
const tiesLine = ({ intervals, omittedIntervals }: CrossoverResult): string[] => {
	const ties = intervals.filter(isSingleTie);
	const [first] = ties;
	if (!first || ties.length <= shownTies) return [];
	const of = omittedIntervals === 0 ? '' : ' of those listed';
	return [`equal at ${whole(ties.length)} volumes${of}, the first at ${whole(first.fromRequests)}`];
};

/** The intervals as a table; many single ties are left to a line above, the middle of a long list is left out and counted. */
export const renderIntervals = (
	{ intervals: all, omittedIntervals }: CrossoverResult,
	maxWidth: number | null
): string => {
	const areTiesTold = all.filter(isSingleTie).length > shownTies;
	const intervals = areTiesTold ? all.filter((each) => !isSingleTie(each)) : all;
	const half = shownIntervals / 2;
	const isLong = intervals.length > shownIntervals;
	const shown = isLong ? [...intervals.slice(0, half), ...intervals.slice(-half)] : intervals;
	const rows = shown.map((interval) => [
		whole(interval.fromRequests),
		whole(interval.toRequests),
		interval.winner === 'tie' ? 'equal' : interval.winner,
		interval.fromEvent === null ? '' : eventText[interval.fromEvent],
		`${formatUsdWhole(interval.makeUsdFrom)} → ${formatUsdWhole(interval.makeUsdTo)}`,
		`${formatUsdWhole(interval.buyUsdFrom)} → ${formatUsdWhole(interval.buyUsdTo)}`
	]);
	if (isLong)
		rows.splice(half, 0, [
			`… ${String(intervals.length - shownIntervals)} more; --json lists them`
		]);
	if (omittedIntervals !== 0) {
		const count = omittedIntervals === null ? 'more' : `${whole(omittedIntervals)} more`;
		rows.push([`… ${count} of the same kind are not listed`]);
	}
	const table = renderTable(intervalColumns, rows);
	const fits = table.split('\n').every((line) => textWidth(line) <= (maxWidth ?? Infinity));
	if (fits) return table;
	// What begins a range goes first: both costs say it as well.
	const without = <T>(cells: readonly T[]): T[] =>
		cells.filter((_, index) => index !== eventColumn || cells.length === 1);
	return renderTable(without(intervalColumns), rows.map(without), { maxWidth });
};

/** What `make` and `buy` stand for; nothing where they have no other names. */
const namesLine = ({ make, buy }: CrossoverNames): string[] =>
	make === 'make' && buy === 'buy' ? [] : [`make: ${make}; buy: ${buy}`];

const pointText = (requests: number | null): string =>
	requests === null ? 'none' : `${whole(requests)} requests a month`;

/** The crossover in words and as a table. */
export const renderCrossover = (
	result: CrossoverResult,
	names: CrossoverNames,
	maxWidth: number | null
): string =>
	[
		...[
			...namesLine(names),
			result.reason,
			'',
			`first crossover: ${pointText(result.firstCrossover)}`,
			`permanent crossover: ${pointText(result.permanentCrossover)}`,
			...tiesLine(result)
		].flatMap((line) => wrapText(line, maxWidth)),
		'',
		renderIntervals(result, maxWidth)
	].join('\n');
