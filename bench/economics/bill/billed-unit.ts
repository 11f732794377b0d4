/** Units of bills and prices, such as `1000000 Tokens` and `1K tokens`: what is counted, and how many of it make one unit. */
import { Decimal, toDecimal } from '#core/decimal.ts';

export interface BilledUnit {
	/** What is counted, singular and in lower case: `token`, `hour`, `gpu-hour`, `request`. */
	noun: string;
	/** How many make one unit: `1000000` in `1M tokens`. Decimal text, > 0. */
	multiplier: string;
}

const multiplierOfWord: Readonly<Record<string, string>> = {
	k: '1000',
	thousand: '1000',
	m: '1000000',
	million: '1000000',
	b: '1000000000',
	billion: '1000000000'
};

/** A number, a word or letter for a power of ten, and what is counted; a letter stands alone or right before `tok`. */
const writtenUnit =
	/^(?:per\s+)?(\d[\d,]*(?:\.\d+)?)?\s*(thousand|million|billion|[kmb](?=[\s-]|tok))?[\s-]*([a-z][a-z\s_/-]*)$/iu;

const nounOfWord: Readonly<Record<string, string>> = {
	hr: 'hour',
	h: 'hour',
	mo: 'month',
	tok: 'token',
	req: 'request'
};

const singular = (word: string): string => {
	const one = word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
	return nounOfWord[one] ?? one;
};

/** Null for what is not a number of something, such as the bare `1K` of some price lists: it does not say of what. */
export const parseBilledUnit = (text: string): BilledUnit | null => {
	const match = writtenUnit.exec(text.trim());
	if (!match) return null;
	const [, number = '1', word = '', counted = ''] = match;
	const count = toDecimal(number.replaceAll(',', ''));
	const says = counted.trim().toLowerCase();
	if (count.lte(0) || Object.hasOwn(multiplierOfWord, says)) return null;
	const noun = says
		.split(/[\s_-]+/u)
		.map(singular)
		.join('-');
	return {
		// Input tokens and output tokens are counted the same way; what they cost differs by SKU.
		noun: noun.endsWith('-token') ? 'token' : noun,
		multiplier: count.times(multiplierOfWord[word.toLowerCase()] ?? '1').toFixed()
	};
};

/** How many `to` units one `from` unit is, exact; null where they count different things or do not say what they count. */
export const unitFactor = (from: string, to: string): Decimal | null => {
	const [source, target] = [parseBilledUnit(from), parseBilledUnit(to)];
	if (source?.noun !== target?.noun || !source || !target) return null;
	return new Decimal(source.multiplier).div(target.multiplier);
};
