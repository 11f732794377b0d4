/** What people say of answers: lines of a file, a sheet of `bench judge labels` among them, or the thumbs of the dashboard. */
import { z } from 'zod';
import { BenchError, type Problem } from '#core/errors.ts';
import { parseJson } from '#core/json.ts';
import type { Answer } from '#core/answer.ts';
import { readCsvTable } from '#bench/importers/csv-table.ts';
import type { Cell } from '#core/run.ts';
import type { Database } from '#db/client.server.ts';
import { reviewsOfAttempts } from '#db/answer-reviews.server.ts';
import { firstAnswers } from './judging-of-run.ts';

/** The answers of a cell that can be labelled. */
export interface LabelledCell {
	cell: Pick<Cell, 'target'>;
	answers: readonly Answer[];
}

/** Labels of one answer, one of each person. */
export type Labels = ReadonlyMap<string, readonly boolean[]>;

const labelSchema = z.union([
	z.strictObject({
		attempt: z.string().min(1),
		/** Null in a line of a sheet that nobody has filled in. */
		passed: z.boolean().nullable(),
		labeller: z.string().optional(),
		scenario: z.string().optional(),
		question: z.string().optional(),
		reference: z.string().nullable().optional(),
		answer: z.string().optional()
	}),
	z.strictObject({
		item: z.string().min(1),
		target: z.string().min(1).optional(),
		passed: z.boolean(),
		labeller: z.string().optional()
	})
]);

const shape =
	'expected {"item": …, "target": …, "passed": true or false} or {"attempt": …, "passed": …}, with "labeller" where several people label; in a table "passed" is yes or no';

/** The attempt that a label is about, or what is wrong with it. */
const attemptOf = (
	label: z.infer<typeof labelSchema>,
	cells: readonly LabelledCell[]
): { attemptId: string } | { message: string } => {
	if ('attempt' in label) {
		const known = cells.some(({ answers }) =>
			answers.some(({ attemptId }) => attemptId === label.attempt)
		);
		return known
			? { attemptId: label.attempt }
			: { message: `the run has no judged answer of an attempt "${label.attempt}"` };
	}
	const found = cells
		.filter(({ cell }) => label.target === undefined || cell.target.id === label.target)
		.flatMap(({ answers }) => firstAnswers(answers).filter(({ itemId }) => itemId === label.item));
	const [first] = found;
	if (!first) {
		return {
			message: `no target${label.target === undefined ? '' : ` "${label.target}"`} answered "${label.item}"`
		};
	}
	return found.length === 1
		? { attemptId: first.attemptId }
		: { message: `several targets answered "${label.item}"; say which with "target"` };
};

const yes = new Set(['yes', 'y', 'true', '1', 'right', 'passed']);
const no = new Set(['no', 'n', 'false', '0', 'wrong', 'failed']);

/** What stands under `passed` of a table; the text itself where it is neither yes nor no. */
const saidIn = (cell: string): boolean | string | null => {
	const text = cell.trim().toLowerCase();
	if (text === '') return null;
	return yes.has(text) ? true : no.has(text) ? false : cell;
};

interface ReadLine {
	/** 1-based. */
	line: number;
	value: unknown;
}

const linesOfTable = (text: string, file: string): ReadLine[] => {
	const { header, rows } = readCsvTable(text, file);
	return rows.map(({ line, cells }) => {
		const row = Object.fromEntries(header.map((name, index) => [name, cells[index] ?? '']));
		return { line, value: { ...row, passed: saidIn(row['passed'] ?? '') } };
	});
};

const linesOf = (text: string, file: string): ReadLine[] =>
	/\.csv$/iu.test(file)
		? linesOfTable(text, file)
		: text
				.split('\n')
				.map((each, index) => ({ line: index + 1, text: each }))
				.filter((each) => each.text.trim() !== '')
				.map((each) => ({ line: each.line, value: parseJson(each.text) }));

/** Reads labels: a JSON object a line, or a table (.csv) with these columns. Throws E_CONFIG with every problem and its line. */
export const parseLabels = (text: string, file: string, cells: readonly LabelledCell[]): Labels => {
	const problems: Problem[] = [];
	const byAttempt = new Map<string, Map<string, { passed: boolean; line: number }>>();
	for (const { line, value } of linesOf(text, file)) {
		const parsed = labelSchema.safeParse(value);
		const found = parsed.success ? attemptOf(parsed.data, cells) : { message: shape };
		if ('message' in found || !parsed.success) {
			const message = 'message' in found ? found.message : shape;
			problems.push({ file, line, path: '', message });
			continue;
		}
		const { labeller = '', passed } = parsed.data;
		if (passed === null) continue;
		const labels =
			byAttempt.get(found.attemptId) ?? new Map<string, { passed: boolean; line: number }>();
		const before = labels.get(labeller);
		if (before) {
			const who = labeller === '' ? '' : ` by "${labeller}"`;
			const what =
				before.passed === passed ? 'labelled the same' : `labelled ${String(before.passed)}`;
			const message = `this answer is ${what} on line ${String(before.line)} already${who}; ${labeller === '' ? 'say with "labeller" who says what' : 'each person labels an answer once'}`;
			problems.push({ file, line, path: '', message });
			continue;
		}
		labels.set(labeller, { passed, line });
		byAttempt.set(found.attemptId, labels);
	}
	if (problems.length > 0) {
		throw new BenchError(
			'E_CONFIG',
			`${file} has ${String(problems.length)} problem${problems.length === 1 ? '' : 's'}`,
			{ problems, hint: 'Nothing was judged.' }
		);
	}
	return new Map(
		[...byAttempt].map(([attemptId, labels]) => [
			attemptId,
			[...labels.values()].map(({ passed }) => passed)
		])
	);
};

/** The thumbs that count: up is right, down is wrong. */
export const reviewLabels = async (
	database: Database,
	cells: readonly LabelledCell[]
): Promise<Labels> => {
	const ids = cells.flatMap(({ answers }) => answers.map(({ attemptId }) => attemptId));
	const labels = new Map<string, boolean[]>();
	for (const { attemptId, thumb } of await reviewsOfAttempts(database, ids)) {
		if (thumb === null) continue;
		labels.set(attemptId, [...(labels.get(attemptId) ?? []), thumb === 'up']);
	}
	return labels;
};

/** What most of the people say of an answer; null where they are divided. */
export const agreedLabel = (labels: readonly boolean[]): boolean | null => {
	const right = labels.filter(Boolean).length;
	return right * 2 === labels.length ? null : right * 2 > labels.length;
};
