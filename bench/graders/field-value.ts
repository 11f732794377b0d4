/** Compares one field of an answer with its reference, by the type of the field. */
import type { FieldSpec } from '#core/grader-spec.ts';
import { readWrittenNumber } from './written-number.ts';

/** What of a field decides how its values are compared. */
export type ComparedField = Pick<FieldSpec, 'type' | 'tolerance'>;

/** What a reference field can hold; null means that the document does not have it. */
export type FieldReference = string | number | null;

/** Letters that Unicode does not take apart into letter and accent. */
const plainLetters: Record<string, string> = {
	ł: 'l',
	ø: 'o',
	đ: 'd',
	ı: 'i',
	æ: 'ae',
	œ: 'oe'
};

/** Letters and digits only, without case and Latin accents: `Müller & Söhne GmbH` → `mullersohnegmbh`. */
export const textKey = (text: string): string =>
	text
		.normalize('NFKD')
		.replace(/[\u0300-\u036F]/gu, '')
		.toUpperCase()
		.toLowerCase()
		.replace(/[łøđıæœ]/gu, (letter) => plainLetters[letter] ?? letter)
		.replace(/[^\p{L}\p{M}\p{N}]+/gu, '');

/** Without case, spaces and hyphens: `DE12 3456` → `de123456`. */
export const idKey = (text: string): string =>
	text
		.normalize('NFKC')
		.toLowerCase()
		.replace(/[\s\u00AD\u200B\-‐-―−]+/gu, '');

/** The day of an ISO date or date-time as `YYYY-MM-DD`; null where the text is none or the day does not exist. */
export const isoDay = (text: string): string | null => {
	const match =
		/^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/u.exec(
			text.trim()
		);
	if (match === null) return null;
	const [, year = '', month = '', day = ''] = match;
	const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
	const exists =
		Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= lastDay;
	return exists ? `${year}-${month}-${day}` : null;
};

/** Whether an answer leaves a field out: null, missing or blank text. */
const isAbsent = (got: unknown): boolean =>
	got === undefined || got === null || (typeof got === 'string' && got.trim() === '');

/** Text of a value that a model may also write as a JSON number, such as an order number; null for anything else. */
const textOf = (got: unknown): string | null => {
	if (typeof got === 'string') return got;
	return Number.isSafeInteger(got) ? String(got) : null;
};

const numberOf = (got: unknown): number | null => {
	if (typeof got === 'number') return got;
	return typeof got === 'string' ? readWrittenNumber(got) : null;
};

const isNear = (expected: number, got: number, tolerance: number): boolean => {
	// Both came through decimal text: the last bits of a double must not decide.
	const rounding = 8 * Number.EPSILON * Math.max(Math.abs(expected), Math.abs(got));
	return Math.abs(expected - got) <= tolerance + rounding;
};

/** Whether the value that an answer gives for a field is right. */
export const isFieldRight = (
	field: ComparedField,
	expected: FieldReference,
	got: unknown
): boolean => {
	if (expected === null || isAbsent(got)) return expected === null && isAbsent(got);
	if (field.type === 'number') {
		const value = numberOf(got);
		return (
			typeof expected === 'number' && value !== null && isNear(expected, value, field.tolerance)
		);
	}
	const text = textOf(got);
	if (text === null || typeof expected !== 'string') return false;
	switch (field.type) {
		case 'text':
			return textKey(text) === textKey(expected);
		case 'id':
			return idKey(text) === idKey(expected);
		case 'date':
			return isoDay(text) !== null && isoDay(text) === isoDay(expected);
		case 'code':
			return text === expected;
	}
};

/** What is wrong with a value as the reference of a field; null if nothing is. */
export const checkFieldReference = (field: ComparedField, value: unknown): string | null => {
	if (value === null) return null;
	if (field.type === 'number') {
		return typeof value === 'number' && Number.isFinite(value) ? null : 'expected a number or null';
	}
	if (typeof value !== 'string') return 'expected a string or null';
	switch (field.type) {
		case 'text':
			return textKey(value) === '' ? 'expected at least one letter or digit' : null;
		case 'id':
			return idKey(value) === '' ? 'expected more than spaces and hyphens' : null;
		case 'date':
			return isoDay(value) === value ? null : 'expected an existing day as YYYY-MM-DD';
		case 'code':
			return value.trim() === '' ? 'expected a code that is not blank' : null;
	}
};
