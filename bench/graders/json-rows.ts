/**
 * Grades lists of rows in a JSON object, such as the tasks and decisions of a meeting. A row is right as a whole or wrong: its fields as
 * in the reference, its text with every fact and without what is known to be wrong. Order does not count; the score is F1 over the rows
 * of all lists that the reference has.
 */
import type { Grade } from '#core/answer.ts';
import {
	rowsReferenceSchema,
	type JsonRowsSpec,
	type RowListSpec,
	type RowReference,
	type RowsReference,
	type WrittenRow
} from '#core/grader-spec/json-rows.ts';
import { isObject, type JsonValue } from '#core/json.ts';
import { pick, randomInt, type RandomSource } from '#core/random.ts';
import { checkedReference, problemOf } from './checked-reference.ts';
import { isFieldRight } from './field-value.ts';
import { findJson } from './find-json.ts';
import type { RuleGrader } from './grader.ts';
import { keptText } from './kept-text.ts';
import { matchPairs } from './match-pairs.ts';
import { hasPhrase, spacedWords } from './phrases.ts';
import { problemOfRows } from './row-problems.ts';

/** Rows of a list that are compared; more are counted as wrong. */
const mostRows = 200;
/** Longest text of a row that is read, UTF-16 code units. */
const longestText = 5_000;
/** Rows that a grade lists, of each list. */
const listedRows = 12;

const textOf = (list: RowListSpec, row: unknown): string => {
	if (typeof row === 'string') return row.slice(0, longestText);
	const text = isObject(row) && list.text !== undefined ? row[list.text] : undefined;
	return typeof text === 'string' ? text.slice(0, longestText) : '';
};

/** A row as it stands in the JSON of an answer. */
const writtenRow = (list: RowListSpec, { fields, text }: WrittenRow): JsonValue => {
	if (list.fields.length === 0) return text ?? '';
	return list.text === undefined ? fields : { ...fields, [list.text]: text };
};

/** Whether a row of an answer is the row of the reference. */
export const isRowRight = (list: RowListSpec, expected: RowReference, row: unknown): boolean => {
	const got = isObject(row) ? row : {};
	const fieldsAreRight = list.fields.every((field) =>
		isFieldRight(
			field,
			expected.fields[field.name] ?? null,
			Object.hasOwn(got, field.name) ? got[field.name] : undefined
		)
	);
	if (!fieldsAreRight) return false;
	const words = spacedWords(textOf(list, row));
	return (
		expected.says.every((spellings) => spellings.some((each) => hasPhrase(words, each))) &&
		!expected.never.some((each) => hasPhrase(words, each))
	);
};

interface GradedList {
	rows: number;
	wanted: number;
	right: number;
	missing: string[];
	wrong: string[];
}

const gradeList = (
	list: RowListSpec,
	expected: readonly RowReference[],
	got: unknown
): GradedList => {
	const rows: unknown[] = Array.isArray(got) ? got : [];
	const compared = rows.slice(0, mostRows);
	const pairs = matchPairs(expected.length, compared.length, (wanted, row) => {
		const reference = expected[wanted];
		return reference !== undefined && isRowRight(list, reference, compared[row]);
	});
	const matched = new Set(pairs.filter((row) => row !== null));
	const shown = (row: unknown): string =>
		keptText(
			[
				...list.fields.map(({ name }) => {
					const value = isObject(row) && Object.hasOwn(row, name) ? row[name] : undefined;
					return typeof value === 'string' || typeof value === 'number' ? String(value) : '–';
				}),
				textOf(list, row)
			].join(' | ')
		);
	return {
		rows: rows.length,
		wanted: expected.length,
		right: matched.size,
		missing: expected
			.filter((_, index) => pairs[index] === null)
			.slice(0, listedRows)
			.map((reference) => shown(writtenRow(list, reference))),
		wrong: compared
			.filter((_, index) => !matched.has(index))
			.slice(0, listedRows)
			.map(shown)
	};
};

