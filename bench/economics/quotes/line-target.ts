/** A target for a price that several lines add up to, shared among those lines. */
import { toDecimal } from '#core/decimal.ts';

export interface LineTarget {
	/** Id of the line in the quote. */
	lineId: string;
	description: string;
	/** What the line costs now, and where it would have to be if it alone moved; in the unit of the price. Decimal text. */
	now: string;
	/** Null where it is not a thing to ask for; `aloneHidden` says why. */
	alone: string | null;
	/**
	 * `below-zero`: even a price of 0 for this line would not do it. `too-small`: the line is less than a tenth of the price.
	 * `doubles`: it would have to more than double. Null where `alone` is given.
	 */
	aloneHidden: 'below-zero' | 'too-small' | 'doubles' | null;
	/** If all lines moved by the same share. Decimal text. */
	alike: string;
}

/** Lines below this share of the price are not asked for alone. */
const smallestLineShare = '0.1';

/** Shares a target among the lines that a price is made of; `parts` add up to the price offered, which must not be 0. */
export const lineTargets = (
	parts: readonly { lineId: string; description: string; usd: string }[],
	offered: string,
	target: string
): LineTarget[] => {
	const change = toDecimal(target).minus(offered);
	const factor = toDecimal(target).div(offered);
	return parts.map(({ lineId, description, usd }) => {
		const now = toDecimal(usd);
		const alone = now.plus(change);
		const aloneHidden = now.lt(toDecimal(offered).times(smallestLineShare))
			? 'too-small'
			: alone.lt(0)
				? 'below-zero'
				: alone.gt(now.times(2))
					? 'doubles'
					: null;
		return {
			lineId,
			description,
			now: usd,
			alone: aloneHidden === null ? alone.toFixed() : null,
			aloneHidden,
			alike: now.times(factor).toFixed()
		};
	});
};
