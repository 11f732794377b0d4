/** The frontier of a measured hybrid as a case carries it: what every threshold that a reader may choose sends, answers and costs. */
import { decimalText, toDecimal } from '#core/decimal.ts';
import { wilsonInterval } from '#core/statistics/wilson.ts';
import type { Stated } from '../option/parameter.ts';
import type { PairedOutcomes } from '../verdict/quality-gate.ts';
import {
	goesToApi,
	hybridFrontier,
	type HybridPoint,
	type HybridRule,
	type HybridSettings
} from './frontier.ts';
import { hybridMetrics, type HybridMetrics } from './hybrid-metrics.ts';
import type { PairedItem } from './paired-item.ts';

/** A share with the ends of its 95 % interval. */
export interface ShareInterval {
	value: number;
	low: number;
	high: number;
}

/** What a rule came to on items, as far as a cost model asks. */
export interface MeasuredRule {
	apiShare: ShareInterval;
	quality: ShareInterval;
	/** API cost of a request that is sent / that of the mean request, less 1. Decimal text; null where nothing is sent, or nothing costs. */
	apiCostDifference: string | null;
	/** The hybrid (as `local`) against the API on the same items. */
	outcomes: PairedOutcomes;
}

export interface FrontierPoint extends HybridPoint {
	/**
	 * By which the point is chosen, decimal text: the score below which requests go to the API; below all scores for everything to the
	 * own model, above all of them for everything to the API.
	 */
	threshold: string;
	measured: MeasuredRule;
}

export interface HybridFrontier {
	/** From everything to the own model to everything to the API; not all thresholds where there are very many. */
	points: FrontierPoint[];
	/** `threshold` of the point whose rule the case was built with. */
	chosenThreshold: string;
	/** Published figures of merit, over all thresholds. */
	metrics: HybridMetrics;
	/** Whose items these are. */
	stated: Stated;
}

/** Points of a frontier that a case carries, ends included. */
const mostPoints = 100;

/** Wilson interval of a count of items; the share itself without items. */
export const shareOfItems = (count: number, n: number): ShareInterval => {
	const { share, low, high } = wilsonInterval(count, n);
	return { value: share ?? 0, low: low ?? 0, high: high ?? 0 };
};

/**
 * API cost of a request that is sent over that of the mean request, less 1; null where nothing is sent, or the API costs nothing.
 * `usdPerRequest` is what the API costs a request of the hybrid, `apiUsdPerRequest` what it costs if it answers all.
 */
export const apiCostDifference = (
	apiShare: number,
	usdPerRequest: string,
	apiUsdPerRequest: string
): string | null => {
	const ifLikeTheMean = toDecimal(apiUsdPerRequest).times(apiShare);
	return ifLikeTheMean.eq(0)
		? null
		: toDecimal(usdPerRequest).div(ifLikeTheMean).minus(1).round(20).toFixed();
};

const outcomesOf = (items: readonly PairedItem[], rule: HybridRule): PairedOutcomes => {
	const outcomes = { bothRight: 0, onlyLocal: 0, onlyApi: 0, bothWrong: 0 };
	for (const item of items) {
		const right = (goesToApi(item, rule) ? item.api : item.local).right;
		if (right) outcomes[item.api.right ? 'bothRight' : 'onlyLocal']++;
		else outcomes[item.api.right ? 'onlyApi' : 'bothWrong']++;
	}
	return outcomes;
};

const isSameRule = (a: HybridRule, b: HybridRule): boolean =>
	a.kind === 'threshold' && b.kind === 'threshold'
		? a.threshold === b.threshold
		: a.kind === b.kind;

/** Evenly among the points by their order, both ends and the chosen one included. */
const thinned = (points: readonly HybridPoint[], chosen: HybridRule): HybridPoint[] => {
	const step = Math.max(1, (points.length - 1) / (mostPoints - 1));
	const kept = new Set(
		Array.from({ length: Math.min(points.length, mostPoints) }, (_, index) =>
			Math.round(index * step)
		)
	);
	return points.filter((point, index) => kept.has(index) || isSameRule(point.rule, chosen));
};

/**
 * The frontier over items of which an answer of the own model costs nothing (its fleet is counted by itself). `chosen` is the rule that
 * the case is built with. Null for no items.
 */
export const frontierOf = (
	items: readonly PairedItem[],
	settings: HybridSettings,
	chosen: HybridRule,
	stated: Stated
): HybridFrontier | null => {
	const all = hybridFrontier(items, settings);
	const last = all.at(-1);
	if (!last) return null;
	const scores = items.flatMap(({ score }) => (score === null ? [] : [score]));
	const [lowest, highest] = [Math.min(...scores, Infinity), Math.max(...scores, -Infinity)];
	const thresholdOf = (rule: HybridRule): string => {
		if (rule.kind === 'threshold') return decimalText(rule.threshold);
		return decimalText(rule.kind === 'all-local' ? lowest - 1 : highest + 1);
	};
	return {
		points: thinned(all, chosen).map((point) => ({
			...point,
			threshold: thresholdOf(point.rule),
			measured: {
				apiShare: shareOfItems(point.apiItems, point.n),
				quality: shareOfItems(point.right, point.n),
				apiCostDifference: apiCostDifference(
					point.apiShare,
					point.usdPerRequest,
					last.usdPerRequest
				),
				outcomes: outcomesOf(items, point.rule)
			}
		})),
		chosenThreshold: thresholdOf(chosen),
		metrics: hybridMetrics(all),
		stated
	};
};
