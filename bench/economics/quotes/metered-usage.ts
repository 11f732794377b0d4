/** What an API contract comes to in a month: token lines, discount by tier, commitment with its shortfall and overage. */
import { Decimal, toDecimal } from '#core/decimal.ts';
import type { QuoteOfKind } from '#core/quote.ts';
import { rampShareAt } from '#core/quote/line-amount.ts';

type ApiQuote = QuoteOfKind<'api-contract'>;

const zero = new Decimal(0);
const max = (a: Decimal, b: Decimal): Decimal => (a.gt(b) ? a : b);

/**
 * The share that tiers take off usage of `size` (spend before tiers, or millions of tokens, as `tierBasis` says). Graduated: each
 * part at its own tier. All units: everything at the highest tier that the size lies above. 0 without tiers.
 */
export const tierDiscountShare = (quote: ApiQuote, size: Decimal): Decimal => {
	const { tiers = [], tierMode } = quote;
	if (size.eq(0)) return zero;
	if (tierMode === 'all-units') {
		const reached = tiers.filter(({ from }) => size.gt(from) || toDecimal(from).eq(0));
		return toDecimal(reached.at(-1)?.discountShare ?? '0');
	}
	const taken = tiers.reduce((sum, { from, discountShare }, index) => {
		const next = tiers[index + 1]?.from;
		const end = next === undefined || size.lt(next) ? size : toDecimal(next);
		return sum.plus(max(end.minus(from), zero).times(discountShare));
	}, zero);
	return taken.div(size);
};

/** The commitment of one month, in the currency of the quote; one for a year or the term counts in equal parts. 0 without. */
export const commitOfMonth = (quote: ApiQuote, month: number): Decimal => {
	const { commit, termMonths } = quote;
	if (commit === undefined) return zero;
	const months = { month: 1, year: 12, term: termMonths ?? 1 }[commit.per];
	return toDecimal(commit.amount).div(months).times(rampShareAt(commit.ramp, month));
};

export interface UsageOfMonth {
	/** Share that tiers take off the price of every token line. */
	tierShare: Decimal;
	/** Commitment that is paid without being used, in the currency of the quote. */
	shortfall: Decimal;
	/** What usage beyond the commitment costs on top of the price within it; negative where it is cheaper. */
	overageSurcharge: Decimal;
}

/** One month of an API contract. `listSpend` is usage at contract prices before tiers; `mtok` its millions of tokens. */
export const usageOfMonth = (
	quote: ApiQuote,
	month: number,
	{ listSpend, mtok }: { listSpend: Decimal; mtok: Decimal }
): UsageOfMonth => {
	const tierShare = tierDiscountShare(quote, quote.tierBasis === '1m-tokens' ? mtok : listSpend);
	const usage = listSpend.times(new Decimal(1).minus(tierShare));
	const commit = commitOfMonth(quote, month);
	const beyond = commit.eq(0) ? zero : max(usage.minus(commit), zero);
	return {
		tierShare,
		shortfall: max(commit.minus(usage), zero),
		overageSurcharge: beyond.times(toDecimal(quote.commit?.overageFactor ?? '1').minus(1))
	};
};
