/** Amounts in integer minor units and how countries write them. */
import type { NumberStyle, Vendor } from './vendors.ts';

/** Digits after the decimal mark. */
export const minorDigits = (currency: string): number => (currency === 'JPY' ? 0 : 2);

/** Minor units as a plain number with a decimal point, as references hold it. */
export const toReference = (minor: number, currency: string): number =>
	minor / 10 ** minorDigits(currency);

/** A share of an amount, rounded half away from zero; `rate` in hundredths of a percent. */
export const shareOf = (minor: number, rate: number): number =>
	Math.sign(minor) * Math.floor((Math.abs(minor) * rate) / 10_000 + 0.5);

/** The tax inside an amount that includes it, rounded half up; `rate` in hundredths of a percent. */
export const taxWithin = (grossMinor: number, rate: number): number =>
	Math.floor((grossMinor * rate) / (10_000 + rate) + 0.5);

const separators: Record<NumberStyle, readonly [string, string]> = {
	'comma-point': [',', '.'],
	'point-comma': ['.', ','],
	'space-comma': [' ', ','],
	'apostrophe-point': ['’', '.']
};

/** `1.234,56`: an amount without its currency. */
export const renderNumber = (minor: number, vendor: Vendor): string => {
	const [group, decimal] = separators[vendor.numbers];
	const digits = minorDigits(vendor.currency);
	const text = String(Math.abs(minor)).padStart(digits + 1, '0');
	const whole = text.slice(0, text.length - digits).replace(/\B(?=(?:\d{3})+$)/gu, group);
	const fraction = digits === 0 ? '' : `${decimal}${text.slice(-digits)}`;
	return `${minor < 0 ? '-' : ''}${whole}${fraction}`;
};

/** `1.234,56 €`: an amount as the vendor marks it. */
export const renderAmount = (minor: number, vendor: Vendor): string => {
	const number = renderNumber(minor, vendor);
	const { text, side } = vendor.mark;
	if (side === 'after') return `${number} ${text}`;
	const gap = text.length > 1 && /^[A-Z]+$/u.test(text) ? ' ' : '';
	return number.startsWith('-') ? `-${text}${gap}${number.slice(1)}` : `${text}${gap}${number}`;
};

/** A tax rate as the country writes it: `19`, `5,5`, `8.1`. */
export const renderRate = (rate: number, vendor: Vendor): string =>
	String(rate / 100).replace('.', separators[vendor.numbers][1]);
