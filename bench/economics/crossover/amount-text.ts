/** Amounts and volumes in sentences. */
import { toDecimal, type Decimal } from '#core/decimal.ts';

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/gu, ',');

const groupedDecimal = (text: string): string => {
	const [whole = '0', fraction] = text.split('.');
	return fraction === undefined ? grouped(whole) : `${grouped(whole)}.${fraction}`;
};

/** `$2,000`, `$12.50`, `$0.00312`: to the cent from one dollar on, else to three digits. */
export const usdText = (usd: string | Decimal): string => {
	const value = toDecimal(usd);
	const size = value.abs();
	const sign = value.lt(0) ? '−' : '';
	if (size.eq(0)) return '$0';
	const text = size.lt(1) ? toDecimal(size.toPrecision(3)).toFixed() : size.round(2).toFixed();
	return `${sign}$${groupedDecimal(text.replace(/\.(\d)$/u, '.$10'))}`;
};

/** `1,234,567`; what is not whole to two decimals. */
export const requestsText = (requests: bigint | string | Decimal): string =>
	groupedDecimal(
		typeof requests === 'bigint' ? String(requests) : toDecimal(requests).round(2).toFixed()
	);
