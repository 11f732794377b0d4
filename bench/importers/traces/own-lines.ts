/** A trace in a form of this project, for traffic of one's own: JSON Lines with `atMs` or `at`, the lengths, and what else is known. */
import type { RowProblem } from './trace-row.ts';
import { quoted } from './trace-row.ts';
import { jsonReader, msAt, prefixAt, tokensAt, type Fields } from './json-row.ts';
import { writtenMoment } from './written-moment.ts';

const momentOf = (
	fields: Fields
): { wholeMs: number; partMs: number } | { problem: RowProblem } => {
	const { at, atMs } = fields;
	if (at !== undefined && atMs !== undefined) {
		return { problem: { path: 'at', message: 'stands beside atMs; expected one of both' } };
	}
	if (at === undefined) return msAt(fields, 'atMs');
	const moment = writtenMoment(typeof at === 'string' ? at : '');
	return typeof moment === 'string'
		? { problem: { path: 'at', message: `${quoted(at)} is no moment: ${moment}` } }
		: moment;
};

/** A name, or null where the key is absent. */
const nameAt = (fields: Fields, key: string): string | null | { problem: RowProblem } => {
	const value = fields[key];
	if (value === undefined || value === null) return null;
	return typeof value === 'string' && value !== ''
		? value
		: { problem: { path: key, message: `${quoted(value)} is no name; expected text` } };
};

export const ownLines = jsonReader({
	format: 'bench',
	example: '{"atMs": 1250, "inputTokens": 955, "outputTokens": 52, "prefix": [46, 47]}',
	known: ['at', 'atMs', 'inputTokens', 'outputTokens', 'prefix', 'session', 'item'],
	recognisedBy: ['inputTokens', 'outputTokens', 'atMs'],
	read: (fields) => {
		const moment = momentOf(fields);
		if ('problem' in moment) return moment;
		const inputTokens = tokensAt(fields, 'inputTokens');
		if (typeof inputTokens !== 'number') return inputTokens;
		const outputTokens = tokensAt(fields, 'outputTokens');
		if (typeof outputTokens !== 'number') return outputTokens;
		const prefix = prefixAt(fields, 'prefix', inputTokens);
		if (prefix !== null && 'problem' in prefix) return prefix;
		const session = nameAt(fields, 'session');
		if (typeof session === 'object' && session !== null) return session;
		const item = nameAt(fields, 'item');
		if (typeof item === 'object' && item !== null) return item;
		return { row: { ...moment, inputTokens, outputTokens, prefix, session, item } };
	}
});
