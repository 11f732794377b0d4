/**
 * What a run leaves for the economics: token counts, attempts, costs and grades of one cell, summed exactly. Sums are whole numbers
 * as decimal text, since those of squares outgrow a binary float.
 */
import { roundedText, toDecimal, type Decimal } from './decimal.ts';
import type { Outcome } from './outcome.ts';
import type { Price } from './price.ts';
import type { Cell, Stage } from './run.ts';
import type { Usage } from './usage.ts';

/** Decimal places of means and shares. */
const places = 20;

/**
 * Sums over clusters of two counts, X and Y of each cluster: the requests about one item are one cluster, as asking the same
 * again is little new evidence; a request about no item is a cluster of its own.
 */
export interface ClusterSums {
	clusters: number;
	x: bigint;
	y: bigint;
	/** Σ X², Σ X·Y and Σ Y² over the clusters. */
	xx: bigint;
	xy: bigint;
	yy: bigint;
}

export const noClusters: ClusterSums = { clusters: 0, x: 0n, y: 0n, xx: 0n, xy: 0n, yy: 0n };

export const addClusters = (a: ClusterSums, b: ClusterSums): ClusterSums => ({
	clusters: a.clusters + b.clusters,
	x: a.x + b.x,
	y: a.y + b.y,
	xx: a.xx + b.xx,
	xy: a.xy + b.xy,
	yy: a.yy + b.yy
});

/** One item, with its two counts. */
export const oneCluster = (x: bigint, y: bigint): ClusterSums => ({
	clusters: 1,
	x,
	y,
	xx: x * x,
	xy: x * y,
	yy: y * y
});

/** Σ X / Σ Y and how sure it is. */
export interface MeasuredRatio {
	/** Decimal text, 20 places; null where Σ Y is 0. */
	value: string | null;
	/** Of the ratio, clustered; null with fewer than two clusters. */
	standardError: number | null;
	clusters: number;
}

const decimalOf = (count: bigint): Decimal => toDecimal(count.toString());

/**
 * The ratio of two sums with the standard error of its linearisation, clusters as the units drawn:
 * √(m/(m−1) · Σ (X − r·Y)²) / Σ Y (Cochran, Sampling Techniques, 3rd ed. 1977, section 6.4). With Y = requests it is a mean.
 */
export const ratioOf = ({ clusters, x, y, xx, xy, yy }: ClusterSums): MeasuredRatio => {
	if (y === 0n) return { value: null, standardError: null, clusters };
	const ratio = decimalOf(x).div(decimalOf(y));
	const residuals = decimalOf(xx)
		.minus(ratio.times(2).times(decimalOf(xy)))
		.plus(ratio.times(ratio).times(decimalOf(yy)))
		.toNumber();
	const variance = (Math.max(0, residuals) * clusters) / (clusters - 1) / Number(y) ** 2;
	return {
		value: roundedText(ratio, places),
		standardError: clusters < 2 ? null : Math.sqrt(variance),
		clusters
	};
};

/** Tokens of one kind over the answered requests of a cell. */
export interface TokenCount {
	/** Answered requests whose usage names this count; those that don't are missing, not 0. */
	n: number;
	/** Tokens in all, and the sum of their squares by request. Whole numbers, decimal text. */
	sum: string;
	sumOfSquares: string;
	/** Tokens per request, decimal text; null where n is 0. */
	mean: string | null;
	/** Sample variance between requests, tokens²; null where n < 2. */
	variance: number | null;
	/** Of the mean, clustered by item, tokens; null with fewer than two items. */
	standardErrorOfMean: number | null;
	/** Items behind it; a request about no item counts as one. */
	clusters: number;
}

/** Summary of one count. `sums` has the tokens as X and the requests as Y. */
export const tokenCountOf = (sums: ClusterSums, sumOfSquares: bigint): TokenCount => {
	const { value, standardError, clusters } = ratioOf(sums);
	const n = Number(sums.y);
	const spread = decimalOf(sumOfSquares).minus(
		n === 0 ? 0 : decimalOf(sums.x * sums.x).div(decimalOf(sums.y))
	);
	return {
		n,
		sum: sums.x.toString(),
		sumOfSquares: sumOfSquares.toString(),
		mean: value,
		variance: n < 2 ? null : Math.max(0, spread.toNumber()) / (n - 1),
		standardErrorOfMean: standardError,
		clusters
	};
};

/** Kinds of tokens that a usage counts, cache writes apart. */
export const tokenKinds = [
	'totalInput',
	'uncachedInput',
	'cacheRead',
	'visibleOutput',
	'reasoning',
	'output'
] as const;
export type TokenKind = (typeof tokenKinds)[number];

