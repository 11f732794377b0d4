/**
 * Decimals as whole numbers on a common scale, and the division that goes with them. Everything a crossover is decided by is
 * a BigInt, so that nothing is ever rounded.
 */
import { decimalText } from '#core/decimal.ts';

/** Number of decimal places of a decimal, trailing zeros not counted. */
export const decimalPlaces = (value: string): number => {
	const text = decimalText(value);
	const point = text.indexOf('.');
	return point === -1 ? 0 : text.length - point - 1;
};

/** `value` × 10^`places`, exact; the value must not have more decimal places than that. */
export const toScaled = (value: string, places: number): bigint => {
	const [whole = '0', fraction = ''] = decimalText(value).split('.');
	if (fraction.length > places)
		throw new RangeError(`${value} has more than ${String(places)} places`);
	return BigInt(whole + fraction.padEnd(places, '0'));
};

/** Decimal text of `scaled` / 10^`places`. */
export const fromScaled = (scaled: bigint, places: number): string => {
	const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(places + 1, '0');
	const whole = digits.slice(0, digits.length - places);
	const fraction = digits.slice(digits.length - places).replace(/0+$/u, '');
	return `${scaled < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
};

/** ⌊a / b⌋ for b > 0. */
export const floorDiv = (a: bigint, b: bigint): bigint => {
	const quotient = a / b;
	return a < 0n && quotient * b !== a ? quotient - 1n : quotient;
};

/** ⌈a / b⌉ for b > 0. */
export const ceilDiv = (a: bigint, b: bigint): bigint => {
	const quotient = a / b;
	return a > 0n && quotient * b !== a ? quotient + 1n : quotient;
};

/** Greatest common divisor, ≥ 0. */
export const gcd = (a: bigint, b: bigint): bigint => {
	let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
	while (y !== 0n) [x, y] = [y, x % y];
	return x;
};

/** Least common multiple of two numbers > 0. */
export const lcm = (a: bigint, b: bigint): bigint => (a / gcd(a, b)) * b;

export type Sign = -1 | 0 | 1;

export const signOf = (value: bigint): Sign => (value > 0n ? 1 : value < 0n ? -1 : 0);
