/** What `bench compare` prints of three targets and more: one against each of the others, on the items that all answered. */
import { toDecimal } from '#core/decimal.ts';
import { doubtMarkOf } from '#core/inconsistent-usage-in-words.ts';
import type { Proportion } from '#core/statistics/wilson.ts';
import {
	formatP,
	points,
	sideTitle,
	type ReportedPair,
	type ReportedSide
} from './compared-sides.ts';
import { pairJson } from './comparison-report.ts';
import { formatUsd } from './cost-format.ts';
import { formatMs, missing, renderTable, wrapText, type Column } from './format.ts';
import {
	basisInWords,
	doubtsInWords,
	requestCostInWords,
	type ReportedRequestCost,
	type ReportedVolume
} from './request-cost.ts';
import { heldInWords } from './sequential.ts';
import { tuningInLines, tuningJson, type ReportedTuning } from './tuning-report.ts';

export interface ReportedFigures extends ReportedRequestCost {
	cell: ReportedSide;
	right: Proportion;
	ttftP50Ms: number | null;
	ttftP95Ms: number | null;
	e2eP95Ms: number | null;
	validity: string | null;
	usdPerRightAnswer: string | null;
}

export interface ReportedSeveral {
	scenarioId: string;
	pairs: readonly ReportedPair[];
	commonItems: number;
	leftOutItems: number;
	targets: readonly ReportedFigures[];
	/** Null where nobody says how many requests there are in a month. */
	volume: ReportedVolume | null;
	/** Null where the first is not a tuned model. */
	tuning: ReportedTuning | null;
	/** What a reader must know before believing a figure, one sentence each. */
	warnings: readonly string[];
}

export interface ReportedSeverals {
	scenarios: readonly ReportedSeveral[];
	otherVersions: readonly string[];
	notAll: readonly string[];
}

/** `A`, `B`, `C`: how a target is called in the second table; numbers beyond Z. */
const letterOf = (index: number): string =>
	index < 26 ? String.fromCharCode(65 + index) : String(index + 1);

const targetColumns: Column[] = [
	{ title: '', align: 'left' },
	{ title: 'target', align: 'left', wrapTo: 12 },
	{ title: 'right (95 %)', align: 'right' },
	{ title: 'load', align: 'left', dropOrder: 3 },
	{ title: 'TTFT p50', align: 'right', dropOrder: 2 },
	{ title: 'TTFT p95', align: 'right', dropOrder: 1 },
	{ title: 'E2E p95', align: 'right', dropOrder: 0 },
	{ title: '$/1k req', align: 'right' },
	{ title: '$/1k right', align: 'right' },
	{ title: 'with tuning', align: 'right' },
	{ title: 'validity', align: 'left', dropOrder: 4 }
];

const pairColumns: Column[] = [
	{ title: '', align: 'left' },
	{ title: 'difference, points (95 %)', align: 'right' },
	{ title: 'A only', align: 'right' },
	{ title: 'other only', align: 'right' },
	{ title: 'p exact', align: 'right', dropOrder: 0 },
	{ title: 'p Holm', align: 'right' },
	{ title: 'A not worse', align: 'left' }
];

const percent = (share: number): string => (100 * share).toFixed(1);

const rightInWords = ({ share, low, high }: Proportion): string =>
	share === null || low === null || high === null
		? missing
		: `${percent(share)} % (${percent(low)}–${percent(high)})`;

/** USD of a thousand, as a price list has it. */
const perThousand = (usd: string | null): string =>
	usd === null ? missing : formatUsd(toDecimal(usd).times(1_000));

const roleOf = ({ tuning }: ReportedSeveral, index: number): string => {
	if (!tuning) return '';
	if (index === 0) return ', tuned';
	return tuning.paybacks[index - 1]?.isBase === true ? ', its base' : '';
};

const gateWord = {
	'non-inferior': 'shown',
	inferior: 'shown to be worse',
	'not-shown': 'not shown',
	'no-data': 'nothing paired'
} as const;

/** Items that the text lists; the data has all. */
const listedFlips = 10;

const flipsOf = (pair: ReportedSeveral['pairs'][number], letter: string): string[] => {
	const list = (side: 'a' | 'b', name: string, other: string): string[] => {
		const ids = pair.flipped.filter((item) => item[side]).map(({ itemId }) => itemId);
		if (ids.length === 0) return [];
		const more =
			ids.length > listedFlips
				? `, and ${String(ids.length - listedFlips)} more (--json has all)`
				: '';
		return [`${name} right, ${other} wrong: ${ids.slice(0, listedFlips).join(', ')}${more}.`];
	};
	return [...list('a', 'A', letter), ...list('b', letter, 'A')];
};

/** An amount that rests on counts which contradict each other has a mark. */
const marked = (amount: string, { inconsistentUsage }: ReportedFigures): string =>
	amount === missing ? amount : `${amount}${doubtMarkOf(inconsistentUsage)}`;

