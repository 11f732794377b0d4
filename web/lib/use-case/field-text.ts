/** How a number of the cost model is typed: shares in percent, everything else in its own unit. */
import { toDecimal } from '#core/decimal.ts';
import { parseExactDecimal } from '#core/exact-decimal.ts';

const factorOf = (unit: string): 1 | 100 =>
	unit === 'share' || unit.startsWith('share/') ? 100 : 1;

/** The unit beside a field: `$ per kWh`, `%`, `% per year`, `requests per month`; empty for a plain ratio. */
export const fieldUnit = (unit: string): string => {
	if (unit === 'ratio' || unit === 'units') return '';
	return unit
		.replace(/^share/u, '%')
		.replace(/^USD/u, '$')
		.replace(/\/(?!s\b)/u, ' per ');
};

/** Digits of a measured share or mean that somebody would read; what is longer is shown rounded, and kept exact. */
const shownDigits = 6;

/** Decimal text of the model as the text of a field, with thousands separators. */
export const fieldText = (value: string, unit: string): string => {
	const [whole = '', fraction] = shownOf(value, unit).split('.');
	const spaced = whole.replace(/\B(?=(?:\d{3})+$)/gu, ',');
	return fraction === undefined ? spaced : `${spaced}.${fraction}`;
};

/** In the unit of the field; a fraction of more digits than can be read is rounded. */
const shownOf = (value: string, unit: string): string => {
	const exact = toDecimal(value).times(factorOf(unit));
	const text = exact.toFixed();
	const digits = text.replace(/[-.]/gu, '').replace(/^0+/u, '').length;
	if (digits <= shownDigits + 4 || !text.includes('.')) return text;
	const whole = exact.abs().round(0, 0).toFixed();
	const places =
		shownDigits - (whole === '0' ? Math.ceil(Math.log10(exact.abs().toNumber())) : whole.length);
	return exact.round(Math.max(0, places)).toFixed();
};

const grouped = /^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/u;

/** What was typed in a field as decimal text of the model; null where it is no number. Thousands separators are let through. */
export const parseField = (text: string, unit: string): string | null => {
	const trimmed = text.trim().replace(/^−/u, '-');
	const plain = grouped.test(trimmed) ? trimmed.replaceAll(',', '') : trimmed;
	const value = parseExactDecimal(plain);
	return value === null ? null : toDecimal(value).div(factorOf(unit)).toFixed();
};
