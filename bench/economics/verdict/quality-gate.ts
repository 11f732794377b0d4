/**
 * The gate for "make": whether answers of one's own model are shown to be not worse than those of the bought one by more
 * than a margin, on the same items. Not shown is said as not shown, with how many items would show it.
 */
import { z95 } from '#core/statistics/normal.ts';
import {
	mcNemarExactP,
	pairedDifference,
	restrictedOnlySecond
} from '#core/statistics/paired-difference.ts';

/** How the items fell out; one row per item, items without an answer of both are not counted. */
export interface PairedOutcomes {
	bothRight: number;
	/** Right by one's own model only. */
	onlyLocal: number;
	/** Right by the bought model only. */
	onlyApi: number;
	bothWrong: number;
}

/** Worse by less than this share of all items counts as not worse: 2 points unless the user says otherwise. */
export const defaultDeltaShare = 0.02;

/** Standard normal quantile of 80 %: the chance that enough items do show what is true. */
const zPower80 = 0.8416212335729143;

/** Share of items with different outcomes that is assumed before anything was measured. */
const assumedDifferingShare = 0.1;

export interface QualityGateNumbers {
	/** Share right of one's own model minus that of the bought one, over the same items. */
	difference: number;
	/** Ends of its 95 % score interval; the lower one is what is held against −deltaShare. */
	low: number;
	high: number;
	/** Exact McNemar p-value of no difference at all, two-sided. */
	mcNemarP: number;
	/** Items counted. */
	n: number;
}

export type QualityGate = { deltaShare: number; reason: string } & (
	| (QualityGateNumbers & { state: 'non-inferior' | 'inferior'; itemsNeeded: null })
	/** `itemsNeeded`: items in all, about; null where the difference seen would not pass with any number of items. */
	| (QualityGateNumbers & { state: 'not-shown'; itemsNeeded: number | null })
	| {
			state: 'no-data';
			difference: null;
			low: null;
			high: null;
			mcNemarP: null;
			n: 0;
			itemsNeeded: number | null;
	  }
);

/**
 * Items needed to show non-inferiority at 95 % two-sided with a chance of 80 %, if the shares are as given (Nam 1997, Biometrics
 * 53:1422–1430: score test, variance under the margin and under the truth). Null where the truth is beyond the margin.
 */
export const itemsToShowNonInferiority = ({
	onlyLocalShare,
	onlyApiShare,
	deltaShare = defaultDeltaShare
}: {
	onlyLocalShare: number;
	onlyApiShare: number;
	deltaShare?: number;
}): number | null => {
	const difference = onlyLocalShare - onlyApiShare;
	const distance = difference + deltaShare;
	if (!(distance > 0)) return null;
	const atMargin = restrictedOnlySecond(
		{ onlyFirst: onlyLocalShare, onlySecond: onlyApiShare, n: 1 },
		-deltaShare
	);
	const marginVariance = 2 * atMargin - deltaShare * (1 + deltaShare);
	const trueVariance = onlyLocalShare + onlyApiShare - difference * difference;
	const root =
		z95 * Math.sqrt(Math.max(0, marginVariance)) + zPower80 * Math.sqrt(Math.max(0, trueVariance));
	const items = Math.ceil((root / distance) ** 2);
	return Number.isSafeInteger(items) ? items : null;
};

/** `1.4 points`, `0.05 points`: a share of items as percentage points. */
const points = (share: number): string => {
	const value = Math.abs(share) * 100;
	const text = value >= 1 || value === 0 ? value.toFixed(1) : value.toPrecision(2);
	return `${String(Number(text))} ${Number(text) === 1 ? 'point' : 'points'}`;
};

const signed = (share: number): string => {
	const value = (share * 100).toFixed(1);
	if (Number(value) === 0) return '0.0';
	return share > 0 ? `+${value}` : `−${value.slice(1)}`;
};

/** `Right less often by 1.4 points on 200 items (95 % interval −3.9 to +1.1)`. */
const seenInWords = ({ difference, low, high, n }: QualityGateNumbers): string => {
	const seen =
		difference === 0
			? 'As often right'
			: `Right ${difference > 0 ? 'more' : 'less'} often by ${points(difference)}`;
	return `${seen} on ${n.toLocaleString('en-US')} ${n === 1 ? 'item' : 'items'} (95 % interval ${signed(low)} to ${signed(high)} points)`;
};

