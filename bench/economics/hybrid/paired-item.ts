/** One item that both one's own model and the API answered, which is what every hybrid is computed from. */
import { toDecimal } from '#core/decimal.ts';

/** What came of one item on one model. */
export interface ItemResult {
	right: boolean;
	/** USD of the answer, decimal text. */
	usd: string;
}

export interface PairedItem {
	/** Unique: an item is one row, however often it was asked. */
	itemId: string;
	local: ItemResult;
	api: ItemResult;
	/** How sure the gate is that the own model will do (higher: surer); null where it has none, which goes to the API. */
	score: number | null;
}

/** A result that may be missing in part. */
export interface MaybeResult {
	itemId: string;
	/** Null where no answer arrived. */
	right: boolean | null;
	/** Null where the price or the usage is not known. */
	usd: string | null;
}

export interface PairedItems {
	/** In the order of the local results. */
	items: PairedItem[];
	/** Items of either side that could not be paired, with the reason in words. */
	leftOut: { itemId: string; reason: string }[];
}

const byItem = (
	results: readonly MaybeResult[],
	side: string
): { first: Map<string, MaybeResult>; repeated: PairedItems['leftOut'] } => {
	const first = new Map<string, MaybeResult>();
	const repeated: PairedItems['leftOut'] = [];
	for (const result of results) {
		if (first.has(result.itemId)) {
			repeated.push({ itemId: result.itemId, reason: `a further answer of ${side}` });
		} else first.set(result.itemId, result);
	}
	return { first, repeated };
};

/**
 * Pairs the results of two models by item. What is missing on either side is left out and said, never taken for wrong or
 * free; a second answer of the same item is no second item.
 */
export const pairItems = (
	local: readonly MaybeResult[],
	api: readonly MaybeResult[],
	scores: ReadonlyMap<string, number> = new Map()
): PairedItems => {
	const ours = byItem(local, 'the own model');
	const theirs = byItem(api, 'the API');
	const items: PairedItem[] = [];
	const leftOut = [...ours.repeated, ...theirs.repeated];
	const complete = (result: MaybeResult | undefined, side: string): ItemResult | string => {
		if (!result) return `not asked of ${side}`;
		if (result.right === null) return `no answer of ${side}`;
		if (result.usd === null) return `cost of the answer of ${side} not known`;
		return { right: result.right, usd: result.usd };
	};
	for (const itemId of new Set([...ours.first.keys(), ...theirs.first.keys()])) {
		const mine = complete(ours.first.get(itemId), 'the own model');
		const bought = complete(theirs.first.get(itemId), 'the API');
		if (typeof mine === 'string') leftOut.push({ itemId, reason: mine });
		else if (typeof bought === 'string') leftOut.push({ itemId, reason: bought });
		else {
			const score = scores.get(itemId) ?? null;
			items.push({
				itemId,
				local: mine,
				api: bought,
				score: score !== null && Number.isNaN(score) ? null : score
			});
		}
	}
	return { items, leftOut };
};

/** Mean of decimal texts, exact to 40 places; 0 of none. */
export const meanUsd = (amounts: readonly string[]): string =>
	amounts.length === 0
		? '0'
		: amounts
				.reduce((sum, usd) => sum.plus(usd), toDecimal(0))
				.div(amounts.length)
				.toFixed();
