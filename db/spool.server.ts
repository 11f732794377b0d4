/**
 * What could not be sent to a database server while it was away: a file beside the command, one transaction a line, on the disk before the command goes
 * on. Every transaction has an id that the server keeps, so that sending one twice stores it once.
 */
import {
	closeSync,
	createReadStream,
	existsSync,
	fsyncSync,
	openSync,
	rmSync,
	writeSync
} from 'node:fs';
import { createInterface } from 'node:readline';
import type { InStatement, InValue } from '@libsql/client';
import { BenchError, errorMessage } from '#core/errors.ts';

export interface SpooledBatch {
	id: string;
	statements: readonly InStatement[];
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

/** A transaction as a line. */
export const lineOf = ({ id, statements }: SpooledBatch): string =>
	JSON.stringify({
		id,
		statements: statements.map((statement) => {
			const { sql, args } = positional(statement);
			return { sql, args: args.map(toJson) };
		})
	});

/** The transaction of a line; null for a line that is not whole, as the last one of a process that was killed while it wrote. */
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

/** The transactions of a file, in their order. */
export async function* spooledBatches(file: string): AsyncGenerator<SpooledBatch> {
	const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
	for await (const line of lines) {
		const batch = line === '' ? null : batchOf(line);
		if (batch) yield batch;
	}
}

export class Spool {
	readonly file: string;
	#descriptor: number | null = null;
	#count = 0;

	/** The file is made when it is needed. Throws E_USAGE where there is one already: it holds what an earlier command could not send. */
	constructor(file: string) {
		if (existsSync(file)) {
			throw new BenchError('E_USAGE', `${file} holds what an earlier command could not send`, {
				hint: `Store it first: bench db replay ${file} --db URL.`
			});
		}
		this.file = file;
	}

	/** Transactions in it. */
	get count(): number {
		return this.#count;
	}

	/** On the disk when this returns. Throws E_FILE where it cannot be written: then the transaction is lost. */
	append(batch: SpooledBatch): void {
		try {
			this.#descriptor ??= openSync(this.file, 'wx', 0o600);
			writeSync(this.#descriptor, `${lineOf(batch)}\n`);
			fsyncSync(this.#descriptor);
		} catch (cause) {
			throw new BenchError(
				'E_FILE',
				`the database is away, and what was measured cannot be kept in ${this.file} either: ${errorMessage(cause)}`,
				{ cause }
			);
		}
		this.#count++;
	}

	/** Everything in it has been sent. */
	clear(): void {
		if (this.#descriptor !== null) closeSync(this.#descriptor);
		this.#descriptor = null;
		this.#count = 0;
		rmSync(this.file, { force: true });
	}
}