/** Largest p-value of the exact test with which a difference is said to be shown, beside an interval of 95 % that leaves 0 out. */
export const largestShownP = 0.05;

/** Whether the exact test finds a difference at all. With few items the score interval may leave 0 out where the test does not. */
const isDifferent = ({ mcNemarP }: QualityGateNumbers): boolean => mcNemarP <= largestShownP;

/** Whether one's own model is shown to be better: by its interval and by the exact test. */
export const isShownBetter = (gate: QualityGate): boolean =>
	gate.state === 'non-inferior' && gate.low > 0 && isDifferent(gate);

const testDisagrees = ({ mcNemarP }: QualityGateNumbers): string =>
	`the interval leaves 0 out, but the exact test does not show a difference (p = ${mcNemarP.toPrecision(2)})`;

/**
 * Whether one's own model is shown to be not worse than the bought one by more than `deltaShare`, at 95 % two-sided. Worse, and better, it
 * is only where the exact test finds a difference too: four items, all of them right by one side, have p = 0.125.
 */
export const qualityGate = ({
	deltaShare = defaultDeltaShare,
	z = z95,
	...outcomes
}: PairedOutcomes & {
	deltaShare?: number;
	/** Half width of the interval, standard errors: that of the last look where the items were looked at while they came in. */
	z?: number;
}): QualityGate => {
	const { bothRight, onlyLocal, onlyApi, bothWrong } = outcomes;
	const n = bothRight + onlyLocal + onlyApi + bothWrong;
	const { difference, low, high } = pairedDifference(
		{ onlyFirst: onlyLocal, onlySecond: onlyApi, n },
		z
	);
	const margin = points(deltaShare);
	if (difference === null || low === null || high === null) {
		const itemsNeeded = itemsToShowNonInferiority({
			onlyLocalShare: assumedDifferingShare / 2,
			onlyApiShare: assumedDifferingShare / 2,
			deltaShare
		});
		const about =
			itemsNeeded === null
				? ''
				: `; about ${itemsNeeded.toLocaleString('en-US')} items would show it, if both are as good and differ on one item in ten`;
		return {
			state: 'no-data',
			difference: null,
			low: null,
			high: null,
			mcNemarP: null,
			n: 0,
			deltaShare,
			itemsNeeded,
			reason: `No item was answered by both, so nothing is known about a margin of ${margin}${about}.`
		};
	}
	const numbers = { difference, low, high, mcNemarP: mcNemarExactP(onlyLocal, onlyApi), n };
	const seen = seenInWords(numbers);
	if (low > -deltaShare) {
		const notWorse = `shown to be not worse by more than ${margin}`;
		const better =
			low <= 0
				? notWorse
				: isDifferent(numbers)
					? 'shown to be better'
					: `${notWorse}, and not to be better: ${testDisagrees(numbers)}`;
		return {
			state: 'non-inferior',
			...numbers,
			deltaShare,
			itemsNeeded: null,
			reason: `${seen}: ${better}.`
		};
	}
	if (high < -deltaShare && isDifferent(numbers)) {
		return {
			state: 'inferior',
			...numbers,
			deltaShare,
			itemsNeeded: null,
			reason: `${seen}: shown to be worse by more than ${margin}.`
		};
	}
	// Half an item is added to either kind, so that few items do not promise that the two never differ.
	const differingShare = (onlyLocal + onlyApi + 1) / (n + 2);
	const equalIsPossible = low <= 0 && high >= 0;
	const trueDifference = equalIsPossible ? 0 : difference;
	const needed = itemsToShowNonInferiority({
		onlyLocalShare: (differingShare + trueDifference) / 2,
		onlyApiShare: (differingShare - trueDifference) / 2,
		deltaShare
	});
	const itemsNeeded = needed === null ? null : Math.max(needed, n + 1);
	const assumption = equalIsPossible
		? 'both are in truth as good'
		: 'this difference is the true one';
	const advice =
		itemsNeeded === null
			? `if ${assumption}, no number of items will show it`
			: `about ${itemsNeeded.toLocaleString('en-US')} items would show it, if ${assumption}`;
	return {
		state: 'not-shown',
		...numbers,
		deltaShare,
		itemsNeeded,
		reason: `${seen}: not shown to be within ${margin}${high < -deltaShare ? ` nor to be worse, as ${testDisagrees(numbers)}` : ''}; ${advice}.`
	};
};
