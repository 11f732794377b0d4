/**
 * Grades an answer that should give one number. An answer that names several says which is its own (`Answer: 12`, `#### 12`,
 * `\boxed{12}`), or it has none: the last number of a text is not taken for its result.
 */
import { z } from 'zod';
import type { Grade } from '#core/answer.ts';
import type { NumberSpec } from '#core/grader-spec/written-answer.ts';
import type { JsonValue } from '#core/json.ts';
import { pick } from '#core/random.ts';
import { toDecimal } from '#core/decimal.ts';
import { checkedReference, problemOf } from './checked-reference.ts';
import type { RuleGrader } from './grader.ts';
import { readWrittenNumber } from './written-number.ts';

const referenceSchema = z.number({ error: 'expected a number' });

/** How the number was found. */
type NumberReading =
	{ how: 'whole' | 'marked' | 'only'; value: number } | { how: 'none' | 'several'; value: null };

/** Only the end of a longer answer is searched: that is where a result stands. */
const searchedEnd = 20_000;

const mark =
	/(?:\\boxed\s*\{|#{2,}|(?:final\s+)?(?:answer|result|total)\s*(?:is|are)?\s*[:=]|\b(?:answer|result)\s+is\b)/giu;
/** A number with its signs, separators, currency and percent sign. */
const written = /[-−–(]?\s?\p{Sc}?\s?\d[\d.,'’\u00A0\u202F]*(?:\s?[kKmM](?![\p{L}\p{N}]))?\)?/gu;

const valueOf = (text: string): number | null =>
	readWrittenNumber(text.replace(/[.,]+$/u, '').replace(/\s*%$/u, ''));

const unwrapped = (text: string): string => text.trim().replace(/^[*_`$"']+|[*_`$"'.]+$/gu, '');

const read = (text: string): NumberReading => {
	const whole = valueOf(unwrapped(text));
	if (whole !== null) return { how: 'whole', value: whole };
	const end = text.slice(-searchedEnd);
	const last = [...end.matchAll(mark)].at(-1);
	if (last) {
		const after = end.slice(last.index + last[0].length, last.index + last[0].length + 200);
		const first = [...after.replaceAll(/[*_`$\\]/gu, '').matchAll(written)][0];
		const value = first ? valueOf(first[0].trim()) : null;
		if (value !== null) return { how: 'marked', value };
	}
	const found = new Set(
		[...end.replaceAll(/[*_`$\\]/gu, '').matchAll(written)].map(([each]) => valueOf(each.trim()))
	);
	const [only] = found;
	if (found.size === 1 && only !== undefined && only !== null) return { how: 'only', value: only };
	return { how: found.size === 0 ? 'none' : 'several', value: null };
};

/** Without an exponent, as people write it. */
const plain = (value: number): string => toDecimal(value).toFixed();

/** Creates the grader for one number. */
export const createNumberGrader = ({ tolerance, relativeTolerance }: NumberSpec): RuleGrader => {
	const isRight = (expected: number, got: number): boolean => {
		const allowed = Math.max(tolerance, relativeTolerance * Math.abs(expected));
		// Both came through decimal text: the last bits of a double must not decide.
		const rounding = 8 * Number.EPSILON * Math.max(Math.abs(expected), Math.abs(got));
		return Math.abs(expected - got) <= allowed + rounding;
	};

	const grade = (text: string, reference: JsonValue): Grade => {
		const expected = checkedReference(referenceSchema, reference);
		const { how, value } = read(text);
		const passed = value !== null && isRight(expected, value);
		return { passed, score: passed ? 1 : 0, details: { expected, got: value, how } };
	};

	return {
		checkReference: (reference) => problemOf(referenceSchema, reference),
		grade,
		rightAnswer: (reference) => plain(checkedReference(referenceSchema, reference)),
		wrongAnswer: (reference, random) => {
			const expected = checkedReference(referenceSchema, reference);
			const near = expected + 2 * Math.max(1, tolerance, relativeTolerance * Math.abs(expected));
			return pick(random, [
				plain(near),
				`The answer is ${plain(-near - 1)}.`,
				`Answer: ${plain(near)}`,
				'It cannot be told.'
			]);
		}
	};
};
