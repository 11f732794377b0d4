/** Results in the plain form that any tool can write: an object a line, or a table with a header. */
import { nearestNames } from '#core/nearest-names.ts';
import { createFieldReader } from './field-reader.ts';
import type { ReadChoice, ReadRows, ResultRow } from './result-row.ts';
import type { ResultLines } from './result-lines.ts';

const fieldNames = [
	'target',
	'item',
	'trial',
	'passed',
	'score',
	'costUsd',
	'latencyMs',
	'inputTokens',
	'outputTokens',
	'answer',
	'error'
] as const;

/** Which fields of the file nothing is made of, and what they may have been meant as. */
const unusedNote = (names: ReadonlySet<string>, used: ReadonlySet<string>): string[] => {
	const unused = [...names].filter((name) => !used.has(name)).sort();
	if (unused.length === 0) return [];
	const missing = fieldNames.filter((name) => !names.has(name));
	const parts = unused.map((name) => {
		const [near] = nearestNames(name, missing, 1);
		return near === undefined ? `"${name}"` : `"${name}" (meant as "${near}"?)`;
	});
	return [`Fields that are not used: ${parts.join(', ')}.`];
};

const textOf = (value: unknown): string | null => {
	if (value === undefined || value === null || value === '') return null;
	return typeof value === 'string' ? value : JSON.stringify(value);
};

/** Rows of JSONL or CSV alike. */
export const readPlainRows = (
	{ lines, bad: broken }: ResultLines,
	choice: ReadChoice
): ReadRows => {
	const itemField = choice.item ?? 'item';
	const used = new Set<string>([...fieldNames.filter((name) => name !== 'item'), itemField]);
	const names = new Set<string>();
	const rows: ResultRow[] = [];
	const bad = [...broken];
	for (const { line, value } of lines) {
		for (const name of Object.keys(value)) names.add(name);
		const place = { line, path: '' };
		const read = createFieldReader(place);
		const named = value['target'];
		const row: ResultRow = {
			...place,
			target: read.name('target', textOf(named) === null ? choice.target : named),
			item: read.name(itemField, value[itemField]),
			trial: read.trial('trial', value['trial']),
			passed: read.passed('passed', value['passed']),
			score: read.score('score', value['score']),
			error: textOf(value['error']),
			costUsd: read.costUsd('costUsd', value['costUsd']),
			latencyMs: read.latencyMs('latencyMs', value['latencyMs']),
			inputTokens: read.tokens('inputTokens', value['inputTokens']),
			cacheReadTokens: null,
			outputTokens: read.tokens('outputTokens', value['outputTokens']),
			answer: textOf(value['answer'])
		};
		if (read.bad.length > 0) bad.push(...read.bad);
		else rows.push(row);
	}
	return { rows, bad, itemsBy: `field "${itemField}"`, notes: unusedNote(names, used) };
};