/** Creates the grader for lists of rows. */
export const createJsonRowsGrader = (spec: JsonRowsSpec): RuleGrader => {
	const referenceOf = (reference: JsonValue): RowsReference =>
		checkedReference(rowsReferenceSchema, reference);
	const askedOf = ({ lists }: RowsReference): RowListSpec[] =>
		spec.lists.filter(({ name }) => Object.hasOwn(lists, name));

	const gradeRows = (text: string, reference: RowsReference): Grade => {
		const { how, value } = findJson(text);
		const asked = askedOf(reference);
		const valueOf = (name: string): unknown =>
			value !== null && Object.hasOwn(value, name) ? value[name] : undefined;
		const lists = asked.map((list): [string, GradedList] => [
			list.name,
			gradeList(list, reference.lists[list.name] ?? [], valueOf(list.name))
		]);
		// What may not be said may not be said in any list, asked for or not.
		const texts = spec.lists.flatMap((list) => {
			const rows = valueOf(list.name);
			return Array.isArray(rows) ? rows.slice(0, mostRows).map((row) => textOf(list, row)) : [];
		});
		const words = spacedWords(texts.join(' \n '));
		const forbidden = reference.forbidden.filter((each) => hasPhrase(words, each));
		const sum = (of: (list: GradedList) => number): number =>
			lists.reduce((total, [, list]) => total + of(list), 0);
		const isWhole = asked.every(({ name }) => Array.isArray(valueOf(name)));
		const all = sum(({ rows }) => rows) + sum(({ wanted }) => wanted);
		const f1 = all === 0 ? 1 : (2 * sum(({ right }) => right)) / all;
		const score = isWhole && forbidden.length === 0 ? f1 : 0;
		return {
			passed: score === 1 || (spec.passScore < 1 && score + 1e-9 >= spec.passScore),
			score,
			details: {
				found: how,
				f1,
				forbidden,
				lists: Object.fromEntries(lists.map(([name, list]) => [name, { ...list }]))
			}
		};
	};

	const written = (rows: Readonly<Record<string, readonly WrittenRow[]>>): string =>
		JSON.stringify(
			Object.fromEntries(
				spec.lists.flatMap((list) => {
					const each = rows[list.name];
					return each === undefined
						? []
						: [[list.name, each.map((row) => writtenRow(list, row))] as const];
				})
			)
		);

	const checkReference = (reference: JsonValue): string | null => {
		const problem = problemOf(rowsReferenceSchema, reference);
		if (problem !== null) return problem;
		const expected = referenceOf(reference);
		const ofRows = problemOfRows(spec, expected, (list, row, candidate) =>
			isRowRight(list, row, writtenRow(list, candidate))
		);
		if (ofRows !== null) return ofRows;
		const { score, details } = gradeRows(written(expected.lists), expected);
		return score === 1 ? null : `its own rows fail: ${keptText(JSON.stringify(details))}`;
	};

	/** One to three rows with a slip, left out, or made up. */
	const slip = (reference: RowsReference, random: RandomSource): string => {
		const rows = Object.fromEntries(
			Object.entries(reference.lists).map(([name, list]) => [name, [...list] as WrittenRow[]])
		);
		const names = Object.keys(rows);
		const faults = 1 + randomInt(random, 3);
		let answer = '';
		for (let nth = 0; nth < 20; nth++) {
			const name = pick(random, names);
			const list = rows[name] ?? [];
			const kind = random();
			const invented = reference.invented[name] ?? [];
			const at = randomInt(random, Math.max(1, list.length));
			const row = list[at] as RowReference | WrittenRow | undefined;
			const slips = row !== undefined && 'slips' in row ? row.slips : [];
			if (kind < 0.3 && invented.length > 0) list.push(pick(random, invented));
			else if (kind < 0.8 && slips.length > 0) list[at] = pick(random, slips);
			else list.splice(at, 1);
			answer = written(rows);
			if (nth + 1 >= faults && !gradeRows(answer, reference).passed) break;
		}
		return random() < 0.3 ? `\`\`\`json\n${answer}\n\`\`\`` : answer;
	};

	return {
		checkReference,
		grade: (text, reference) => gradeRows(text, referenceOf(reference)),
		rightAnswer: (reference) => written(referenceOf(reference).lists),
		wrongAnswer: (reference, random) => {
			const expected = referenceOf(reference);
			const answer = slip(expected, random);
			return gradeRows(answer, expected).passed ? 'I could not find anything.' : answer;
		}
	};
};
