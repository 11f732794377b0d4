/** Grades a query by its rows: those of the reference query, in any order unless the order was asked for. */
import type { Grade } from '#core/answer.ts';
import { sqlReferenceSchema, type SqlResultSpec } from '#core/grader-spec/program.ts';
import type { JsonValue } from '#core/json.ts';
import { pick } from '#core/random.ts';
import { checkedReference, problemOf } from './checked-reference.ts';
import { codeIn } from './code-in.ts';
import type { Grader } from './grader.ts';
import { keptText } from './kept-text.ts';
import type { GradingTools } from './grading-tools.ts';
import type { SqlValue } from './sandbox-tasks.ts';

const languages = ['sql', 'sqlite', 'sqlite3'];

/** Numbers as far as sums in another order agree on them; `1` and `1.0` are the same. */
const valueKey = (value: SqlValue): string =>
	typeof value === 'number'
		? `n${Number(value.toPrecision(10)).toString()}`
		: JSON.stringify(value);

const rowsKey = (rows: readonly SqlValue[][], ordered: boolean): string => {
	const keys = rows.map((row) => row.map(valueKey).join('\u0001'));
	return (ordered ? keys : keys.sort()).join('\n');
};

/** Creates the grader for queries. */
export const createSqlResultGrader = (
	{ database, deadlineMs }: SqlResultSpec,
	tools: GradingTools
): Grader => {
	const failed = (problem: string): Grade => ({
		passed: false,
		score: 0,
		details: { problem: keptText(problem), rows: null, expectedRows: null }
	});

	const grade = async (text: string, reference: JsonValue): Promise<Grade> => {
		const { sql, ordered } = checkedReference(sqlReferenceSchema, reference);
		const query = codeIn(text, languages).trim();
		if (query === '') return failed('no query');
		const outcome = await tools.runSandboxed(
			{ kind: 'sql', database, queries: [sql, query] },
			deadlineMs
		);
		if (outcome.state === 'deadline') return failed(`took longer than ${String(deadlineMs)} ms`);
		if (outcome.state === 'broken') return failed(outcome.reason);
		const [expected, got] = outcome.result;
		if (!expected || 'error' in expected) return failed('the query of the reference fails');
		if (!got || 'error' in got) return failed(got?.error ?? 'no query');
		const passed = rowsKey(expected.rows, ordered) === rowsKey(got.rows, ordered);
		return {
			passed,
			score: passed ? 1 : 0,
			details: { problem: null, rows: got.rows.length, expectedRows: expected.rows.length }
		};
	};

	return {
		checkReference: (reference) => problemOf(sqlReferenceSchema, reference),
		grade,
		rightAnswer: (reference) => checkedReference(sqlReferenceSchema, reference).sql,
		wrongAnswer: (reference, random) =>
			pick(random, checkedReference(sqlReferenceSchema, reference).wrong)
	};
};
