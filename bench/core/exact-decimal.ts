/** Decimals from files of others: read exactly, exponents included, or not at all. */
import { decimalText } from './decimal.ts';

/** Most digits, and the largest exponent either way: beyond any amount of money or count of tokens. */
const mostDigits = 60;
const largestExponent = 40;

const written = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d+))?$/;

/**
 * `1.50`, `-.5`, `2.5E-7` as plain decimal text, without any rounding. Null for everything else: thousands separators, decimal
 * commas, units, more than 60 digits, exponents beyond ±40.
 */
export const parseExactDecimal = (text: string): string | null => {
	const match = written.exec(text);
	if (!match || text.length > mostDigits) return null;
	if (Math.abs(Number(match[1] ?? 0)) > largestExponent) return null;
	const plain = decimalText(text);
	// An amount of minus zero is zero.
	return Number(plain) === 0 ? '0' : plain;
};
