/** When making has paid back, against buying: where the two cumulative cash curves cross, what it needs up front and what it returns. */
import { Decimal, toDecimal } from '#core/decimal.ts';
import type { CashFlow } from './cash-flow.ts';
import { internalRateOf, type InternalRate } from './internal-rate.ts';

export interface Payback {
	/**
	 * First month, counted from 1, at whose end the discounted cash of both crosses: from there on making has cost less in all, or
	 * buying where making was ahead. Null where they never cross.
	 */
	firstMonth: number | null;
	/** Last such month; the same as the first where they cross once. */
	lastMonth: number | null;
	/** Who has cost less in all at the end of the horizon, in present value. */
	aheadAtEnd: 'make' | 'buy' | 'tie';
	/** In a sentence. */
	reason: string;
	/** Most by which the cash of making is ever ahead of that of buying, not discounted: what must be financed. USD, decimal text. */
	mostAdvancedUsd: string;
	/** Return of what making costs more at first, as a yearly rate. */
	internalRate: InternalRate;
}

interface Crossing {
	month: number;
	/** Who has cost less from here on. */
	ahead: 'make' | 'buy';
	atEnd: boolean;
}

const monthName = (month: number): string => `month ${String(month)}`;

const reasonOf = (
	crossings: readonly Crossing[],
	{ makeStarts, isEqual, months }: { makeStarts: boolean; isEqual: boolean; months: number }
): string => {
	const horizon = `the ${String(months)} months`;
	if (isEqual) return 'Both cost the same in every month.';
	const [first] = crossings;
	const last = crossings.at(-1);
	if (!first || !last) {
		return makeStarts
			? `Making has cost less in all from the first month on, and stays ahead over ${horizon}.`
			: `Making does not pay back within ${horizon}.`;
	}
	const atEnd = last.atEnd ? ', by what the servers are sold for at the end' : '';
	if (crossings.length === 1) {
		return last.ahead === 'make'
			? `Making has paid back in ${monthName(first.month)}${atEnd}.`
			: `Making is ahead at first; from ${monthName(first.month)} on buying has cost less in all${atEnd}.`;
	}
	const more = `the lead changes ${String(crossings.length)} times`;
	return last.ahead === 'make'
		? `Making is ahead for good from ${monthName(last.month)} on${atEnd}; ${more}, first in ${monthName(first.month)}.`
		: `Making does not stay ahead: ${more}, first in ${monthName(first.month)}, and from ${monthName(last.month)} on buying has cost less in all${atEnd}.`;
};

/** Compares two cash flows over the same months. Throws a RangeError where their horizons differ. */
export const paybackOf = (make: CashFlow, buy: CashFlow): Payback => {
	const months = make.months.length;
	if (months !== buy.months.length) {
		throw new RangeError('two cash flows over different horizons cannot be compared');
	}
	const behind = (a: string, b: string): Decimal => toDecimal(a).minus(b);
	const monthly = make.months.map((own, index) => {
		const other = buy.months[index] as (typeof buy.months)[number];
		return {
			month: index + 1,
			atEnd: false,
			moreUsd: behind(own.discountedCumulativeUsd, other.discountedCumulativeUsd),
			advancedUsd: behind(own.cumulativeUsd, other.cumulativeUsd),
			savedUsd: behind(other.usd, own.usd)
		};
	});
	const points = [
		...monthly,
		{
			month: months,
			atEnd: true,
			moreUsd: behind(make.end.discountedCumulativeUsd, buy.end.discountedCumulativeUsd)
		}
	];
	const crossings: Crossing[] = [];
	// A cost that is level with the other counts as paid back.
	const makeStarts = (points[0]?.moreUsd ?? new Decimal(0)).lte(0);
	let makeIsAhead = makeStarts;
	for (const { month, atEnd, moreUsd } of points) {
		const isAhead = moreUsd.lte(0);
		if (isAhead === makeIsAhead) continue;
		makeIsAhead = isAhead;
		crossings.push({ month, ahead: isAhead ? 'make' : 'buy', atEnd });
	}
	const endSign = (points.at(-1)?.moreUsd ?? new Decimal(0)).cmp(0);
	const zero = new Decimal(0);
	return {
		firstMonth: crossings[0]?.month ?? null,
		lastMonth: crossings.at(-1)?.month ?? null,
		aheadAtEnd: endSign < 0 ? 'make' : endSign > 0 ? 'buy' : 'tie',
		reason: reasonOf(crossings, {
			makeStarts,
			isEqual: points.every(({ moreUsd }) => moreUsd.eq(0)),
			months
		}),
		mostAdvancedUsd: monthly
			.reduce((most, { advancedUsd }) => (advancedUsd.gt(most) ? advancedUsd : most), zero)
			.toFixed(),
		internalRate: internalRateOf([
			...monthly.map(({ savedUsd }) => savedUsd),
			behind(make.end.resaleUsd, buy.end.resaleUsd)
		])
	};
};
