/** The figures of a tuned model, its base and others as tables, for the page and for its files. */
import { markEmulated } from '#core/mark-emulated.ts';
import type { QualityGate } from '#bench/economics/verdict/quality-gate.ts';
import { overLooks } from '#core/sequential-in-words.ts';
import type { SequentialSummary } from '#core/stage.ts';
import type { Proportion } from '#core/statistics/wilson.ts';
import type { ChartCell, ChartColumn, ChartTable } from '../charts/chart-table.ts';

interface Side {
	runId: string;
	targetId: string;
	targetTitle: string | null;
	emulated: boolean;
}

export interface TabledTarget {
	cell: Side;
	right: Proportion;
	load: string | null;
	ttftP50Ms: number | null;
	ttftP95Ms: number | null;
	e2eP95Ms: number | null;
	validity: string | null;
	usdPerRequest: string | null;
	costBasis: string | null;
	usdPerRightAnswer: string | null;
}

export interface TabledPair {
	b: Side;
	n: number;
	counts: { onlyA: number; onlyB: number };
	difference: { value: number; low: number; high: number } | null;
	exactP: number;
	holmP: number;
	gate: QualityGate;
	/** Where it was looked at while it was measured; null otherwise. */
	sequential: Pick<SequentialSummary, 'looks'> | null;
}

export interface TabledTuning {
	spread: { usdPerRightAnswer: string | null } | null;
	paybacks: readonly {
		isBase: boolean;
		months: number | null;
		monthsInterval: { low: number; high: number } | null;
		payback: {
			requests: number | null;
			requestsInterval: { low: number; high: number } | null;
			saving: { usdPerRequest: string; low: number; high: number } | null;
			reason: string | null;
		} | null;
	}[];
}

export interface TabledComparison {
	scenarioId: string;
	commonItems: number;
	/** Null where nobody says how many requests there are in a month. */
	volume: { requestsPerMonth: number; from: 'asked' | 'scenario' } | null;
	targets: readonly TabledTarget[];
	pairs: readonly TabledPair[];
	/** Null where the first is not a tuned model. */
	tuning: TabledTuning | null;
}

const text = (key: string, label: string): ChartColumn => ({
	key,
	label,
	unit: null,
	kind: 'text'
});
const number = (key: string, label: string, unit: string | null = null): ChartColumn => ({
	key,
	label,
	unit,
	kind: 'number'
});

export const titleOf = ({ targetTitle, targetId, emulated }: Side): string =>
	markEmulated(targetTitle ?? targetId, emulated);

const usd = (amount: string | null): number | null => (amount === null ? null : Number(amount));
/** Not rounded: that is done once, where it is shown. */
const percent = (share: number | null): number | null => (share === null ? null : 100 * share);
const points = (share: number | undefined): number | null =>
	share === undefined ? null : 100 * share;

const roleOf = ({ tuning }: TabledComparison, index: number): string => {
	if (index === 0) return tuning ? 'A, tuned' : 'A';
	return tuning?.paybacks[index - 1]?.isBase === true ? 'its base' : 'held against';
};

const sourcesOf = ({ targets }: TabledComparison): string[] => [
	...new Set(targets.map(({ cell }) => `run ${cell.runId}`))
];

const basisNotes = ({ targets, volume }: TabledComparison): string[] => [
	...(targets.some(({ load }) => load === 'imported')
		? ['Where the load is “imported”, latencies are as the other tool reported them.']
		: []),
	...(targets.some(({ costBasis }) => costBasis === 'per-hour')
		? [
				'A request of an endpoint paid by the hour costs this only while it is as busy as at this load: an idle hour costs the same.'
			]
		: []),
	...(volume && targets.some(({ costBasis }) => costBasis === 'per-month')
		? [
				`An endpoint paid by the hour is counted with all hours of a month over ${volume.requestsPerMonth.toLocaleString('en-US')} requests${volume.from === 'scenario' ? ', the scenario’s own demand' : ''}: as many whole ones as carry them where each is as busy as at this load.`
			]
		: []),
	...(new Set(targets.map(({ load }) => load)).size > 1
		? ['They have no load in common, so their latencies differ for that alone.']
		: [])
];