const costRemarks = ({ targets, volume }: ReportedSeveral): string[] => {
	const loads = new Set(targets.flatMap(({ load }) => load ?? []));
	const named = targets.map((figures, index) => ({ name: letterOf(index), figures }));
	return [
		...(loads.has('imported')
			? ['Where the load is “imported”, latencies are as the other tool reported them.']
			: []),
		...(loads.size > 1
			? ['They have no load in common, so their latencies differ for that alone.']
			: []),
		...(targets.some((figures) => basisInWords(figures) !== null)
			? [requestCostInWords(named, volume)]
			: []),
		...doubtsInWords(named)
	];
};

const scenarioText = (each: ReportedSeveral, columnCount: number | null): string => {
	const { scenarioId, targets, pairs, commonItems, leftOutItems, tuning } = each;
	const left =
		leftOutItems === 0
			? ''
			: `; ${String(leftOutItems)} more have no graded answer of all and are left out`;
	const targetRows = targets.map((figures, index) => [
		letterOf(index),
		`${sideTitle(figures.cell)}${roleOf(each, index)}`,
		rightInWords(figures.right),
		figures.load ?? missing,
		formatMs(figures.ttftP50Ms),
		formatMs(figures.ttftP95Ms),
		formatMs(figures.e2eP95Ms),
		marked(perThousand(figures.usdPerRequest), figures),
		marked(perThousand(figures.usdPerRightAnswer), figures),
		index === 0 ? perThousand(tuning?.spread?.usdPerRightAnswer ?? null) : '',
		figures.validity ?? missing
	]);
	const pairRows = pairs.map(({ difference, counts, exactP, holmP, gate, n }, index) => [
		`A − ${letterOf(index + 1)}`,
		difference === null
			? missing
			: `${points(difference.value)} (${points(difference.low)} to ${points(difference.high)})`,
		String(counts.onlyA),
		String(counts.onlyB),
		n === 0 ? missing : formatP(exactP),
		n === 0 ? missing : formatP(holmP),
		gateWord[gate.state]
	]);
	// Not the price of a run, which is that of an endpoint as busy as it was measured.
	const named = targetColumns.map((column) =>
		each.volume !== null && column.title === '$/1k req'
			? { ...column, title: '$/1k at volume' }
			: column
	);
	const columns = tuning?.spread ? named : named.filter(({ title }) => title !== 'with tuning');
	const dropped = targetColumns.findIndex(({ title }) => title === 'with tuning');
	const rows = tuning?.spread
		? targetRows
		: targetRows.map((row) => row.filter((_, index) => index !== dropped));
	const sentences = [
		...pairs.map(({ gate }, index) => `A against ${letterOf(index + 1)}: ${gate.reason}`),
		...pairs.flatMap(({ a, sequential }, index) =>
			sequential ? [heldInWords(sequential, { a, letter: letterOf(index + 1) })] : []
		),
		...pairs.flatMap((pair, index) => flipsOf(pair, letterOf(index + 1))),
		...each.warnings.map((warning) => `! ${warning}`),
		...costRemarks(each),
		...(tuning ? tuningInLines(tuning) : [])
	];
	return [
		`${scenarioId}: ${String(commonItems)} items answered by all${left}`,
		renderTable(columns, rows, { maxWidth: columnCount }),
		'',
		renderTable(pairColumns, pairRows, { maxWidth: columnCount }),
		'',
		...sentences.flatMap((text) => wrapText(text, columnCount))
	].join('\n');
};

/** `columnCount`: columns of the terminal; null where there is none. */
export const renderSeveral = (
	{ scenarios, otherVersions, notAll }: ReportedSeverals,
	columnCount: number | null
): string =>
	[
		...scenarios.map((each) => scenarioText(each, columnCount)),
		...(otherVersions.length > 0
			? [`Not compared, as they were asked different versions of it: ${otherVersions.join(', ')}.`]
			: []),
		...(notAll.length > 0 ? [`Not measured on all of them: ${notAll.join(', ')}.`] : [])
	].join('\n\n');

/** A list with one object a scenario; shares from 0 to 1, money in USD as decimal text, times in ms. */
export const severalJson = ({ scenarios }: Pick<ReportedSeverals, 'scenarios'>): string =>
	JSON.stringify(
		scenarios.map(
			({ scenarioId, pairs, targets, volume, tuning, warnings, commonItems, leftOutItems }) => ({
				scenario: scenarioId,
				n: commonItems,
				leftOut: leftOutItems,
				volume,
				targets: targets.map(({ cell, right, ...figures }) => ({
					target: cell.targetId,
					run: cell.runId,
					cell: cell.id,
					emulated: cell.emulated,
					right: { share: right.share, ciLow: right.low, ciHigh: right.high, n: right.n },
					load: figures.load,
					ttftP50Ms: figures.ttftP50Ms,
					ttftP95Ms: figures.ttftP95Ms,
					e2eP95Ms: figures.e2eP95Ms,
					validity: figures.validity,
					usdPerRequest: figures.usdPerRequest,
					costBasis: figures.costBasis,
					inconsistentUsage: figures.inconsistentUsage ?? null,
					servers: figures.servers,
					usdPerRightAnswer: figures.usdPerRightAnswer
				})),
				/** The first target against each of the others; differences are the first minus the other. */
				pairs: pairs.map(pairJson),
				tuning: tuning && tuningJson(tuning),
				warnings
			})
		),
		null,
		'\t'
	);
