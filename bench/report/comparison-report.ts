/** What `bench compare` prints of two targets: the same items, scenario by scenario. */
import { doubtMarkOf } from '#core/inconsistent-usage-in-words.ts';
import type { MeasuredWhen } from '#core/measured-when.ts';
import { measuredWhenInWords } from '#core/measured-when-in-words.ts';
import { formatP, points, sideTitle, type ReportedPair } from './compared-sides.ts';
import {
	formatMs,
	formatShareExactly,
	missing,
	renderTable,
	wrapText,
	type Column
} from './format.ts';
import {
	doubtsInWords,
	requestCostInWords,
	type ReportedRequestCost,
	type ReportedVolume
} from './request-cost.ts';
import { heldInWords } from './sequential.ts';
import { tuningInLines, tuningJson, type ReportedTuning } from './tuning-report.ts';

/** Of a target whose answers nobody has graded. */
export interface UngradedFigures {
	/** `closed ×16`; null where no stage has figures. */
	load: string | null;
	/** Whole answers, ms; null without a stage. */
	e2eP95Ms: number | null;
}

export interface ReportedComparison extends ReportedPair {
	scenarioId: string;
	/** Null where A is not a tuned model. */
	tuning: ReportedTuning | null;
	/** What a request costs of each where no cost of every answer of both is known. */
	requestCosts: { a: ReportedRequestCost; b: ReportedRequestCost };
	/** Null where nobody says how many requests there are in a month. */
	volume: ReportedVolume | null;
	/** What each takes by its stages; null where answers are compared one by one. */
	ungraded: { a: UngradedFigures; b: UngradedFigures } | null;
	/** When both were measured at the load that is compared; null where that is not known. */
	when: MeasuredWhen | null;
	/** What a reader must know before believing a figure, one sentence each. */
	warnings: readonly string[];
}

export interface ReportedComparisons {
	/** As asked for. */
	a: string;
	b: string;
	scenarios: readonly ReportedComparison[];
	otherVersions: readonly string[];
	notAll: readonly string[];
}

/** Items that the text lists; the data has all. */
const listedFlips = 10;

const columns: Column[] = [
	{ title: 'scenario', align: 'left' },
	{ title: 'items', align: 'right' },
	{ title: 'A right', align: 'right' },
	{ title: 'B right', align: 'right' },
	{ title: 'A − B, points (95 %)', align: 'right' },
	{ title: 'A only', align: 'right', dropOrder: 1 },
	{ title: 'B only', align: 'right', dropOrder: 0 },
	{ title: 'p exact', align: 'right' },
	{ title: 'p Holm', align: 'right', dropOrder: 2 }
];

const rowOf = (each: ReportedComparison): string[] => {
	const { scenarioId, n, rightOfA, rightOfB, difference, counts, exactP, holmP } = each;
	const share = (value: number | null): string =>
		value === null ? missing : formatShareExactly(value);
	return [
		scenarioId,
		String(n),
		share(rightOfA.share),
		share(rightOfB.share),
		difference === null
			? missing
			: `${points(difference.value)} (${points(difference.low)} to ${points(difference.high)})`,
		String(counts.onlyA),
		String(counts.onlyB),
		n === 0 ? missing : formatP(exactP),
		n === 0 ? missing : formatP(holmP)
	];
};

const costInWords = ({ costUsd, requestCosts, volume }: ReportedComparison): string => {
	if (!costUsd) {
		return requestCostInWords(
			[
				{ name: 'A', figures: requestCosts.a },
				{ name: 'B', figures: requestCosts.b }
			],
			volume
		);
	}
	const { a, b, difference, low, high } = costUsd;
	const usd = (value: number): string =>
		`${value < 0 ? '−' : ''}$${Math.abs(value).toPrecision(3)}`;
	const interval =
		low === null || high === null
			? 'from one pair; an interval needs more of them'
			: `95 % ${usd(low)} to ${usd(high)}`;
	const marks = {
		a: doubtMarkOf(requestCosts.a.inconsistentUsage),
		b: doubtMarkOf(requestCosts.b.inconsistentUsage)
	};
	return `An answer costs ${usd(a)}${marks.a} with A and ${usd(b)}${marks.b} with B; A − B is ${usd(difference)} (${interval}).`;
};

const figuresInWords = (name: string, { load, e2eP95Ms }: UngradedFigures): string =>
	`With ${name} 95 % of the answers take up to ${e2eP95Ms === null ? missing : formatMs(e2eP95Ms)} ms${load === null ? '' : load === 'imported' ? ' as the other tool reported it' : ` at ${load}`}.`;

