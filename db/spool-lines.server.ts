/**
 * How a spool is written: a line of JSON that says whose it is, then one for each transaction, in their order. A line is whole once its end is there; what
 * follows the last end was cut off while it was written, and nobody was told that it is kept.
 */
import { createReadStream } from 'node:fs';
import type { InStatement, InValue } from '@libsql/client';
import { BenchError, errorMessage } from '#core/errors.ts';
import type { SpoolOwner } from './spool-owner.server.ts';

export interface SpooledBatch {
	id: string;
	statements: readonly InStatement[];
}

/** The first line. */
export interface SpoolHeader {
	/** The server that was away, as the user knows it, without secrets. */
	database: string;
	owner: SpoolOwner;
}

type JsonArg = string | number | boolean | null | { bytes: string } | { integer: string };

const toJson = (value: InValue): JsonArg => {
	if (value instanceof Date) return value.getTime();
	if (typeof value === 'bigint') return { integer: String(value) };
	if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
		const bytes =
			value instanceof ArrayBuffer
				? Buffer.from(value)
				: Buffer.from(value.buffer, value.byteOffset, value.byteLength);
		return { bytes: bytes.toString('base64') };
	}
	return value;
};

const fromJson = (value: JsonArg): InValue => {
	if (typeof value !== 'object' || value === null) return value;
	return 'bytes' in value
		? new Uint8Array(Buffer.from(value.bytes, 'base64'))
		: BigInt(value.integer);
};

/** A statement with its arguments by place. Nobody here names them, and no line has a place for names. */
const positional = (statement: InStatement): { sql: string; args: readonly InValue[] } => {
	if (typeof statement === 'string') return { sql: statement, args: [] };
	const { sql, args = [] } = statement;
	if (!Array.isArray(args)) throw new TypeError('arguments by name cannot be spooled');
	return { sql, args };
};

/** A transaction as a line, without its end. */
export const lineOf = ({ id, statements }: SpooledBatch): string =>
	JSON.stringify({
		id,
		statements: statements.map((statement) => {
			const { sql, args } = positional(statement);
			return { sql, args: args.map(toJson) };
		})
	});

/** The transaction of a line; null for a line that is none, or is cut. */
export const batchOf = (line: string): SpooledBatch | null => {
	try {
		const { id, statements } = JSON.parse(line) as {
			id: string;
			statements: { sql: string; args: JsonArg[] }[];
		};
		return {
			id,
			statements: statements.map(({ sql, args }) => ({ sql, args: args.map(fromJson) }))
		};
	} catch {
		return null;
	}
};

/** Stands in the first line, so that it is told from a transaction; a later form has another number. */
const form = 1;

/** The first line, without its end. */
export const headerLineOf = (header: SpoolHeader): string =>
	JSON.stringify({ spool: form, ...header });

/** Whose the file of a first line is; null for a line that does not say it. */
const headerOf = (line: string): SpoolHeader | null => {
	try {
		const { spool, database, owner } = JSON.parse(line) as SpoolHeader & { spool?: number };
		return spool === form ? { database, owner } : null;
	} catch {
		return null;
	}
};

interface SpoolLine {
	text: string;
	/** Whether its end is there. */
	isWhole: boolean;
}

/** Lines end with a line feed alone: a text may hold the other characters that some take for an end. Throws E_FILE for a file that cannot be read. */
export async function* spoolLines(file: string): AsyncGenerator<SpoolLine> {
	let rest: Buffer[] = [];
	const lineWith = (end: Buffer): string => {
		const text = Buffer.concat([...rest, end]).toString();
		rest = [];
		return text;
	};
	try {
		for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
			let from = 0;
			for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
				yield { text: lineWith(chunk.subarray(from, end)), isWhole: true };
				from = end + 1;
			}
			rest.push(chunk.subarray(from));
		}
	} catch (cause) {
		throw new BenchError('E_FILE', `${file} cannot be read: ${errorMessage(cause)}`, { cause });
	}
	const text = lineWith(Buffer.alloc(0));
	if (text !== '') yield { text, isWhole: false };
}

/** Whose a file is; null where its first line does not say it. Throws E_FILE for a file that cannot be read. */
export const spoolHeader = async (file: string): Promise<SpoolHeader | null> => {
	for await (const { text } of spoolLines(file)) return headerOf(text);
	return null;
};

/**
 * The transactions of a file, in their order, without one that a killed process left cut at the end: nobody was told that it is kept. Throws E_FILE, with
 * its number, for any other line that cannot be read.
 */
export async function* spooledBatches(file: string): AsyncGenerator<SpooledBatch> {
	let number = 0;
	for await (const { text, isWhole } of spoolLines(file)) {
		number++;
		if (text === '' || (number === 1 && headerOf(text))) continue;
		const batch = batchOf(text);
		if (batch) yield batch;
		else if (isWhole) {
			throw new BenchError(
				'E_FILE',
				`${file}:${String(number)}: expected a transaction as JSON, got a line that is damaged`,
				{
					hint: 'What stands before it is stored, what follows is not, and the file is kept. Take the line out of it to store the rest: what it held is lost.'
				}
			);
		}
	}
}
