/** What to open with, aim for and walk away from, out of the price at which a decision turns. */
import { toDecimal } from '#core/decimal.ts';
import type { TargetPrice } from './target-price.ts';
import { vendorRateAt, wholePriceAt, type VendorRate } from './vendor-rate.ts';

/** A price in the unit of the parameter and, where the vendor quotes by another one, in that. Decimal text, three digits. */
export interface Ask {
	price: string;
	/** Null where the vendor quotes in the unit of the parameter. */
	vendorPrice: string | null;
	/** (price − price offered) / price offered, before rounding; decimal text. */
	changeShare: string;
}

export interface Negotiation {
	/** What to begin with; null where nothing is known that lies below the target, or below the walk-away where there is no target. */
	opening: (Ask & { reason: string }) | null;
	/** The price that still wins in nine of ten draws; null where none does. */
	target: Ask | null;
	/** Above it the offer is more likely to lose than to win; null where no price has an even chance. */
	walkAway: Ask | null;
	/** `draws`: by how often it wins. `central`: both are where costs are equal at the central values, as there are no draws to count. */
	basis: 'draws' | 'central';
	/** What cannot be had, and why; null where all can. */
	outOfReach: { what: 'target' | 'both'; reason: string } | null;
}

/** Three significant digits, rounded down: a price that was rounded up would be one at which the other side is cheaper. */
export const roundedAsk = (price: string): string =>
	toDecimal(toDecimal(price).toPrecision(3, 0)).toFixed();

/**
 * What a price to ask for is. `target`: it still wins in nine of ten draws. `walk-away`: above it the offer is more likely to lose
 * than to win. `equal-cost`: both cost the same there at the central values, as there are no draws to count.
 */
export type AskKind = 'target' | 'walk-away' | 'equal-cost';

/** From here on a price does not decide: nobody raises a price of their own offer twofold. `changeShare` as in `Ask`. */
export const isDoubled = ({ changeShare }: Ask): boolean => toDecimal(changeShare).gt(1);

/** The one price to hold a vendor to, the target where there is one; null where nothing can be had or the price does not decide. */
export const heldAsk = (plan: Negotiation | null): { kind: AskKind; ask: Ask } | null => {
	if (!plan?.walkAway || plan.outOfReach?.what === 'both') return null;
	const { target, walkAway, basis, outOfReach } = plan;
	const held: { kind: AskKind; ask: Ask } =
		basis === 'central'
			? { kind: 'equal-cost', ask: walkAway }
			: target !== null && outOfReach === null
				? { kind: 'target', ask: target }
				: { kind: 'walk-away', ask: walkAway };
	return isDoubled(held.ask) ? null : held;
};

/** A known price to begin with: that of a rival, or what the thing should cost. In the unit of the parameter. */
export interface KnownPrice {
	price: string;
	reason: string;
}

export interface NegotiationFacts {
	vendor: VendorRate | null;
	/** Another vendor's price of the same; null where there is none. */
	rival: KnownPrice | null;
	/** What the price cannot exceed: cached input costs at most what input does. Null without such a limit. */
	cap: KnownPrice | null;
}

/**
 * Null where no price below the one asked for turns the decision: it does not matter, or a higher one would be better. Counted over
 * the draws where there are any, and by the values of all numbers only where there are none.
 */
export const negotiation = (
	{ parameter, breakEven, winsIn, hopelessShare, alwaysShare }: TargetPrice,
	{ vendor, rival, cap }: NegotiationFacts
): Negotiation | null => {
	const offered = parameter.value;
	const central =
		breakEven.state === 'found' && breakEven.cheaperWhen === 'below' ? breakEven.value : null;
	if (!winsIn && central === null) return null;
	if (breakEven.state === 'found' && breakEven.cheaperWhen === 'above') return null;
	if ((hopelessShare ?? 0) + (alwaysShare ?? 0) === 1) return null;
	const exact = (price: number | null): string | null =>
		price === null ? null : toDecimal(String(price)).toFixed();
	const [target, walkAway] = winsIn
		? [exact(winsIn.nineInTen), exact(winsIn.half)]
		: [central, central];
	const ask = (price: string | null): Ask | null => {
		if (price === null || toDecimal(price).lte(0)) return null;
		const rate = vendor && vendorRateAt(vendor, offered, price);
		return rate !== null && toDecimal(rate).lte(0)
			? null
			: {
					price: roundedAsk(price),
					vendorPrice: rate === null ? null : roundedAsk(rate),
					changeShare: toDecimal(price).div(offered).minus(1).toFixed()
				};
	};
	const below = (limit: string | null | undefined, price: string | null): boolean =>
		vendor !== null &&
		limit !== null &&
		limit !== undefined &&
		price !== null &&
		toDecimal(vendorRateAt(vendor, offered, price)).lt(limit);
	const floorReason = `below $${vendor?.floor ?? ''}/GPU-hour, what a provider of its own GPUs pays (${vendor?.floorSource ?? ''})`;
	const asked = { target: ask(target), walkAway: ask(walkAway) };
	const outOfReach: Negotiation['outOfReach'] =
		asked.walkAway === null
			? { what: 'both', reason: 'no price of this alone, not even $0, has an even chance' }
			: below(vendor?.floor, walkAway)
				? { what: 'both', reason: floorReason }
				: cap && walkAway !== null && toDecimal(walkAway).gt(cap.price)
					? { what: 'both', reason: cap.reason }
					: asked.target === null
						? { what: 'target', reason: 'no price of this alone wins in 90 % of the draws' }
						: below(vendor?.floor, target)
							? { what: 'target', reason: floorReason }
							: null;
	const known: (KnownPrice | null)[] = [
		vendor?.floor
			? {
					price: wholePriceAt(vendor, offered, vendor.floor),
					reason: 'what a provider of its own GPUs pays'
				}
			: null,
		rival
	];
	// Beginning above what one would walk away from gives away what is to be won.
	const aim = target ?? walkAway;
	const ceiling = aim !== null && toDecimal(aim).gt(offered) ? offered : aim;
	const start =
		ceiling === null
			? undefined
			: known.find((each) => each !== null && toDecimal(each.price).lt(ceiling));
	const opened = start ? ask(start.price) : null;
	return {
		opening: start && opened ? { ...opened, reason: start.reason } : null,
		...asked,
		basis: winsIn ? 'draws' : 'central',
		outOfReach
	};
};