/** Where nothing is graded: what can be said all the same. */
const ungradedInWords = ({ ungraded }: ReportedComparison): string[] =>
	ungraded
		? [
				'Quality: no claim, as no answer of both is graded.',
				figuresInWords('A', ungraded.a),
				figuresInWords('B', ungraded.b)
			]
		: [];

const flipsInWords = (sign: string, list: ReportedComparison['flipped']): string | null => {
	if (list.length === 0) return null;
	const shown = list.slice(0, listedFlips).map(({ itemId }) => itemId);
	const more =
		list.length > shown.length
			? `, and ${String(list.length - shown.length)} more (--json has all)`
			: '';
	return `Only ${sign} is right on ${shown.join(', ')}${more}.`;
};

const detailsOf = (each: ReportedComparison, columnCount: number | null): string[] => {
	const { scenarioId, a, b, gate, flipped, unpaired, detectableDifference } = each;
	const sentences = [
		`${scenarioId}: A is ${sideTitle(a)} in run ${a.runId}, B is ${sideTitle(b)} in run ${b.runId}.`,
		each.ungraded ? null : `A against B: ${gate.reason}`,
		...ungradedInWords(each),
		detectableDifference === null
			? null
			: `So many items, differing as these do, show a difference of ${(100 * detectableDifference).toFixed(1)} points four times in five.`,
		each.sequential && heldInWords(each.sequential, { a: each.a, letter: 'B' }),
		each.when && measuredWhenInWords(each.when),
		costInWords(each),
		...doubtsInWords([
			{ name: 'A', figures: each.requestCosts.a },
			{ name: 'B', figures: each.requestCosts.b }
		]),
		flipsInWords(
			'A',
			flipped.filter((item) => item.a)
		),
		flipsInWords(
			'B',
			flipped.filter((item) => item.b)
		),
		unpaired === 0
			? null
			: `${String(unpaired)} items have no graded answer of both and are not compared.`,
		...each.warnings.map((warning) => `! ${warning}`),
		...(each.tuning ? tuningInLines(each.tuning) : [])
	];
	return sentences.filter((text) => text !== null).flatMap((text) => wrapText(text, columnCount));
};

/** `columnCount`: columns of the terminal; null where there is none. */
export const renderComparisons = (
	{ a, b, scenarios, otherVersions, notAll }: ReportedComparisons,
	columnCount: number | null
): string => {
	const parts = [`A = ${a}\nB = ${b}`];
	if (scenarios.length > 0)
		parts.push(renderTable(columns, scenarios.map(rowOf), { maxWidth: columnCount }));
	parts.push(...scenarios.map((each) => detailsOf(each, columnCount).join('\n')));
	if (otherVersions.length > 0) {
		parts.push(
			`Not compared, as the two were asked different versions of it: ${otherVersions.join(', ')}.`
		);
	}
	if (notAll.length > 0) parts.push(`Measured on one of them alone: ${notAll.join(', ')}.`);
	return parts.join('\n\n');
};

/** The data of one pair; shares from 0 to 1, differences are A minus B. */
export const pairJson = (each: ReportedPair) => {
	const { gate, counts, difference } = each;
	return {
		n: each.n,
		a: each.rightOfA.share,
		b: each.rightOfB.share,
		difference: difference?.value ?? null,
		ciLow: difference?.low ?? null,
		ciHigh: difference?.high ?? null,
		/** b01: B alone right; b10: A alone right. */
		mcnemar: { b01: counts.onlyB, b10: counts.onlyA, exactP: each.exactP, midP: each.midP },
		/** Of A against B. */
		nonInferiority: {
			deltaPoints: 100 * gate.deltaShare,
			shown: gate.state === 'non-inferior',
			reason: gate.reason,
			itemsNeeded: gate.itemsNeeded
		},
		holmP: each.holmP,
		sequential: each.sequential,
		flipped: each.flipped,
		unpaired: each.unpaired,
		detectableDifference: each.detectableDifference,
		score: each.score,
		costUsd: each.costUsd,
		cells: {
			a: { id: each.a.id, run: each.a.runId, target: each.a.targetId, emulated: each.a.emulated },
			b: { id: each.b.id, run: each.b.runId, target: each.b.targetId, emulated: each.b.emulated }
		}
	};
};

/** A list with one object a scenario. */
export const comparisonsJson = ({ scenarios }: Pick<ReportedComparisons, 'scenarios'>): string =>
	JSON.stringify(
		scenarios.map((each) => ({
			scenario: each.scenarioId,
			...pairJson(each),
			ungraded: each.ungraded,
			volume: each.volume,
			requestCosts: each.requestCosts,
			tuning: each.tuning && tuningJson(each.tuning),
			measured: each.when,
			warnings: each.warnings
		})),
		null,
		'\t'
	);
