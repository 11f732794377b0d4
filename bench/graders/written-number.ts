/** Reads a number as people write it, in any of the usual notations, and refuses what could mean two numbers. */

/** Longer texts are no amounts (UTF-16 code units). */
const longestNumber = 64;

const currency = '(?:[A-Za-z]{0,3}\\p{Sc}|[A-Z]{3}|zł|Kč|kr\\.?|Fr\\.?|Rs\\.?|lei|Ft|円|元|원)';
const leadingCurrency = new RegExp(`^${currency}\\s*`, 'u');
const trailingCurrency = new RegExp(`\\s*${currency}$`, 'u');

/** Digits in groups of three, parted by one kind of separator: `1 234 567`. */
const isGrouped = (text: string, separator: string): boolean => {
	const [first = '', ...rest] = text.split(separator);
	return /^\d{1,3}$/u.test(first) && rest.length > 0 && rest.every((part) => /^\d{3}$/u.test(part));
};

/** The whole part of a number without its separators; null where the groups are not groups of three. */
const wholePart = (text: string): string | null => {
	if (/^\d+$/u.test(text)) return text;
	const separator = /[.,' ]/u.exec(text)?.[0];
	return separator !== undefined && isGrouped(text, separator)
		? text.split(separator).join('')
		: null;
};

/** The unsigned body of a number as plain decimal text; null where it is none or could mean two numbers. */
const plainDecimal = (body: string): string | null => {
	const whole = wholePart(body);
	const marks = [...body.matchAll(/[.,]/gu)];
	const last = marks.at(-1);
	if (last === undefined) return whole;
	const before = body.slice(0, last.index);
	const fraction = body.slice(last.index + 1);
	const lastIsOnlyOfItsKind = marks.filter((mark) => mark[0] === last[0]).length === 1;
	const split = lastIsOnlyOfItsKind && /^\d+$/u.test(fraction) ? wholePart(before) : null;
	// `1,234` is one thousand in London and one and a bit in Berlin; `0,234` can only be the latter.
	if (split !== null && whole !== null) return before === '0' ? `0.${fraction}` : null;
	return split === null ? whole : `${split}.${fraction}`;
};

/** `1.234,56`, `1,234.56`, `€ 1 234,56`, `CHF 1'234.50`, `(12.00)`, `12.00-` → number; null where unreadable or ambiguous. */
export const readWrittenNumber = (text: string): number | null => {
	if (text.length > longestNumber) return null;
	let rest = text
		.normalize('NFKC')
		.replace(/[\s\u00A0\u2009\u202F]+/gu, ' ')
		.replace(/[’‘´]/gu, "'")
		.replace(/[−–‒]/gu, '-')
		.trim();
	const brackets = /^\((.*)\)$/u.exec(rest);
	let signs = brackets ? 1 : 0;
	rest = brackets?.[1] ?? rest;
	const takeSign = (): void => {
		const sign = /^([+-])\s*|\s*(-)$/u.exec(rest);
		if (sign === null) return;
		signs += sign[1] === '+' ? 0 : 1;
		rest = rest.replace(sign[0], '').trim();
	};
	takeSign();
	rest = rest.replace(leadingCurrency, '').replace(trailingCurrency, '').trim();
	if (signs === 0) takeSign();
	const decimal = plainDecimal(rest);
	if (decimal === null || signs > 1) return null;
	const value = Number(decimal);
	return signs === 1 && value !== 0 ? -value : value;
};
