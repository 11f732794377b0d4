/** Internal rate of return of a row of monthly amounts: the yearly rate at which they are worth nothing together. */
import { Decimal, toDecimal } from '#core/decimal.ts';
import { discounting } from '../quotes/present-value.ts';

export type InternalRate =
	/** Share a year, decimal text to 6 places. */
	| { state: 'found'; ratePerYear: string; reason: null }
	/** With why there is none, or no single one, in a sentence. */
	| { state: 'none' | 'several'; ratePerYear: null; reason: string };

/** Rates looked at, a year: from losing nearly everything to a hundredfold. */
const lowestPerYear = -0.99;
const highestPerYear = 100;
/** Steps between them, even in the logarithm of 1 + rate: each is about 1.2 % of it. */
const steps = 800;
const ratePlaces = 6;
const tolerance = toDecimal('0.0000001');

const none = (reason: string): InternalRate => ({ state: 'none', ratePerYear: null, reason });

/** Σ amount × (1 + i)^(−month/12) in binary floats: where the sign changes, not by how much. */
const roughPresent = (amounts: readonly number[], ratePerYear: number): number => {
	const step = Math.pow(1 + ratePerYear, -1 / 12);
	return amounts.reduceRight((sum, amount) => sum * step + amount, 0);
};

const exactSign = (amounts: readonly Decimal[], ratePerYear: Decimal): number => {
	const factor = discounting(ratePerYear.toFixed());
	return amounts
		.reduce((sum, usd, month) => sum.plus(usd.times(factor(month))), new Decimal(0))
		.cmp(0);
};

/** Halves a bracket in which the sign changes once, in binary floats. */
const roughRoot = (amounts: readonly number[], from: number, to: number): number => {
	let [low, high] = [from, to];
	const lowSign = Math.sign(roughPresent(amounts, low));
	for (let halving = 0; halving < 60; halving++) {
		const middle = (low + high) / 2;
		if (Math.sign(roughPresent(amounts, middle)) === lowSign) low = middle;
		else high = middle;
	}
	return (low + high) / 2;
};

/** The rate in a bracket, exact to what is shown: a guess in binary floats, whose neighbourhood is checked exactly. */
const bisect = (amounts: readonly Decimal[], from: number, to: number): string => {
	const guess = roughRoot(
		amounts.map((usd) => usd.toNumber()),
		from,
		to
	);
	const lowSign = exactSign(amounts, toDecimal(from));
	let [low, high] = [toDecimal(guess).minus(tolerance), toDecimal(guess).plus(tolerance)];
	const isBracket = exactSign(amounts, low) === lowSign && exactSign(amounts, high) === -lowSign;
	if (!isBracket) [low, high] = [toDecimal(from), toDecimal(to)];
	while (high.minus(low).gt(tolerance.times(2))) {
		const middle = low.plus(high).div(2).round(12);
		if (exactSign(amounts, middle) === lowSign) low = middle;
		else high = middle;
	}
	return low.plus(high).div(2).round(ratePlaces, 2).toFixed();
};

/**
 * Rate of return of savings by month (the first is today; below 0 where money is put in). Amounts that change their sign once
 * have one rate at most (Descartes); of others all rates from −99 % to 10,000 % a year are looked for, and two
 * that lie within 1.2 % of each other are not seen.
 */
export const internalRateOf = (savingsUsd: readonly Decimal[]): InternalRate => {
	const signs = savingsUsd.map((usd) => usd.cmp(0)).filter((sign) => sign !== 0);
	if (signs.length === 0)
		return none('Nothing is saved and nothing is spent more, so there is no rate of return.');
	if (!signs.includes(-1))
		return none('No money is put in, as every month saves some, so there is no rate of return.');
	if (!signs.includes(1)) return none('None of that money comes back, as no month saves anything.');
	const rough = savingsUsd.map((usd) => usd.toNumber());
	const span = Math.log((1 + highestPerYear) / (1 + lowestPerYear));
	const rateAt = (step: number): number =>
		(1 + lowestPerYear) * Math.exp((span * step) / steps) - 1;
	const brackets: [number, number][] = [];
	let before = Math.sign(roughPresent(rough, lowestPerYear));
	for (let step = 1; step <= steps; step++) {
		const sign = Math.sign(roughPresent(rough, rateAt(step)));
		if (sign !== before) brackets.push([rateAt(step - 1), rateAt(step)]);
		before = sign;
	}
	const [first] = brackets;
	if (!first) {
		return none(
			'No rate of return between −99 % and 10,000 % a year makes the savings worth what is put in.'
		);
	}
	if (brackets.length > 1) {
		return {
			state: 'several',
			ratePerYear: null,
			reason: `It has no single rate of return: money goes in and out more than once, and ${String(brackets.length)} rates fit.`
		};
	}
	return { state: 'found', ratePerYear: bisect(savingsUsd, ...first), reason: null };
};
