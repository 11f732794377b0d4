/** Reads the fields of one result: each value checked, each problem with its field. */
import { decimalText } from '#core/decimal.ts';
import type { BadResult, ResultPlace } from './result-row.ts';

/** More than any request costs; a larger figure is in another unit. */
const mostUsd = 1_000_000;
/** A day. */
const mostLatencyMs = 86_400_000;
const mostTokens = 1_000_000_000;
const mostTrials = 1_000_000;
/** Ids stand in tables and addresses. */
const longestName = 200;

const shown = (value: unknown): string => {
	const text = typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
	return text.length <= 60 ? text : `${text.slice(0, 60).toWellFormed()}…`;
};

const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';

/** A number, or text that is one as tables have it; null where it is none. */
const numberOf = (value: unknown): number | null => {
	if (typeof value === 'number') return Number.isFinite(value) ? value : null;
	if (typeof value !== 'string' || !/^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/iu.test(value))
		return null;
	const number = Number(value);
	return Number.isFinite(number) ? number : null;
};

const truths = new Map<unknown, boolean>([
	[true, true],
	[false, false],
	[1, true],
	[0, false],
	['true', true],
	['false', false],
	['1', true],
	['0', false]
]);

export interface FieldReader {
	/** Problems found so far. */
	readonly bad: readonly BadResult[];
	problem(field: string, message: string, reason: string): void;
	/** Text that names something; reports what is missing or too long. */
	name(field: string, value: unknown): string;
	/** Null where the field is absent or empty. */
	passed(field: string, value: unknown): boolean | null;
	score(field: string, value: unknown): number | null;
	costUsd(field: string, value: unknown): string | null;
	latencyMs(field: string, value: unknown): number | null;
	tokens(field: string, value: unknown): number | null;
	/** 0 where absent. */
	trial(field: string, value: unknown): number;
}

export const createFieldReader = (place: ResultPlace): FieldReader => {
	const bad: BadResult[] = [];
	const at = (field: string): string =>
		place.path === '' ? field : field === '' ? place.path : `${place.path}.${field}`;
	const problem = (field: string, message: string, reason: string): void => {
		bad.push({ line: place.line, path: at(field), message, reason });
	};
	/** A number from 0 to `most`; null where it is absent or wrong. */
	const amount = (
		field: string,
		value: unknown,
		{ most, whole, what }: { most: number; whole: boolean; what: string }
	): number | null => {
		if (isAbsent(value)) return null;
		const number = numberOf(value);
		const reason = `${field.split('.').at(-1) ?? field} is no ${what}`;
		if (number === null || (whole && !Number.isInteger(number))) {
			problem(field, `expected ${what}, got ${shown(value)}`, reason);
			return null;
		}
		if (number < 0) {
			problem(field, `is negative: ${shown(value)}`, `${field} is negative`);
			return null;
		}
		if (number > most) {
			problem(
				field,
				`is ${shown(value)}, more than ${most.toLocaleString('en-US')}; is it in another unit?`,
				`${field} is too large`
			);
			return null;
		}
		return number;
	};
	return {
		bad,
		problem,
		name(field, value) {
			const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
			if (isAbsent(text)) {
				problem(field, 'missing', `${field} is missing`);
				return '';
			}
			if (typeof text !== 'string' || text.trim() === '') {
				problem(field, `expected text or a number, got ${shown(value)}`, `${field} is no text`);
				return '';
			}
			if (text.length > longestName || /\p{Cc}/u.test(text)) {
				problem(
					field,
					`expected a name of at most ${String(longestName)} characters on one line, got ${shown(text)}`,
					`${field} is no name`
				);
				return '';
			}
			return text.trim();
		},
		passed(field, value) {
			if (isAbsent(value)) return null;
			const key = typeof value === 'string' ? value.trim().toLowerCase() : value;
			const truth = truths.get(key);
			if (truth === undefined) {
				problem(
					field,
					`expected true or false, got ${shown(value)}`,
					`${field} is neither true nor false`
				);
			}
			return truth ?? null;
		},
		score(field, value) {
			if (isAbsent(value)) return null;
			const number = typeof value === 'boolean' ? Number(value) : numberOf(value);
			if (number === null) {
				problem(field, `expected a number, got ${shown(value)}`, `${field} is no number`);
				return null;
			}
			if (number < 0 || number > 1) {
				problem(
					field,
					`is ${shown(value)}; expected a score from 0 to 1`,
					`${field} is not from 0 to 1`
				);
				return null;
			}
			return number;
		},
		costUsd(field, value) {
			const number = amount(field, value, { most: mostUsd, whole: false, what: 'amount in USD' });
			if (number === null) return null;
			const written = typeof value === 'string' ? value.trim() : number;
			return decimalText(
				typeof written === 'string' && /^\d+(?:\.\d+)?$/u.test(written) ? written : number
			);
		},
		latencyMs: (field, value) =>
			amount(field, value, { most: mostLatencyMs, whole: false, what: 'number of milliseconds' }),
		tokens: (field, value) =>
			amount(field, value, { most: mostTokens, whole: true, what: 'whole number of tokens' }),
		trial: (field, value) =>
			amount(field, value, { most: mostTrials, whole: true, what: 'whole number from 0' }) ?? 0
	};
};
