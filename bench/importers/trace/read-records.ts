/**
 * The records of a log file of any size, one after another: objects by line, a table, or one JSON text that is a record or a list of them.
 * Only the last is held in memory, and must not be large.
 */
import Papa from 'papaparse';
import { BenchError, errorMessage } from '#core/errors.ts';
import { isObject, parseJson } from '#core/json.ts';
import {
	largestValueBytes,
	openBytes,
	readLines,
	tooLargeHint,
	type TextLine
} from './read-lines.ts';

export type LogRecord =
	| {
			kind: 'record';
			/** 1-based line on which it begins; null where the file is one value. */
			line: number | null;
			/** Place in the file where that is one value, such as `[3]`; empty otherwise. */
			path: string;
			value: Record<string, unknown>;
	  }
	| { kind: 'broken'; line: number | null; path: string; message: string };

const mib = 1_048_576;

/** The records of a parsed text: itself, the entries of a list, or those of the list that an API wraps as `data`. */
const recordsIn = function* (value: unknown, line: number | null): Generator<LogRecord> {
	const wrapped = isObject(value) && Array.isArray(value['data']) ? value['data'] : null;
	const list = wrapped ?? (Array.isArray(value) ? (value as unknown[]) : null);
	if (!list) {
		if (isObject(value)) yield { kind: 'record', line, path: '', value };
		else yield { kind: 'broken', line, path: '', message: 'expected a JSON object' };
		return;
	}
	for (const [index, each] of (list as unknown[]).entries()) {
		const path = `${wrapped ? 'data' : ''}[${String(index)}]`;
		if (isObject(each)) yield { kind: 'record', line, path, value: each };
		else yield { kind: 'broken', line, path, message: 'expected a JSON object' };
	}
};

const ofLine = function* ({ line, text }: TextLine): Generator<LogRecord> {
	if (text === null) yield { kind: 'broken', line, path: '', message: 'not text in UTF-8' };
	else if (text.trim() !== '') {
		let value: unknown;
		try {
			value = JSON.parse(text);
		} catch (error) {
			yield { kind: 'broken', line, path: '', message: `not JSON: ${errorMessage(error)}` };
			return;
		}
		yield* recordsIn(value, line);
	}
};

/** One JSON text over several lines, whose first ones are given. */
const ofWholeText = async function* (
	file: string,
	lines: AsyncIterable<TextLine>
): AsyncGenerator<LogRecord> {
	const texts: string[] = [];
	let characters = 0;
	for await (const { text } of lines) {
		texts.push(text ?? '\uFFFD');
		characters += (text ?? '').length;
		if (characters > largestValueBytes) {
			throw new BenchError(
				'E_CONFIG',
				`${file} is one JSON text of more than ${String(largestValueBytes / mib)} MiB, too large to be read at once; nothing was imported`,
				{ hint: tooLargeHint }
			);
		}
	}
	let value: unknown;
	try {
		value = JSON.parse(texts.join('\n'));
	} catch (error) {
		const message = `neither objects by line nor one JSON text: ${errorMessage(error)}`;
		yield { kind: 'broken', line: null, path: '', message };
		return;
	}
	yield* recordsIn(value, null);
};

/** Rows of a table as objects of text; an empty cell is left out. */
const ofTable = async function* (file: string): AsyncGenerator<LogRecord> {
	const rows = Papa.parse(Papa.NODE_STREAM_INPUT, { header: false });
	const source = await openBytes(file);
	source.on('error', (error) => rows.destroy(error));
	let header: string[] | null = null;
	let line = 1;
	try {
		for await (const cells of source.pipe(rows) as AsyncIterable<string[]>) {
			const begun = line;
			line += 1 + cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
			if (cells.every((cell) => cell.trim() === '')) continue;
			if (header === null) {
				header = cells.map((cell) => cell.replace(/^\uFEFF/u, '').trim());
			} else if (cells.length !== header.length) {
				const message = `has ${String(cells.length)} cells, the header has ${String(header.length)}`;
				yield { kind: 'broken', line: begun, path: '', message };
			} else {
				const filled = header.flatMap((name, index) => {
					const cell = cells[index] ?? '';
					return cell === '' ? [] : [[name, cell] as const];
				});
				yield { kind: 'record', line: begun, path: '', value: Object.fromEntries(filled) };
			}
		}
	} catch (cause) {
		throw new BenchError('E_FILE', `${file} cannot be read: ${errorMessage(cause)}`, { cause });
	}
};

/** All lines again after the first one with something in it was looked at. */
const withFirst = async function* (
	seen: readonly TextLine[],
	rest: AsyncGenerator<TextLine>
): AsyncGenerator<TextLine> {
	yield* seen;
	yield* rest;
};

/** Throws `E_FILE` where the file cannot be read, `E_CONFIG` where a value in it is too large to hold. */
export const readRecords = async function* (file: string): AsyncGenerator<LogRecord> {
	const lines = readLines(file);
	const seen: TextLine[] = [];
	let first = '';
	for (let next = await lines.next(); !next.done; next = await lines.next()) {
		// A byte order mark belongs to no record.
		const text = next.value.text?.replace(/^\uFEFF/u, '') ?? null;
		seen.push({ ...next.value, text });
		first = (text ?? '').trim();
		if (first !== '') break;
	}
	if (first === '') return;
	if (!/^[[{]/u.test(first)) {
		await lines.return(undefined);
		yield* ofTable(file);
	} else if (parseJson(first) === undefined && /[[{,:]$/u.test(first)) {
		yield* ofWholeText(file, withFirst(seen, lines));
	} else {
		for await (const line of withFirst(seen, lines)) yield* ofLine(line);
	}
};
