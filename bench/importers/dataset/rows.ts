/** Data sets of plain rows: objects by line, or a table, with a reference among their fields. */
import Papa from 'papaparse';
import { isObject, type JsonValue } from '#core/json.ts';
import { readJsonLines, type JsonLine } from './json-lines.ts';
import type { ColumnChoice, RawDataset, RawItem } from './raw-item.ts';

/** Names under which references are usually found, the surest first. */
const referenceNames = [
	'reference',
	'expected',
	'expected_output',
	'ideal',
	'target',
	'label',
	'answer',
	'completion',
	'output',
	'response'
];
/** Fields that say nothing to a model. */
const silentNames = new Set(['id', 'split', 'metadata', 'index', 'idx', 'uuid']);

const textOf = (value: unknown): string | null => {
	if (typeof value === 'string') return value;
	// A list of texts, as of choices, line by line.
	if (Array.isArray(value) && value.length > 0) {
		const texts = (value as unknown[]).map((each) => (Array.isArray(each) ? null : textOf(each)));
		return texts.includes(null) ? null : texts.join('\n');
	}
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	return null;
};

/** The name of the reference in these rows; null where none is usual. */
const referenceIn = (names: readonly string[], { reference }: ColumnChoice): string | null => {
	if (reference !== null) {
		const [first = ''] = reference.split('.');
		return names.includes(reference) || names.includes(first) ? reference : null;
	}
	const byName = new Map(names.map((name) => [name.trim().toLowerCase(), name]));
	for (const usual of referenceNames) {
		const found = byName.get(usual);
		if (found !== undefined) return found;
	}
	return null;
};

/** A field, or one within others as `answers.text`. */
const fieldOf = (value: Record<string, unknown>, name: string): unknown => {
	if (Object.hasOwn(value, name)) return value[name];
	return name
		.split('.')
		.reduce<unknown>((inner, part) => (isObject(inner) ? inner[part] : undefined), value);
};

/** A list of one is what is in it: answers are often stored so. */
const loneOf = (value: unknown): unknown =>
	Array.isArray(value) && value.length === 1 ? (value as unknown[])[0] : value;

const itemOf = (
	{ line, value }: JsonLine,
	reference: string,
	choice: ColumnChoice
): { item: RawItem } | { path: string; message: string } => {
	const expected = loneOf(fieldOf(value, reference));
	if (expected === undefined || expected === null || expected === '') {
		return { path: reference, message: 'missing; an item needs a reference' };
	}
	const names =
		choice.inputs.length > 0
			? choice.inputs
			: Object.keys(value).filter(
					(name) =>
						name !== reference &&
						!reference.startsWith(`${name}.`) &&
						!silentNames.has(name.toLowerCase())
				);
	const input: Record<string, string> = {};
	for (const name of names) {
		const text = textOf(fieldOf(value, name));
		if (text !== null) input[name] = text;
		else if (choice.inputs.length > 0) return { path: name, message: 'missing, or not a text' };
	}
	if (Object.keys(input).length === 0) return { path: '', message: 'has no text to ask with' };
	return { item: { line, input, reference: expected as JsonValue } };
};

/** Items out of rows that have been read; `bad` are those that could not be. */
export const objectRows = (
	lines: readonly JsonLine[],
	bad: RawDataset['bad'],
	choice: ColumnChoice
): RawDataset => {
	const names = [...new Set(lines.flatMap(({ value }) => Object.keys(value)))];
	const reference = referenceIn(names, choice);
	if (reference === null) {
		const wanted = choice.reference === null ? 'a reference' : `"${choice.reference}"`;
		const message = `no field is ${wanted}; there are ${names.join(', ')}`;
		return { items: [], prompt: null, bad: [...bad, { line: null, path: '', message }] };
	}
	const items: RawItem[] = [];
	const found = [...bad];
	for (const each of lines) {
		const read = itemOf(each, reference, choice);
		if ('item' in read) items.push(read.item);
		else found.push({ line: each.line, ...read });
	}
	return { items, prompt: null, bad: found };
};

/** Objects by line. */
export const readObjectLines = (text: string, choice: ColumnChoice): RawDataset => {
	const { lines, bad } = readJsonLines(text);
	return objectRows(lines, bad, choice);
};

/** A table with a header; a row with more or fewer cells is a problem. */
export const readTable = (text: string, choice: ColumnChoice): RawDataset => {
	const { data } = Papa.parse<string[]>(text, { skipEmptyLines: false });
	const [header = [], ...rows] = data;
	const lines: JsonLine[] = [];
	const bad: RawDataset['bad'] = [];
	let line = 1 + header.join('').split('\n').length - 1;
	for (const cells of rows) {
		line++;
		const begun = line;
		line += cells.join('').split('\n').length - 1;
		if (cells.every((cell) => cell.trim() === '')) continue;
		if (cells.length !== header.length) {
			bad.push({
				line: begun,
				path: '',
				message: `has ${String(cells.length)} cells, the header has ${String(header.length)}`
			});
			continue;
		}
		const value = Object.fromEntries(
			header.map((name, index) => [name.trim(), cells[index] ?? ''])
		);
		lines.push({ line: begun, value });
	}
	return objectRows(lines, bad, choice);
};
