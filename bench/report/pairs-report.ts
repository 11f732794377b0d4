/** What `bench judge pairs` prints. */
import { markEmulated } from '#core/mark-emulated.ts';
import type { Proportion } from '#core/statistics/wilson.ts';
import { formatShareWithInterval, missing, renderTable, wrapText, type Column } from './format.ts';

export interface ReportedPairs {
	a: string;
	b: string;
	scenarioId: string;
	/** Items that both answered. */
	items: number;
	/** Questions put now; each pair is two. */
	asked: number;
	judges: readonly {
		judgeId: string;
		emulated: boolean;
		n: number;
		unread: number;
		winsA: number;
		winsB: number;
		ties: number;
		winRateA: Proportion;
		exactP: number | null;
		inconsistent: Proportion;
		favouringFirst: number;
		favouringSecond: number;
		longerWins: Proportion;
	}[];
}

const columns: Column[] = [
	{ title: 'judge', align: 'left' },
	{ title: 'pairs', align: 'right' },
	{ title: 'A wins', align: 'right' },
	{ title: 'ties', align: 'right' },
	{ title: 'B wins', align: 'right' },
	{ title: 'A of won (95 %)', align: 'right' },
	{ title: 'p exact', align: 'right' },
	{ title: 'orders disagree (95 %)', align: 'right' },
	{ title: 'longer wins (95 %)', align: 'right', dropOrder: 0 }
];

/** `maxWidth`: columns of the terminal; null where there is none. */
export const renderPairs = (
	{ a, b, scenarioId, items, asked, judges }: ReportedPairs,
	maxWidth: number | null
): string => {
	const rows = judges.map((each) => [
		markEmulated(each.judgeId, each.emulated),
		String(each.n),
		String(each.winsA),
		String(each.ties),
		String(each.winsB),
		formatShareWithInterval(each.winRateA),
		each.exactP === null ? missing : each.exactP < 0.0001 ? '< 0.0001' : each.exactP.toPrecision(2),
		formatShareWithInterval(each.inconsistent),
		formatShareWithInterval(each.longerWins)
	]);
	const remarks = judges.flatMap(
		({ judgeId, unread, inconsistent, favouringFirst, favouringSecond }) => {
			const halfTied = inconsistent.successes - favouringFirst - favouringSecond;
			const parts = [
				...(favouringFirst + favouringSecond === 0
					? []
					: [
							`${String(favouringFirst)} went to whatever stood first, ${String(favouringSecond)} to whatever stood second`
						]),
				...(halfTied === 0
					? []
					: [`${String(halfTied)} had a winner in one order and a tie in the other`])
			];
			return [
				...(unread === 0
					? []
					: [
							`${judgeId}: ${String(unread)} ${unread === 1 ? 'pair' : 'pairs'} could not be read in both orders and ${unread === 1 ? 'is' : 'are'} left out.`
						]),
				...(parts.length === 0
					? []
					: [`${judgeId}: of the pairs on which the orders disagree, ${parts.join(', ')}.`])
			];
		}
	);
	return [
		`A = ${a}\nB = ${b}\n${scenarioId}: ${String(items)} items, ${asked === 0 ? 'all judged already' : `${String(asked)} questions put to judges`}; each pair in both orders`,
		renderTable(columns, rows, { maxWidth }),
		['A tie: the judge says so, or its two orders name different winners.', ...remarks]
			.flatMap((line) => wrapText(line, maxWidth))
			.join('\n')
	].join('\n\n');
};
