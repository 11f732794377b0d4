/** What a comparison found, in sentences that come from the same numbers as its tables. */
import { toDecimal } from '#core/decimal.ts';
import { overLooks } from '#core/sequential-in-words.ts';
import type { StageSummary } from '#core/stage.ts';
import { largestShownP } from '#bench/economics/verdict/quality-gate.ts';
import {
	counted,
	formatInterval,
	formatMs,
	formatNumber,
	formatUsd,
	formatWhole
} from '../format.ts';
import { comparisonBasis } from './comparison-basis.ts';
import type {
	ComparedLatency,
	Comparison,
	LatencyDifference,
	StageComparison,
	StageCost
} from './comparison.ts';
import {
	atLoad,
	measuredAs,
	pValue,
	sideName,
	signedMs,
	signedPoints,
	targetName,
	type SideKey
} from './compare-words.ts';
import { differenceDoubts } from './difference-doubts.ts';

/** What is compared with what. */
export const comparedSentence = (comparison: Comparison): string => {
	const { a, b, stages } = comparison;
	if (comparisonBasis(comparison) === 'same-stage') {
		return `A and B are both ${measuredAs(a)}${stages === null ? '' : `, ${atLoad(stages.a.load)}`}.`;
	}
	const second =
		a.runId === b.runId ? `${b.scenarioId} on ${targetName(b)} (the same run)` : measuredAs(b);
	const load =
		stages === null
			? ''
			: stages.isSameLoad
				? `, latencies and cost ${atLoad(stages.a.load)}`
				: `, latencies and cost ${atLoad(stages.a.load)} against ${stages.b.load}`;
	return `A, ${measuredAs(a)}, against B, ${second}${load}.`;
};

/** Who is right more often; null where the answers cannot be paired. */
export const qualityFinding = (comparison: Comparison): string | null => {
	const { quality } = comparison;
	if (quality.state !== 'compared') return null;
	const { difference, low, high, n } = quality.difference;
	if (difference === null || low === null || high === null) return null;
	const [a, b] = [sideName(comparison, 'a'), sideName(comparison, 'b')];
	const looks = quality.held?.sequential.looks.length ?? 0;
	const interval = `95 % interval${looks === 0 ? '' : `, ${overLooks(looks)},`} ${signedPoints(low)} to ${signedPoints(high)} points`;
	const size = Math.abs(100 * difference).toFixed(1);
	const items = counted(n, 'common item');
	const leavesOut = low > 0 || high < 0;
	if (leavesOut && quality.mcNemarP <= largestShownP) {
		const word = difference > 0 ? 'better' : 'worse';
		return `${a} is ${size} points ${word} than ${b}: the share of right answers on ${items} (A − B: ${interval}).`;
	}
	return `No difference in quality is shown between ${a} and ${b}: A − B is ${signedPoints(difference)} points on ${items} (${interval}${leavesOut ? `, which leaves 0 out, but the exact test does not: ${pValue(quality.mcNemarP)}` : ''}).`;
};

const named: readonly { metric: ComparedLatency; quantile: number; name: string }[] = [
	{ metric: 'ttftMs', quantile: 0.5, name: 'the median time to first token' },
	{ metric: 'e2eMs', quantile: 0.95, name: 'the 95th percentile of the whole answer' }
];

const latencyPhrase = (name: string, { difference }: LatencyDifference): string | null => {
	if (difference === null) return null;
	const { ms, lowMs, highMs } = difference;
	const interval = `95 % interval ${signedMs(lowMs)} to ${signedMs(highMs)}`;
	if (lowMs <= 0 && highMs >= 0) {
		return `no difference is shown in ${name} (${signedMs(ms)}, ${interval})`;
	}
	return `${name} is ${formatMs(Math.abs(ms))} ${ms > 0 ? 'longer' : 'shorter'} (${interval})`;
};

/** Which is faster at the load; null where no percentile of both can be claimed. */
export const latencyFinding = (comparison: Comparison): string | null => {
	const { stages } = comparison;
	if (stages === null) return null;
	const [a, b] = [sideName(comparison, 'a'), sideName(comparison, 'b')];
	const phrases = named.flatMap(({ metric, quantile, name }) => {
		const found = stages.latencies.find(
			(each) => each.metric === metric && each.quantile === quantile
		);
		return (found && latencyPhrase(name, found)) ?? [];
	});
	if (phrases.length === 0) return null;
	const load = stages.isSameLoad
		? atLoad(stages.a.load)
		: `at ${stages.a.load} (A) against ${stages.b.load} (B)`;
	const doubts = differenceDoubts(comparison);
	const doubt = doubts.length === 0 ? '' : ` Not to be relied on: ${doubts.join('; ')}.`;
	return `${capitalised(load)}, ${a} against ${b}: ${phrases.join('; ')}.${doubt}`;
};

const capitalised = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const timesAsMuch = (ofA: string, ofB: string): string | null => {
	if (toDecimal(ofA).eq(0) || toDecimal(ofB).eq(0)) return null;
	const ratio = toDecimal(ofB).div(ofA).toNumber();
	const [times, side] = ratio >= 1 ? [ratio, 'B'] : [1 / ratio, 'A'];
	const text = formatNumber(times);
	return text === '1' ? 'about the same' : `${text} times as much on ${side}`;
};

/** What it costs with every hour of a month paid for where hours are paid and the demand is known, else as it was measured. */
const overTheMonth = (cost: StageCost): AnswerCost => cost.monthly ?? cost;

type AnswerCost = Pick<StageCost, 'usdPerAnswer' | 'usdPerAcceptedAnswer'>;

