/** Reads amounts as vendors write them, strictly: what could be two different numbers is refused and not guessed. */

export type DecimalMark = '.' | ',';

const group: Record<DecimalMark, string> = { '.': ',', ',': '.' };

/** Longer text is no amount; it also keeps the patterns below from long work on hostile cells. */
const longestAmount = 40;

/** Currency signs and codes around an amount. */
const currency = /^(?:[A-Z]{3}\s*|[$€£¥₹]\s*)|(?:\s*[A-Z]{3}|\s*[$€£¥₹])$/gu;

/**
 * An amount as plain decimal text: `1,234.50`, `$ 1 234.50`, `1'234.50`, and with a decimal comma `1.234,50`. Null where it is no
 * number, or where a comma stands so that it could be a decimal or a thousand.
 */
export const writtenAmount = (text: string, mark: DecimalMark): string | null => {
	if (text.length > longestAmount) return null;
	const bare = text.trim().replaceAll(currency, '').trim();
	const negative = /^[-−]/u.test(bare) || /^\(.*\)$/u.test(bare);
	const digits = bare
		.replace(/^[-−+]\s*/u, '')
		.replace(/^\((.*)\)$/u, '$1')
		.trim();
	const thousands = `[${group[mark]}\\s\u00A0\u202F'’]`;
	const decimals = mark === '.' ? '\\.' : ',';
	const pattern = new RegExp(`^(\\d{1,3}(?:${thousands}\\d{3})+|\\d+)(?:${decimals}(\\d+))?$`, 'u');
	const [, whole, fraction] = pattern.exec(digits) ?? [];
	if (whole === undefined) return null;
	const plain = `${whole.replaceAll(/\D/gu, '')}${fraction === undefined ? '' : `.${fraction}`}`;
	return negative ? `-${plain}` : plain;
};

/** A share: `10 %`, `10%` or `0.1` as decimal text. Null where it is none; a bare number above 1 is none. */
export const writtenShare = (text: string, mark: DecimalMark): string | null => {
	if (text.length > longestAmount) return null;
	const percent = /%\s*$/u.test(text);
	const amount = writtenAmount(text.replace(/\s*%\s*$/u, ''), mark);
	if (amount === null) return null;
	if (percent) return movedPoint(amount);
	return Number(amount) <= 1 ? amount : null;
};

/** A hundredth, without leaving text. */
const movedPoint = (amount: string): string => {
	const [whole = '0', fraction = ''] = amount.split('.');
	const padded = whole.padStart(3, '0');
	return `${padded.slice(0, -2)}.${padded.slice(-2)}${fraction}`;
};

/** An amount as text without sign and currency; null for what is too long to be one. */
const bareAmount = (text: string): string | null =>
	text.length > longestAmount
		? null
		: text
				.trim()
				.replaceAll(currency, '')
				.trim()
				.replace(/^[-−+(]\s*/u, '')
				.replace(/\)$/u, '');

/** Texts that can only be read with a comma before the decimals: `1.234,50`, `12,5`, `1.234.567`. */
const commaOnly = /^[\d.\s'’]*\d,\d{1,2}$|^\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?$/u;
/** Texts that can only be read with a point: `1,234.50`, `12.5`, `0.125`, `1,234,567`. */
const pointOnly = /^[\d,\s'’]*\d\.(?:\d{1,2}|\d{4,})$|^0\.\d+$|^\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?$/u;
/** `265.000`: two hundred and sixty-five, or a thousand times that. */
const either = /^[1-9]\d{0,2}\.\d{3}$/u;

const anyOf = (texts: readonly string[], pattern: RegExp): boolean =>
	texts.some((text) => pattern.test(bareAmount(text) ?? ''));

/** Which mark amounts use: a comma where one of them can only be read so. */
export const decimalMarkOf = (texts: readonly string[]): DecimalMark =>
	anyOf(texts, commaOnly) && !anyOf(texts, pointOnly) ? ',' : '.';

/**
 * An amount that could be two numbers, where nothing else says which: every amount of its column has exactly three digits after a
 * point, none a comma, and no column shows the mark. Null where there is no such column.
 */
export const ambiguousAmount = (columns: readonly (readonly string[])[]): string | null => {
	const all = columns.flat();
	if (anyOf(all, commaOnly) || anyOf(all, pointOnly)) return null;
	const column = columns
		.map((texts) => texts.filter((text) => /\d/u.test(text)))
		.find(
			(texts) => texts.length > 0 && texts.every((text) => either.test(bareAmount(text) ?? ''))
		);
	return column?.[0] ?? null;
};
