/** Amounts of money and volumes as people read them, from exact decimal text. */
import { toDecimal, type Decimal } from '#core/decimal.ts';
import { missing } from './format.ts';

const grouped = (digits: string): string => {
	const [whole = '0', fraction] = digits.split('.');
	const withCommas = whole.replace(/\B(?=(\d{3})+(?!\d))/gu, ',');
	return fraction === undefined ? withCommas : `${withCommas}.${fraction}`;
};

/** Digits of amounts below a cent. */
const smallDigits = 3;

/** `$1,234.56`, `$0.00183`, `−$12.00`; exact to the cent, or three digits where it is below one. An en dash where missing. */
export const formatUsd = (usd: string | Decimal | null): string => {
	if (usd === null) return missing;
	const amount = toDecimal(usd);
	const size = amount.abs();
	const sign = amount.lt(0) ? '−' : '';
	if (size.eq(0)) return '$0';
	if (size.gte('0.995')) return `${sign}$${grouped(size.toFixed(2))}`;
	const text = toDecimal(size.toPrecision(smallDigits)).toFixed();
	// Dimes are written as cents: $0.40.
	return `${sign}$${/\.\d$/u.test(text) ? `${text}0` : text}`;
};

/** `$12,346`: whole dollars from $1,000 on, for tables; `formatUsd` below. */
export const formatUsdWhole = (usd: string | Decimal | null): string => {
	if (usd === null) return missing;
	const amount = toDecimal(usd);
	if (amount.abs().lt(1_000)) return formatUsd(amount);
	return `${amount.lt(0) ? '−' : ''}$${grouped(amount.abs().toFixed(0))}`;
};

const magnitudes = [
	[1e12, 'T'],
	[1e9, 'B'],
	[1e6, 'M']
] as const;

/** `118 M`, `40,200`: three digits and a magnitude from a million on. An en dash where missing. */
export const formatVolume = (requests: number | null): string => {
	if (requests === null) return missing;
	if (requests < 1_000_000) return Math.round(requests).toLocaleString('en-US');
	// Rounded first, so that 999,999,999 is 1.00 B and not 1000 M.
	const rounded = Number(requests.toPrecision(3));
	const [size, letter] = magnitudes.find(([each]) => rounded >= each) ?? [1e6, 'M'];
	const scaled = rounded / size;
	const places = scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2;
	return `${scaled.toFixed(places)} ${letter}`;
};

/** A decimal with thousands separators and at most `digits` significant digits after its whole part. */
export const formatDecimal = (value: string | Decimal, digits = 6): string => {
	const number = toDecimal(value);
	const size = number.abs();
	const sign = number.lt(0) ? '−' : '';
	if (size.eq(0)) return '0';
	const whole = size.round(0, 0).toFixed().length;
	const text = size.gte(1)
		? size.round(Math.max(0, digits - whole), 2).toFixed()
		: toDecimal(size.toPrecision(Math.min(digits, 4))).toFixed();
	return `${sign}${grouped(text)}`;
};

/** Digits after which a factor that does not end (a capital recovery rate) is cut in printed arithmetic. */
const exactDigits = 10;

const exactDigitsOf = (value: string | Decimal): { sign: string; digits: string } => {
	const number = toDecimal(value);
	const rounded = number.eq(0) ? number : toDecimal(number.toPrecision(exactDigits));
	return { sign: number.lt(0) ? '−' : '', digits: rounded.abs().toFixed() };
};

/** A decimal for printed arithmetic: all of its digits up to ten significant ones, so that a reader's product is ours. */
export const formatExact = (value: string | Decimal): string => {
	const { sign, digits } = exactDigitsOf(value);
	return `${sign}${grouped(digits)}`;
};

/** The same in dollars, with both digits of the cents where there are any: `$0.80`, `$26.3875`, `$320,000`. */
export const formatUsdExact = (usd: string | Decimal): string => {
	const { sign, digits } = exactDigitsOf(usd);
	return `${sign}$${grouped(/\.\d$/u.test(digits) ? `${digits}0` : digits)}`;
};
