/**
 * Takes out of texts what names a person or opens a door, by rules. Rules find forms, not people: what they leave must be read by
 * somebody before it is passed on.
 */

export type FoundKind = 'email' | 'phone' | 'key' | 'card' | 'iban' | 'ip' | 'name';

export interface Deidentifier {
	/** The text with what was found in brackets, such as `[email-1]`; the same thing has the same number throughout. */
	clean: (text: string) => string;
	/** The kinds of what is still in a text; empty where there is nothing to take out. */
	find: (text: string) => FoundKind[];
	/** How many different things were found so far, by kind. */
	counts: () => Partial<Record<FoundKind, number>>;
}

/** Luhn's check, which every card number passes and one in ten other numbers. */
const isCardNumber = (digits: string): boolean => {
	if (digits.length < 13 || digits.length > 19) return false;
	let sum = 0;
	for (let i = 0; i < digits.length; i++) {
		const digit = Number(digits[digits.length - 1 - i]);
		const doubled = i % 2 === 1 ? digit * 2 : digit;
		sum += doubled > 9 ? doubled - 9 : doubled;
	}
	return sum % 10 === 0;
};

interface Rule {
	kind: FoundKind;
	pattern: RegExp;
	/** Whether what the pattern found is one. */
	isOne?: (found: string) => boolean;
}

const digitsOf = (text: string): string => text.replaceAll(/\D/gu, '');

/** From the surest to the vaguest: what one has taken is not looked at by the next. */
const rules: Rule[] = [
	{
		kind: 'email',
		pattern: /[\w.+%-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?\.[A-Za-z]{2,24}/gu
	},
	{
		kind: 'key',
		pattern:
			/\b(?:sk|pk|rk|ghp|gho|ghs|xox[abprs]|AKIA|ASIA|AIza|hf|glpat)[-_]?[A-Za-z0-9_-]{16,200}|\bBearer\s+[A-Za-z0-9._~+/-]{16,2000}=*|-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]{0,10000}?-----END [A-Z ]{0,40}PRIVATE KEY-----|\beyJ[\w-]{10,2000}\.[\w-]{10,4000}\.[\w-]{10,2000}/gu
	},
	{ kind: 'iban', pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/gu },
	{
		kind: 'card',
		pattern: /\b\d(?:[ -]?\d){12,18}\b/gu,
		isOne: (found) => isCardNumber(digitsOf(found))
	},
	{
		kind: 'ip',
		pattern: /\b(?:\d{1,3}\.){3}\d{1,3}\b/gu,
		isOne: (found) => found.split('.').every((part) => Number(part) <= 255)
	},
	{
		kind: 'phone',
		// A plus, or a leading zero, or brackets: plain numbers are amounts and ids.
		pattern:
			/(?:\+\d{1,3}[\s./-]?(?:\(0?\d{1,4}\)[\s./-]?)?|\(0\d{1,5}\)\s?|\b0)\d(?:[\s./-]?\d){5,12}\b/gu,
		isOne: (found) => digitsOf(found).length >= 7 && !/^\d{4}-\d{2}-\d{2}/u.test(found)
	}
];

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&');

/** A pattern for whole names, the longest first; null where there are none. */
const namePattern = (names: readonly string[]): RegExp | null => {
	const wanted = names.map((name) => name.trim()).filter((name) => name.length > 1);
	if (wanted.length === 0) return null;
	const sorted = wanted.sort((a, b) => b.length - a.length).map(escaped);
	return new RegExp(`(?<![\\p{L}\\p{N}])(?:${sorted.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
};

/** `names`: people and companies to take out, as a list of the user. */
export const createDeidentifier = (names: readonly string[] = []): Deidentifier => {
	const numbers = new Map<FoundKind, Map<string, number>>();
	const placeholder = (kind: FoundKind, found: string): string => {
		const known = numbers.get(kind) ?? new Map<string, number>();
		numbers.set(kind, known);
		const key = found.toLowerCase().replaceAll(/\s+/gu, ' ');
		const number = known.get(key) ?? known.size + 1;
		known.set(key, number);
		return `[${kind}-${String(number)}]`;
	};
	const byName = namePattern(names);
	return {
		clean: (text) => {
			let cleaned = text;
			for (const { kind, pattern, isOne } of rules) {
				cleaned = cleaned.replaceAll(pattern, (found) =>
					!isOne || isOne(found) ? placeholder(kind, found) : found
				);
			}
			return byName ? cleaned.replaceAll(byName, (found) => placeholder('name', found)) : cleaned;
		},
		find: (text) => {
			const kinds = rules
				.filter(({ pattern, isOne }) =>
					[...text.matchAll(pattern)].some(([found]) => !isOne || isOne(found))
				)
				.map(({ kind }) => kind);
			return byName && text.search(byName) !== -1 ? [...kinds, 'name'] : kinds;
		},
		counts: () => Object.fromEntries([...numbers].map(([kind, known]) => [kind, known.size]))
	};
};