/** One row for each target, the tuned one first. */
export const tunedTargetsTable = (found: TabledComparison): ChartTable => ({
	id: 'targets',
	title: 'Right answers, latency and cost of each',
	caption: `${found.scenarioId}, over the ${found.commonItems.toLocaleString('en-US')} items that all answered.`,
	columns: [
		text('target', 'Target'),
		text('role', 'Role'),
		number('rightPercent', 'Right', '%'),
		number('rightLowPercent', 'from', '%'),
		number('rightHighPercent', 'to', '%'),
		text('load', 'Load'),
		number('ttftP50Ms', 'TTFT p50', 'ms'),
		number('ttftP95Ms', 'TTFT p95', 'ms'),
		number('e2eP95Ms', 'E2E p95', 'ms'),
		number('usdPerRequest', 'Request', '$'),
		number('usdPerRightAnswer', 'Right answer', '$'),
		number('usdPerRightAnswerWithTuning', 'Right answer with tuning', '$'),
		text('validity', 'Validity')
	],
	rows: found.targets.map((each, index): ChartCell[] => [
		titleOf(each.cell),
		roleOf(found, index),
		percent(each.right.share),
		percent(each.right.low),
		percent(each.right.high),
		each.load,
		each.ttftP50Ms,
		each.ttftP95Ms,
		each.e2eP95Ms,
		usd(each.usdPerRequest),
		usd(each.usdPerRightAnswer),
		index === 0 ? usd(found.tuning?.spread?.usdPerRightAnswer ?? null) : null,
		each.validity
	]),
	notes: ['Intervals of shares are Wilson’s, 95 %.', ...basisNotes(found)],
	sources: sourcesOf(found)
});

const gateWords: Record<QualityGate['state'], string> = {
	'non-inferior': 'shown',
	inferior: 'shown to be worse',
	'not-shown': 'not shown',
	'no-data': 'nothing paired'
};

/** Pairs that were looked at while they were measured: their intervals are wider than Tango’s, their p-values are not corrected. */
const widenedNotes = ({ pairs }: TabledComparison): string[] =>
	pairs.flatMap(({ b, sequential }) => {
		const looks = sequential?.looks.length ?? 0;
		return looks === 0
			? []
			: [
					`The interval against ${titleOf(b)} is widened so that it holds ${overLooks(looks)} that were made while it was measured; its p-values are not corrected for that.`
				];
	});

/** One row for each target that the first is held against. */
export const tunedPairsTable = (found: TabledComparison): ChartTable => ({
	id: 'pairs',
	title: 'A against each of the others, on the same items',
	caption: 'Differences are A minus the other, in percentage points of items answered right.',
	columns: [
		text('against', 'Against'),
		number('differencePoints', 'A − other', 'points'),
		number('lowPoints', 'from', 'points'),
		number('highPoints', 'to', 'points'),
		number('onlyA', 'Only A right'),
		number('onlyOther', 'Only the other right'),
		number('exactP', 'p of this pair'),
		number('holmP', 'p over all pairs'),
		text('notWorse', 'A not worse'),
		number('savingUsdPerRequest', 'A request saves', '$'),
		number('savingLowUsd', 'from', '$'),
		number('savingHighUsd', 'to', '$'),
		number('breakEvenRequests', 'Tuning paid after', 'requests'),
		number('breakEvenLowRequests', 'from', 'requests'),
		number('breakEvenHighRequests', 'to', 'requests'),
		number('breakEvenMonths', 'that is', 'months'),
		number('breakEvenLowMonths', 'from', 'months'),
		number('breakEvenHighMonths', 'to', 'months'),
		text('noPayback', 'Why no payback')
	],
	rows: found.pairs.map((pair, index): ChartCell[] => {
		const payback = found.tuning?.paybacks[index];
		const told = payback?.payback ?? null;
		return [
			titleOf(pair.b),
			points(pair.difference?.value),
			points(pair.difference?.low),
			points(pair.difference?.high),
			pair.counts.onlyA,
			pair.counts.onlyB,
			pair.n === 0 ? null : pair.exactP,
			pair.n === 0 ? null : pair.holmP,
			gateWords[pair.gate.state],
			usd(told?.saving?.usdPerRequest ?? null),
			told?.saving?.low ?? null,
			told?.saving?.high ?? null,
			told?.requests ?? null,
			told?.requestsInterval?.low ?? null,
			told?.requestsInterval?.high ?? null,
			payback?.months ?? null,
			payback?.monthsInterval?.low ?? null,
			payback?.monthsInterval?.high ?? null,
			told?.reason ?? null
		];
	}),
	notes: [
		'Intervals are 95 %: Tango’s of the paired difference; of the saving a paired bootstrap, joined with that of the throughput where an endpoint is paid by the hour. p: how often a difference as large would come by chance alone if both were right equally often (McNemar’s exact test); over all pairs: corrected, as several are looked at (Holm).',
		'A payback is computed only where the interval of the saving lies above 0: else it would be as large as chance wants it.',
		'A not worse: non-inferiority by 2 points at 95 %.',
		...widenedNotes(found)
	],
	sources: sourcesOf(found)
});
