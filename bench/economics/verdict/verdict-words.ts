/** Amounts of a verdict as people say them. */
import { toDecimal } from '#core/decimal.ts';
import type { OptionKind } from '../option/option.ts';

/** What a verdict decides between. `hosted` is bought: someone else runs it. */
export type Side = 'make' | 'buy' | 'hybrid';

export const sideOf: Record<OptionKind, Side> = {
	buy: 'buy',
	hosted: 'buy',
	'make-rented': 'make',
	'make-owned': 'make',
	hybrid: 'hybrid'
};

const scales = [
	{ from: 1e9, size: 1e9, unit: ' bn' },
	{ from: 1e6, size: 1e6, unit: ' M' },
	{ from: 1e4, size: 1e3, unit: ' k' }
] as const;

/** Number and unit, three digits that mean something. */
const scaled = (text: string): { number: string; unit: string } => {
	const exact = toDecimal(text).toNumber();
	// Rounded before the unit is chosen: 999,999 is 1 M, not 1,000 k.
	const value =
		Math.abs(exact) < 1e4 || Math.abs(exact) >= 1e12 ? exact : Number(exact.toPrecision(3));
	const { size, unit } = scales.find(({ from }) => Math.abs(value) >= from) ?? {
		size: 1,
		unit: ''
	};
	const inUnit = value / size;
	const digits =
		size === 1 || Math.abs(inUnit) >= 1_000 ? Math.round(inUnit) : Number(inUnit.toPrecision(3));
	return { number: digits.toLocaleString('en-US'), unit };
};

/** `118 M`, `40 k`, `8,500`: requests, from decimal text. */
export const requestsInWords = (requests: string): string => {
	const { number, unit } = scaled(requests);
	return `${number}${unit}`;
};

/** `104–139 M`, `950 k – 1.2 M`. */
export const requestRangeInWords = (low: string, high: string): string => {
	const [from, to] = [scaled(low), scaled(high)];
	return from.unit === to.unit
		? `${from.number}–${to.number}${to.unit}`
		: `${from.number}${from.unit} – ${to.number}${to.unit}`;
};

/** `$12,346`, `$41.20`, `$0.0031`, `−$5.00`: USD, from decimal text; whole dollars from 100 on. */
export const usdInWords = (usd: string): string => {
	const value = toDecimal(usd).toNumber();
	const size = Math.abs(value);
	const sign = value < 0 ? '−' : '';
	if (size >= 100) return `${sign}$${Math.round(size).toLocaleString('en-US')}`;
	if (size >= 1 || size === 0) return `${sign}$${size.toFixed(2)}`;
	return `${sign}$${toDecimal(size.toPrecision(2)).toFixed()}`;
};
