/**
 * Exact decimal arithmetic for money. Sums, differences and products are exact; a quotient is rounded half to even at the
 * 40th decimal place, far below anything that is stored or shown. Amounts are kept as decimal text, never as binary floats.
 */
import Big from 'big.js';

/** A constructor of our own, so that nobody else's settings change our rounding. */
export const Decimal = Big();
Decimal.DP = 40;
Decimal.RM = 2;

export type Decimal = Big;

/** A decimal from text or a number; a number counts as the shortest decimal that reads back as it (0.1 is one tenth). */
export const toDecimal = (value: string | number | Decimal): Decimal => new Decimal(value);

/** Decimal text without an exponent and without trailing zeros: `0.0000001`, `2.5`. */
export const decimalText = (value: string | number | Decimal): string => toDecimal(value).toFixed();

/** Rounds to `places` decimals, half to even, as decimal text. */
export const roundedText = (value: string | number | Decimal, places: number): string =>
	toDecimal(value).round(places, 2).toFixed();
