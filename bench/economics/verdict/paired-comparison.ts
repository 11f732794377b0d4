/** Two models on the same items: who is right more often, whether that is shown, and what either costs. Pure numbers, no words. */
import type { PairedItem } from '#core/measured.ts';
import type { RandomSource } from '#core/random.ts';
import { bootstrapMeans } from '#core/statistics/paired-bootstrap.ts';
import {
	mcNemarExactP,
	mcNemarMidP,
	pairedDifference
} from '#core/statistics/paired-difference.ts';
import { detectableDifference } from '#core/statistics/paired-power.ts';
import { wilsonInterval, type Proportion } from '#core/statistics/wilson.ts';
import { qualityGate, type QualityGate } from './quality-gate.ts';

/** A figure per item of both, with the 95 % interval of the difference, A minus B, from a paired bootstrap over the items. */
export interface PairedMeans {
	a: number;
	b: number;
	difference: number;
	/** Null for one item: how items differ is not known from it. */
	low: number | null;
	high: number | null;
	/** Items of which both have the figure. */
	n: number;
}

export interface PairedComparison {
	/** Items with a graded answer of both. */
	n: number;
	counts: { bothRight: number; onlyA: number; onlyB: number; bothWrong: number };
	/** Items asked of one of them alone, or not graded. */
	unpaired: number;
	rightOfA: Proportion;
	rightOfB: Proportion;
	/** Share right of A minus that of B, with its 95 % score interval (Tango 1998); null where nothing is paired. */
	difference: { value: number; low: number; high: number } | null;
	/** Two-sided p-values of McNemar's test: exact, and mid-p. */
	exactP: number;
	midP: number;
	/** Whether A is shown to be not worse than B by more than the margin. */
	gate: QualityGate;
	/** Smallest difference that so many items, differing as these do, show with a chance of 80 %; null where none is. */
	detectableDifference: number | null;
	/** Partial scores, 0 to 1; null where nothing is paired. */
	score: PairedMeans | null;
	/** USD an answer; null where an answer of either has no cost. */
	costUsd: PairedMeans | null;
	/** Items that one alone got right, by id. */
	flipped: { itemId: string; a: boolean; b: boolean }[];
}

export interface ComparisonSettings {
	/** Worse by less than this share of all items counts as not worse. */
	deltaShare: number;
	random: RandomSource;
	/** Half width of the interval of the difference, standard errors: that of the last look where the items were looked at while they came in. */
	z?: number;
	/** Of the bootstrap. */
	resamples?: number;
}

type Pair = PairedItem & {
	a: NonNullable<PairedItem['a']> & { passed: boolean };
	b: NonNullable<PairedItem['b']> & { passed: boolean };
};

const isPair = (item: PairedItem): item is Pair => item.verdict !== 'unpaired';

const pairedMeans = (
	values: readonly (readonly [a: number, b: number])[],
	{ random, resamples = 10_000 }: ComparisonSettings
): PairedMeans | null => {
	if (values.length === 0) return null;
	const columnA = Float64Array.from(values, ([a]) => a);
	const columnB = Float64Array.from(values, ([, b]) => b);
	const differences = columnA.map((a, index) => a - (columnB[index] ?? 0));
	const [interval] = bootstrapMeans([differences], { random, resamples });
	const mean = (column: Float64Array): number =>
		column.reduce((sum, value) => sum + value, 0) / column.length;
	return {
		a: mean(columnA),
		b: mean(columnB),
		difference: mean(differences),
		low: interval?.low ?? null,
		high: interval?.high ?? null,
		n: values.length
	};
};

/** Compares answers to the same items; items that only one was asked are counted, and not compared. */
export const comparePaired = (
	items: readonly PairedItem[],
	settings: ComparisonSettings
): PairedComparison => {
	const pairs = items.filter(isPair);
	const n = pairs.length;
	const countOf = (verdict: PairedItem['verdict']): number =>
		pairs.filter((item) => item.verdict === verdict).length;
	const counts = {
		bothRight: countOf('both-right'),
		onlyA: countOf('only-a'),
		onlyB: countOf('only-b'),
		bothWrong: countOf('both-wrong')
	};
	const { bothRight, onlyA, onlyB, bothWrong } = counts;
	const { z } = settings;
	const { difference, low, high } = pairedDifference({ onlyFirst: onlyA, onlySecond: onlyB, n }, z);
	const costs = pairs.map(({ a, b }): [number, number] | null =>
		a.costUsd === null || b.costUsd === null ? null : [Number(a.costUsd), Number(b.costUsd)]
	);
	const priced = costs.filter((cost) => cost !== null);
	return {
		n,
		counts,
		unpaired: items.length - n,
		rightOfA: wilsonInterval(bothRight + onlyA, n),
		rightOfB: wilsonInterval(bothRight + onlyB, n),
		difference:
			difference === null || low === null || high === null
				? null
				: { value: difference, low, high },
		exactP: mcNemarExactP(onlyA, onlyB),
		midP: mcNemarMidP(onlyA, onlyB),
		gate: qualityGate({
			bothRight,
			onlyLocal: onlyA,
			onlyApi: onlyB,
			bothWrong,
			deltaShare: settings.deltaShare,
			...(z !== undefined && { z })
		}),
		// Half an item either way, so that models that never differed do not promise to differ never.
		detectableDifference:
			n === 0 ? null : detectableDifference(n, { differingShare: (onlyA + onlyB + 1) / (n + 2) }),
		score: pairedMeans(
			pairs.flatMap(({ a, b }): [number, number][] =>
				a.score === null || b.score === null ? [] : [[a.score, b.score]]
			),
			settings
		),
		costUsd: priced.length === n ? pairedMeans(priced, settings) : null,
		flipped: pairs
			.filter(({ verdict }) => verdict === 'only-a' || verdict === 'only-b')
			.map(({ itemId, a, b }) => ({ itemId, a: a.passed, b: b.passed }))
	};
};
