/** Holds the results of a file against each other: what is right, which items there are, and that nothing is there twice. */
import { nearestNames } from '#core/nearest-names.ts';
import type { BadResult, ResultRow } from './result-row.ts';

export interface GradedRow extends ResultRow {
	/** Null where the file has an error instead of an answer. */
	grade: { passed: boolean; score: number } | null;
}

export interface CheckOptions {
	/** Scores from this one up are right; null where the file is to say itself what is right. */
	passAt: number | null;
	/** Ids of the items of the scenario; null where it has no folder, so that items are as the file says. */
	items: ReadonlySet<string> | null;
}

const placeText = ({ line, path }: ResultRow): string =>
	line === null ? path : `line ${String(line)}`;

/** The grade of a row, or what is wrong with it. `basis`: what the first graded row of the file says. */
const gradeOf = (
	{ passed, score }: ResultRow,
	{ passAt }: CheckOptions,
	basis: 'passed' | 'score'
):
	| { passed: boolean; score: number }
	| { message: string; reason: string }
	/** A score that is right or wrong by the threshold that is not said. */
	| 'undecided' => {
	if (passAt !== null) {
		if (score !== null) return { passed: score >= passAt, score };
		return {
			message: 'has no score, which --pass-at asks for',
			reason: 'there is no score'
		};
	}
	if (passed === null && score === null) {
		return {
			message: 'has neither "passed" nor "score" nor "error"',
			reason: 'there is neither passed nor score'
		};
	}
	if (basis === 'passed') {
		if (passed !== null) return { passed, score: score ?? Number(passed) };
		return {
			message:
				'has a score alone, where results before it say "passed"; expected the same throughout',
			reason: 'there is a score alone where others say passed'
		};
	}
	if (score === null) {
		return {
			message:
				'says "passed" alone, where results before it have a score; expected the same throughout',
			reason: 'there is passed alone where others have a score'
		};
	}
	if (score === 0 || score === 1) return { passed: score === 1, score };
	return 'undecided';
};

/** The one question about all scores in between. They are never left out: those that remain would be all right or all wrong. */
const thresholdQuestion = (undecided: readonly ResultRow[], scored: number): BadResult => {
	const [{ line, path } = { line: null, path: '' }] = undecided;
	const scores = undecided.flatMap(({ score }) => score ?? []);
	const [low, high] = [
		scores.reduce((a, b) => Math.min(a, b), 1),
		scores.reduce((a, b) => Math.max(a, b), 0)
	];
	const range = low === high ? `is ${String(low)}` : `are from ${String(low)} to ${String(high)}`;
	return {
		line,
		path,
		message: `${undecided.length.toLocaleString('en-US')} of ${scored.toLocaleString('en-US')} scores ${undecided.length === 1 ? 'is' : 'are'} neither 0 nor 1 (${undecided.length === 1 ? 'it ' : 'they '}${range}), and nothing says from which score on an answer is right`,
		reason: 'no --pass-at says which scores are right',
		isQuestion: true
	};
};

const unknownItem = (item: string, items: ReadonlySet<string>): string => {
	const near = nearestNames(item, [...items], 3);
	const known = near.length > 0 ? near : [...items].slice(0, 3);
	return `the scenario has no item "${item}"; ${near.length > 0 ? 'near it are' : 'it has'} ${known.join(', ')}${near.length > 0 ? '' : ', …'}`;
};

/** The rows that can be taken, each with its grade; all problems of the others. */
export const checkRows = (
	rows: readonly ResultRow[],
	options: CheckOptions
): { graded: GradedRow[]; bad: BadResult[] } => {
	const graded: GradedRow[] = [];
	const bad: BadResult[] = [];
	const undecided: ResultRow[] = [];
	const seen = new Map<string, ResultRow>();
	const first = rows.find(
		({ error, passed, score }) => error === null && (passed ?? score) !== null
	);
	const basis = first?.passed === null ? 'score' : 'passed';
	for (const row of rows) {
		const problems: BadResult[] = [];
		const report = (message: string, reason: string): void => {
			problems.push({ line: row.line, path: row.path, message, reason });
		};
		const key = JSON.stringify([row.target, row.item, row.trial]);
		const earlier = seen.get(key);
		if (earlier) {
			report(
				`"${row.item}" on "${row.target}", trial ${String(row.trial)}, is on ${placeText(earlier)} already; asking again has a trial of its own (0, 1, …)`,
				'target, item and trial are there twice'
			);
		}
		if (options.items && !options.items.has(row.item)) {
			report(unknownItem(row.item, options.items), 'the scenario has no such item');
		}
		const grade = row.error === null ? gradeOf(row, options, basis) : null;
		if (grade === 'undecided') {
			undecided.push(row);
			continue;
		}
		if (grade && 'message' in grade) report(grade.message, grade.reason);
		if (problems.length > 0) {
			bad.push(...problems);
			continue;
		}
		seen.set(key, row);
		graded.push({ ...row, grade: grade && 'passed' in grade ? grade : null });
	}
	if (undecided.length > 0) {
		const scored = rows.filter(({ error, score }) => error === null && score !== null).length;
		bad.push(thresholdQuestion(undecided, scored));
	}
	return { graded, bad };
};