export interface MeasuredTokens extends Record<TokenKind, TokenCount> {
	/** By time-to-live; a request whose usage speaks of cache writes but not of this one wrote 0. Empty where none speaks of any. */
	cacheWrite: Record<string, TokenCount>;
	/** Input tokens read from a cache / all input tokens, over requests that name both. */
	cacheReadShare: MeasuredRatio;
	/** Input tokens read from or written to a cache / all input tokens, over requests that name both. */
	cacheableShare: MeasuredRatio;
	/** Answered requests without any usage, and those whose usage is an estimate of ours. */
	withoutUsage: number;
	estimated: number;
}

/** How many attempts the answers took. */
export interface MeasuredAttempts {
	/** HTTP requests, retries included. */
	attempts: number;
	/**
	 * Places of the schedule: a retry is a new attempt at the same request, and so is a further turn of a conversation, which a use
	 * case counts as one.
	 */
	requests: number;
	/** Requests that were answered whole (ok, length, refused) by one of their attempts. */
	answeredRequests: number;
	/** Attempts with a whole answer. */
	answeredAttempts: number;
	/** Attempts without a whole answer for which a usage was reported all the same, so that they are paid. */
	unansweredWithUsage: number;
	/** Attempts / answered requests, decimal text; null without an answer. */
	attemptsPerAnswer: string | null;
	/** (answered attempts + unanswered ones with usage) / answered requests: what the price of one is multiplied by. Null without an answer. */
	paidAttemptsPerAnswer: string | null;
}

/** What the attempts cost as they were priced in the run. */
export interface MeasuredCost {
	/** Sum over all attempts with a cost, USD, decimal text; null where none has one. */
	usd: string | null;
	/** Attempts with a cost. */
	priced: number;
	/** Answered attempts without one: their cost is missing, not 0. */
	answeredWithoutCost: number;
}

/** First answers to each item. */
export interface MeasuredGrades {
	/** Items that were asked. */
	items: number;
	/** Items whose first answer was graded; the others brought no answer. */
	graded: number;
	passed: number;
}

/** One scenario on one target, as a run measured it. */
export interface MeasuredCell {
	cell: Cell;
	stages: Stage[];
	/** Whether the target is emulated, or any answer said that no model was behind it. */
	emulated: boolean;
	/** As written in the config of the run; null where it names none. */
	price: Price | null;
	tokens: MeasuredTokens;
	attempts: MeasuredAttempts;
	cost: MeasuredCost;
	grades: MeasuredGrades;
}

/** One request as a price sees it. */
export interface AttemptUsage {
	attemptId: string;
	stageId: string;
	/** Null in a load test without items. */
	itemId: string | null;
	trial: number;
	outcome: Outcome;
	/** Null where nobody counted. */
	usage: Usage | null;
	/** As priced in the run, USD, decimal text; null without a price or usage. */
	costUsd: string | null;
	/** When it left, ISO 8601; null if it never did. */
	sentAtUtc: string | null;
}

/** The first answer of one cell to an item. */
export interface PairedAnswer {
	attemptId: string;
	/** Null where no answer arrived: missing, neither right nor wrong. */
	passed: boolean | null;
	/** 0 to 1; null where `passed` is. */
	score: number | null;
	/** Of a conversation that of all its requests, added up. Without what the provider wrote: `raw` is null. */
	usage: Usage | null;
	/** Of a conversation that of all its requests. USD, decimal text; null where unknown, and where the endpoint is paid by the hour. */
	costUsd: string | null;
}

/** Who was right about an item; `unpaired` where either has no graded answer. */
export type PairedVerdict = 'both-right' | 'only-a' | 'only-b' | 'both-wrong' | 'unpaired';

export interface PairedItem {
	itemId: string;
	/** Null where the cell was never asked. */
	a: PairedAnswer | null;
	b: PairedAnswer | null;
	verdict: PairedVerdict;
}

/** The verdict on an item. */
export const pairedVerdict = (
	a: Pick<PairedAnswer, 'passed'> | null,
	b: Pick<PairedAnswer, 'passed'> | null
): PairedVerdict => {
	const [isRightA, isRightB] = [a?.passed ?? null, b?.passed ?? null];
	if (isRightA === null || isRightB === null) return 'unpaired';
	if (isRightA) return isRightB ? 'both-right' : 'only-a';
	return isRightB ? 'only-b' : 'both-wrong';
};