const costClause = (comparison: Comparison, stages: StageComparison) => {
	const [a, b] = [stages.costs.a, stages.costs.b].map(overTheMonth) as [AnswerCost, AnswerCost];
	const [acceptedA, acceptedB] = [a.usdPerAcceptedAnswer, b.usdPerAcceptedAnswer];
	const isAccepted = acceptedA !== null && acceptedB !== null;
	const [usdOfA, usdOfB] = isAccepted ? [acceptedA, acceptedB] : [a.usdPerAnswer, b.usdPerAnswer];
	if (usdOfA === null || usdOfB === null) return null;
	const on = (side: SideKey, usd: string): string => {
		const { monthly } = stages.costs[side];
		const name = sideName(comparison, side);
		if (monthly === null) return `${formatUsd(usd)} on ${name}`;
		return `${formatUsd(usd)} on ${name} with ${counted(monthly.servers, 'server')} paid for every hour of the month`;
	};
	return {
		text: `${isAccepted ? 'a right answer' : 'an answer'} costs ${on('a', usdOfA)} and ${on('b', usdOfB)}`,
		ratio: timesAsMuch(usdOfA, usdOfB)
	};
};

/** What an accepted answer costs, or one answer where none is accepted on either; null where a cost is unknown. */
export const costFinding = (comparison: Comparison): string | null => {
	const { stages } = comparison;
	const clause = stages && costClause(comparison, stages);
	if (!stages || !clause) return null;
	const { a, b } = stages.costs;
	const { text, ratio } = clause;
	const compared = `${text}${ratio === null ? '' : `: ${ratio}`}.`;
	if ([a, b].some(({ basis, monthly }) => basis === 'per-hour' && monthly === null)) {
		// How much dearer one is depends on how busy it is, which nobody knows.
		return `While ${stages.isSameLoad ? `as busy as ${atLoad(stages.a.load)}` : 'each is as busy as it was here'}, ${text}. An idle hour of what is paid by the hour costs the same, so which is dearer depends on how many requests there are in a month.`;
	}
	if (stages.requestsPerMonth !== null && (a.monthly ?? b.monthly)) {
		return `At the scenario’s own demand of ${formatWhole(stages.requestsPerMonth)} requests a month, ${compared}`;
	}
	return capitalised(compared);
};

const validityNote = ({ validity: { verdict } }: StageSummary): string =>
	verdict === 'valid' ? '' : ` (${verdict}, see below)`;

/** What one side did by itself, without a word about the other; null where nothing was measured. */
const ownFigures = (comparison: Comparison, side: SideKey): string | null => {
	const { stages } = comparison;
	const { right } = comparison[side];
	const latencies = named.flatMap(({ metric, quantile, name }) => {
		const found = stages?.latencies.find(
			(each) => each.metric === metric && each.quantile === quantile
		);
		if (!found) return [];
		const [ms, count] = side === 'a' ? [found.aMs, found.aCount] : [found.bMs, found.bCount];
		return ms === null || count < found.needed ? [] : [`${name} is ${formatMs(ms)}`];
	});
	const cost = stages?.costs[side];
	const usdPerAnswer = cost?.usdPerAnswer ?? null;
	const whileBusy = cost?.basis === 'per-hour' ? ' while it is as busy' : '';
	const figures = [
		...latencies,
		...(usdPerAnswer === null ? [] : [`an answer costs ${formatUsd(usdPerAnswer)}${whileBusy}`])
	];
	const parts = [
		...(right.n === 0
			? []
			: [`right on ${formatInterval(right)} of ${counted(right.n, 'graded item')}`]),
		...(stages === null || figures.length === 0
			? []
			: [
					`${atLoad(stages[side].load)}${validityNote(stages[side].summary)}, ${figures.join(', ')}`
				])
	];
	return parts.length === 0 ? null : `${sideName(comparison, side)}: ${parts.join('; ')}.`;
};

const isSentence = (sentence: string | null): sentence is string => sentence !== null;

export interface Findings {
	heading: string;
	sentences: string[];
}

const nothingInCommon = ({ stages }: Comparison): string =>
	`No figure of both can be held against each other: ${
		stages === null
			? 'no load was measured on both, and their answers cannot be paired'
			: 'their answers cannot be paired, and there are too few of them at this load'
	}.`;

const found = (comparison: Comparison, ...first: string[]): Findings => {
	const differences = [latencyFinding(comparison), costFinding(comparison)].filter(isSentence);
	const sentences = [...first, ...differences];
	return {
		heading: 'What was found',
		sentences: sentences.length === 0 ? [nothingInCommon(comparison)] : sentences
	};
};

/** What the comparison allows to say, and nothing beyond: a difference only where both were asked the same. */
export const comparisonFindings = (comparison: Comparison): Findings => {
	switch (comparisonBasis(comparison)) {
		case 'same-stage':
			return {
				heading: 'There is nothing to compare',
				sentences: [
					comparison.stages === null
						? 'A and B are the same cell, and no stage of it has ended.'
						: 'A and B are the same measurement. Choose another load of it, another target, or another run.'
				]
			};
		case 'other-prompts':
			return {
				heading: 'No answers are paired',
				sentences: [
					'A and B were not asked the same items, so that no difference between them is one of the targets alone: neither in quality, nor in latency, nor in cost. What holds is what each did by itself:',
					...[ownFigures(comparison, 'a'), ownFigures(comparison, 'b')].filter(isSentence)
				]
			};
		case 'ungraded':
			return found(
				comparison,
				'No answers are paired: no item has a graded answer of both, so quality is not compared.'
			);
		case 'same-cell':
		case 'paired':
			return found(comparison, ...[qualityFinding(comparison)].filter(isSentence));
	}
};
