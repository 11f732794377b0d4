/** What a comparison found, in sentences that come from the same numbers as its tables. */
import { toDecimal } from '#core/decimal.ts';
import { counted, formatMs, formatNumber, formatUsd } from '../format.ts';
import type { ComparedLatency, Comparison, LatencyDifference } from './comparison.ts';
import { measuredAs, sideName, signedMs, signedPoints, targetName } from './compare-words.ts';

/** What is compared with what. */
export const comparedSentence = ({ a, b, stages }: Comparison): string => {
	const second =
		a.runId === b.runId ? `${b.scenarioId} on ${targetName(b)} (the same run)` : measuredAs(b);
	const load =
		stages === null
			? ''
			: stages.isSameLoad
				? `, latencies and cost at ${stages.a.load}`
				: `, latencies and cost at ${stages.a.load} against ${stages.b.load}`;
	return `A, ${measuredAs(a)}, against B, ${second}${load}.`;
};

/** Who is right more often; null where the answers cannot be paired. */
export const qualityFinding = (comparison: Comparison): string | null => {
	const { quality } = comparison;
	if (quality.state !== 'compared') return null;
	const { difference, low, high, n } = quality.difference;
	if (difference === null || low === null || high === null) return null;
	const [a, b] = [sideName(comparison, 'a'), sideName(comparison, 'b')];
	const interval = `95 % interval ${signedPoints(low)} to ${signedPoints(high)} points`;
	const size = Math.abs(100 * difference).toFixed(1);
	const items = counted(n, 'common item');
	if (low > 0 || high < 0) {
		const word = difference > 0 ? 'more' : 'less';
		return `${b} is right ${word} often than ${a}: by ${size} points on ${items} (B − A: ${interval}).`;
	}
	return `No difference in quality is shown between ${a} and ${b}: B − A is ${signedPoints(difference)} points on ${items} (${interval}).`;
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
		? stages.a.load
		: `${stages.a.load} (A) against ${stages.b.load} (B)`;
	const doubts = (['a', 'b'] as const).flatMap((side) => {
		const { verdict } = stages[side].summary.validity;
		return verdict === 'valid' ? [] : [`${side.toUpperCase()} is ${verdict}`];
	});
	const doubt = doubts.length === 0 ? '' : ` Not to be relied on: ${doubts.join(', ')}; see below.`;
	return `At ${load}, ${b} against ${a}: ${phrases.join('; ')}.${doubt}`;
};

const timesAsMuch = (ofA: string, ofB: string): string | null => {
	if (toDecimal(ofA).eq(0) || toDecimal(ofB).eq(0)) return null;
	const ratio = toDecimal(ofB).div(ofA).toNumber();
	const [times, side] = ratio >= 1 ? [ratio, 'B'] : [1 / ratio, 'A'];
	const text = formatNumber(times);
	return text === '1' ? 'about the same' : `${text} times as much on ${side}`;
};

/** What an accepted answer costs, or one answer where none is accepted on either; null where a cost is unknown. */
export const costFinding = (comparison: Comparison): string | null => {
	const { stages } = comparison;
	if (stages === null) return null;
	const { a, b } = stages.costs;
	const [acceptedA, acceptedB] = [a.usdPerAcceptedAnswer, b.usdPerAcceptedAnswer];
	const isAccepted = acceptedA !== null && acceptedB !== null;
	const [usdOfA, usdOfB] = isAccepted ? [acceptedA, acceptedB] : [a.usdPerAnswer, b.usdPerAnswer];
	if (usdOfA === null || usdOfB === null) return null;
	const ratio = timesAsMuch(usdOfA, usdOfB);
	const hourly = [a, b].some(({ basis }) => basis === 'per-hour')
		? ' What is paid by the hour costs this only while it is as busy as here.'
		: '';
	return `${isAccepted ? 'A right answer' : 'An answer'} costs ${formatUsd(usdOfB)} on ${sideName(comparison, 'b')} and ${formatUsd(usdOfA)} on ${sideName(comparison, 'a')}${ratio === null ? '' : `: ${ratio}`}.${hourly}`;
};
