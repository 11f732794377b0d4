/**
 * What a router or a cascade between one's own model and the API would have answered and cost, at every threshold of its
 * gate: items sorted by score once, then running sums, O(n log n).
 */
import { Decimal, toDecimal } from '#core/decimal.ts';
import type { PairedItem } from './paired-item.ts';

/**
 * `router`: the gate sees the request and picks one model. `cascade`: the own model answers first, always paid, and the API
 * is asked where the gate does not trust the answer.
 */
export type HybridKind = 'router' | 'cascade';

/** Which requests go to the API. */
export type HybridRule =
	/** None, and no gate is run. */
	| { kind: 'all-local' }
	/** Those with a score below the threshold, and those without a score. */
	| { kind: 'threshold'; threshold: number }
	/** All, and neither gate nor own model is run. */
	| { kind: 'all-api' };

export interface HybridPoint {
	rule: HybridRule;
	n: number;
	/** Items that go to the API. */
	apiItems: number;
	/** Items answered right by whichever model answered last. */
	right: number;
	/** apiItems / n. */
	apiShare: number;
	/** right / n. */
	quality: number;
	/** Mean USD per item, decimal text to 40 places. */
	usdPerRequest: string;
}

export interface HybridSettings {
	kind: HybridKind;
	/** USD to score one request, decimal text; `0` unless said. */
	gateUsd?: string;
}

const scoreOf = ({ score }: PairedItem): number => score ?? -Infinity;

/** Whether an item goes to the API under a rule. */
export const goesToApi = (item: PairedItem, rule: HybridRule): boolean =>
	rule.kind === 'all-api' || (rule.kind === 'threshold' && scoreOf(item) < rule.threshold);

/** What one item costs under a rule. */
export const itemUsd = (
	item: PairedItem,
	rule: HybridRule,
	{ kind, gateUsd = '0' }: HybridSettings
): Decimal => {
	if (rule.kind === 'all-local') return toDecimal(item.local.usd);
	if (rule.kind === 'all-api') return toDecimal(item.api.usd);
	const toApi = goesToApi(item, rule);
	if (kind === 'router') return toDecimal(toApi ? item.api.usd : item.local.usd).plus(gateUsd);
	return toDecimal(item.local.usd)
		.plus(gateUsd)
		.plus(toApi ? item.api.usd : '0');
};

const pointOf = (
	rule: HybridRule,
	n: number,
	{ apiItems, right, usd }: { apiItems: number; right: number; usd: Decimal }
): HybridPoint => ({
	rule,
	n,
	apiItems,
	right,
	apiShare: apiItems / n,
	quality: right / n,
	usdPerRequest: usd.div(n).toFixed()
});

const sumUsd = (amounts: readonly string[]): Decimal =>
	amounts.reduce((sum, usd) => sum.plus(usd), new Decimal(0));

/**
 * Every rule that these items can tell apart, from all local to all API: as many thresholds as there are distinct scores
 * less one, since equal scores cannot be split. The ends are the single models, without gate. Empty for no items.
 */
export const hybridFrontier = (
	items: readonly PairedItem[],
	{ kind, gateUsd = '0' }: HybridSettings
): HybridPoint[] => {
	const n = items.length;
	if (n === 0) return [];
	const sorted = [...items].sort((a, b) => {
		const [first, second] = [scoreOf(a), scoreOf(b)];
		return first < second ? -1 : first > second ? 1 : 0;
	});
	const localUsd = sumUsd(sorted.map(({ local }) => local.usd));
	const localRight = sorted.filter(({ local }) => local.right).length;
	const points = [
		pointOf({ kind: 'all-local' }, n, { apiItems: 0, right: localRight, usd: localUsd })
	];
	let usd = localUsd.plus(toDecimal(gateUsd).times(n));
	let right = localRight;
	for (const [index, item] of sorted.entries()) {
		usd = usd.plus(item.api.usd);
		if (kind === 'router') usd = usd.minus(item.local.usd);
		right += Number(item.api.right) - Number(item.local.right);
		const next = sorted[index + 1];
		if (next === undefined || scoreOf(next) === scoreOf(item)) continue;
		const rule: HybridRule = { kind: 'threshold', threshold: scoreOf(next) };
		points.push(pointOf(rule, n, { apiItems: index + 1, right, usd }));
	}
	points.push(
		pointOf({ kind: 'all-api' }, n, {
			apiItems: n,
			right,
			usd: sumUsd(sorted.map(({ api }) => api.usd))
		})
	);
	return points;
};

/** One rule applied to items, as a point; null for no items. */
export const applyRule = (
	items: readonly PairedItem[],
	rule: HybridRule,
	settings: HybridSettings
): HybridPoint | null => {
	if (items.length === 0) return null;
	let [apiItems, right, usd] = [0, 0, new Decimal(0)];
	for (const item of items) {
		const toApi = goesToApi(item, rule);
		if (toApi) apiItems += 1;
		if (toApi ? item.api.right : item.local.right) right += 1;
		usd = usd.plus(itemUsd(item, rule, settings));
	}
	return pointOf(rule, items.length, { apiItems, right, usd });
};
