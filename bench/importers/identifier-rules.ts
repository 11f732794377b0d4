/** The forms by which texts name a person or open a door. From the surest to the vaguest: what one has taken is not looked at by the next. */
import { isIPv6 } from 'node:net';

export type FoundKind =
	'email' | 'phone' | 'key' | 'card' | 'account' | 'iban' | 'id' | 'ip' | 'name';

export interface IdentifierRule {
	kind: FoundKind;
	pattern: RegExp;
	/** Whether what the pattern found is one. */
	isOne?: (found: string) => boolean;
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

/** The check of ISO 13616 (remainder 1 by 97), which one in 97 other texts of the form passes. */
const isIban = (found: string): boolean => {
	const dense = found.replaceAll(' ', '').toUpperCase();
	let remainder = 0;
	for (const character of `${dense.slice(4)}${dense.slice(0, 4)}`) {
		const value = Number.parseInt(character, 36);
		remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
	}
	return remainder === 1;
};

const digitsOf = (text: string): string => text.replaceAll(/\D/gu, '');

/** Letters of alphabets in which words are written apart: in others what stands before an address belongs to the sentence. */
const letter = String.raw`\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}`;

const secretName = String.raw`[\w-]{0,40}(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key)[\w-]{0,20}`;

export const identifierRules: readonly IdentifierRule[] = [
	{
		kind: 'key',
		// Without its last line a private key goes on to the end of what is there.
		pattern:
			/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:[\s\S]{0,10000}?-----END [A-Z ]{0,40}PRIVATE KEY-----|[\s\S]{0,10000})/gu
	},
	{ kind: 'key', pattern: /\bhttps?:\/\/hooks\.[\w.-]{1,100}\/[^\s"'<>)\]]{8,300}/gu },
	{
		kind: 'key',
		pattern:
			/[?&](?:access_token|api_?key|auth|code|key|password|secret|sig|signature|token)=[^\s&#"'<>[\]]{4,2000}/giu
	},
	{
		kind: 'key',
		pattern:
			/\b(?:sk|pk|rk|ghp|gho|ghs|xox[abprs]|AKIA|ASIA|AIza|hf|glpat)[-_]?[A-Za-z0-9_-]{16,200}|\bBearer\s+[A-Za-z0-9._~+/-]{16,2000}=*|\beyJ[\w-]{16,4000}(?:\.[\w-]{0,4000}){0,2}/gu
	},
	{
		kind: 'key',
		// A value without a digit is more often a word of a sentence about passwords.
		pattern: new RegExp(
			String.raw`(?<![\w-])${secretName}["']?\s{0,3}[:=]\s{0,3}["']?[^\s"'<>,;[\]]{6,200}`,
			'giu'
		),
		isOne: (found) => /\d/u.test(found.slice(found.search(/[:=]/u)))
	},
	{
		kind: 'email',
		pattern: new RegExp(
			String.raw`(?<![${letter}\p{N}_.+%-])[${letter}\p{N}_.+%-]{1,200}@[${letter}\p{N}](?:[${letter}\p{N}.-]{0,250}[${letter}\p{N}])?\.[${letter}]{2,24}`,
			'gu'
		)
	},
	{ kind: 'iban', pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/gu },
	{
		kind: 'iban',
		pattern: /\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?\b/giu,
		isOne: isIban
	},
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
		kind: 'ip',
		pattern: /(?<![\p{L}\p{N}:.])[0-9a-f:]{7,39}(?![\p{L}\p{N}:])/giu,
		isOne: (found) => /\d/u.test(found) && isIPv6(found)
	},
	{
		kind: 'id',
		// The form of the social security numbers of the United States; no number in use begins with 000, 666 or 9.
		pattern: /(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/gu
	},
	{
		kind: 'account',
		pattern:
			/\b(?:account|acct|a\/c|konto)[ -]?(?:no|number|num|nr|nummer)?[.:#]{0,2}\s{0,3}\d{6,12}\b|\bsort[ -]?code[.:#]{0,2}\s{0,3}\d{2}[ -]?\d{2}[ -]?\d{2}\b/giu
	},
	{
		kind: 'phone',
		// Of North America, in groups, or behind a word that says what it is: ten plain digits are as often an order.
		pattern:
			/(?<![\w.-])(?:\+?1[ .-]?)?(?:\([2-9]\d{2}\)[ .-]?|[2-9]\d{2}[ .-])\d{3}[ .-]\d{4}(?![\w-])|(?<=\b(?:phone|tel|call|cell|mobile|fax|whatsapp|text me)\D{0,16})\b[2-9]\d{2}[2-9]\d{6}\b/giu
	},
	{
		kind: 'phone',
		// A plus, or a leading zero, or brackets: plain numbers are amounts and ids.
		pattern:
			/(?:\+\d{1,3}[\s./-]?(?:\(0?\d{1,4}\)[\s./-]?)?|\(0\d{1,5}\)\s?|\b0)\d(?:[\s./-]?\d){5,12}\b/gu,
		isOne: (found) => digitsOf(found).length >= 7 && !/^\d{4}-\d{2}-\d{2}/u.test(found)
	}
];
