/** The value of a parameter as a reader wants it: money in dollars, shares in percent, the unit in words. */
import { withArticle } from '#core/with-article.ts';
import { formatNumber, formatUsd, formatVolume, formatWhole } from './format.ts';

const silentUnits = new Set(['share', 'ratio']);

/** `USD/node-hour` as `$ a node-hour`, `share/year` as `% a year`; `USD/item` as `$ an item`; empty for shares and ratios, whose value says it all. */
export const unitInWords = (unit: string): string => {
	if (silentUnits.has(unit)) return '';
	const [what = '', per] = unit.split('/');
	const name = what === 'USD' ? '$' : what === 'share' ? '%' : what;
	if (per === undefined) return name;
	// A second is a unit of its own, not something that is paid or counted by.
	return /^s\b/u.test(per) ? unit : `${name} ${withArticle(per)}`;
};

/** `$2.49`, `4.2 %`, `1.6 M`: the value without the rest of its unit. */
export const formatParameterValue = (value: string | number, unit: string): string => {
	const size = Number(value);
	if (unit === 'share' || unit.startsWith('share/')) return `${formatNumber(100 * size)} %`;
	if (unit.startsWith('USD')) return formatUsd(value);
	if (Math.abs(size) >= 1_000_000) return formatVolume(size);
	return Math.abs(size) >= 1_000 ? formatWhole(size) : formatNumber(value);
};

/** `$2.49 a node-hour`, `4.2 % a year`, `92 %`, `1.6 M requests a month`. */
export const formatParameter = (value: string | number, unit: string): string => {
	const text = formatParameterValue(value, unit);
	const words = unitInWords(unit).replace(/^[$%]( |$)/u, '');
	return words === '' ? text : `${text} ${words}`;
};

/** Two values of one number beside each other, with as many digits as tell them apart. */
export const formatParameterPair = (
	a: string | number,
	b: string | number,
	unit: string
): [string, string] => {
	const [first, second] = [formatParameter(a, unit), formatParameter(b, unit)];
	if (first !== second || Number(a) === Number(b)) return [first, second];
	const isShare = unit === 'share' || unit.startsWith('share/');
	const words = unitInWords(unit).replace(/^[$%]( |$)/u, '');
	const exact = (value: string | number): string => {
		const number = Number(value) * (isShare ? 100 : 1);
		const digits = number.toLocaleString('en-US', { maximumSignificantDigits: 6 });
		const text = `${unit.startsWith('USD') ? '$' : ''}${digits}${isShare ? ' %' : ''}`;
		return words === '' ? text : `${text} ${words}`;
	};
	return [exact(a), exact(b)];
};
