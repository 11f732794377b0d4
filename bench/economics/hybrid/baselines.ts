/** What a hybrid is held against: mixing at random, which needs no gate, and the oracle, which no gate can beat. */
import { toDecimal } from '#core/decimal.ts';
import { applyRule, type HybridPoint } from './frontier.ts';
import { meanUsd, type PairedItem } from './paired-item.ts';

export interface MixingPoint {
	apiShare: number;
	/** Expected share right. */
	quality: number;
	/** Expected USD per request, decimal text. */
	usdPerRequest: string;
}

/**
 * Each request to the API with probability `apiShare`, whatever it asks: the straight line between the two models. Null for
 * no items.
 */
export const randomMixing = (
	items: readonly PairedItem[],
	apiShare: number
): MixingPoint | null => {
	const local = applyRule(items, { kind: 'all-local' }, { kind: 'router' });
	const api = applyRule(items, { kind: 'all-api' }, { kind: 'router' });
	if (!local || !api) return null;
	const share = toDecimal(apiShare);
	return {
		apiShare,
		quality: local.quality + apiShare * (api.quality - local.quality),
		usdPerRequest: toDecimal(local.usdPerRequest)
			.times(toDecimal(1).minus(share))
			.plus(share.times(api.usdPerRequest))
			.toFixed()
	};
};

export interface OraclePoint {
	/** Items of which at least one model is right / all items: the most that any choice between the two can reach. */
	quality: number;
	/** Share sent to the API: where only the API is right, and where both are alike and the API is cheaper. */
	apiShare: number;
	/** Mean USD of the cheapest answer that is right where one is, and of the cheapest answer where none is. */
	usdPerRequest: string;
}

/** A chooser that knows the outcome of both: the bound of every router. Null for no items. */
export const oracle = (items: readonly PairedItem[]): OraclePoint | null => {
	if (items.length === 0) return null;
	const chosen = items.map(({ local, api }) => {
		if (local.right !== api.right) return local.right ? local : api;
		return toDecimal(api.usd).lt(local.usd) ? api : local;
	});
	return {
		quality: chosen.filter(({ right }) => right).length / items.length,
		apiShare: chosen.filter((result, index) => result === items[index]?.api).length / items.length,
		usdPerRequest: meanUsd(chosen.map(({ usd }) => usd))
	};
};

/** The single models, without gate. Null for no items. */
export const singleModels = (
	items: readonly PairedItem[]
): { local: HybridPoint; api: HybridPoint } | null => {
	const local = applyRule(items, { kind: 'all-local' }, { kind: 'router' });
	const api = applyRule(items, { kind: 'all-api' }, { kind: 'router' });
	return local && api && { local, api };
};
