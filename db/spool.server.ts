/**
 * What could not be sent to a database server while it was away: a file beside the command, one transaction a line, on the disk before the command goes
 * on. Every transaction has an id that the server keeps, so that sending one twice stores it once.
 */
import {
	closeSync,
	existsSync,
	fstatSync,
	fsyncSync,
	ftruncateSync,
	openSync,
	rmSync,
	writeSync
} from 'node:fs';
import { BenchError, errorMessage } from '#core/errors.ts';
import { headerLineOf, lineOf, type SpooledBatch } from './spool-lines.server.ts';
import { thisOwner } from './spool-owner.server.ts';

/** What stores a spool later. `database`: as the user knows it. */
export const replayCommand = (file: string, database: string): string =>
	`bench db replay ${file} --db ${database}`;

export class Spool {
	readonly file: string;
	readonly #database: string;
	#descriptor: number | null = null;
	#count = 0;
	/** Length of the lines that are whole. */
	#bytes = 0;

	/**
	 * The file is made when it is needed. `database`: the server as the user knows it, without secrets. Throws E_USAGE where there is a file already: it holds
	 * what an earlier command could not send.
	 */
	constructor(file: string, database: string) {
		if (existsSync(file)) {
			throw new BenchError('E_USAGE', `${file} holds what an earlier command could not send`, {
				hint: `Store it first: ${replayCommand(file, database)}`
			});
		}
		this.file = file;
		this.#database = database;
	}

	/** Transactions in it. */
	get count(): number {
		return this.#count;
	}

	/** On the disk when this returns, and whole. Throws E_FILE where it cannot be written: then the transaction is lost, and those before it are still there. */
	append(batch: SpooledBatch): void {
		try {
			this.#descriptor ??= openSync(this.file, 'wx', 0o600);
			const head =
				this.#bytes === 0
					? `${headerLineOf({ database: this.#database, owner: thisOwner() })}\n`
					: '';
			this.#write(this.#descriptor, Buffer.from(`${head}${lineOf(batch)}\n`));
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
		this.#bytes = 0;
		rmSync(this.file, { force: true });
	}

	/** Adds lines after those that are whole. */
	#write(descriptor: number, lines: Buffer): void {
		try {
			// An earlier one may have left a part that could not be taken back.
			if (fstatSync(descriptor).size > this.#bytes) ftruncateSync(descriptor, this.#bytes);
			// A disk that is nearly full takes a part, and says so by its count alone.
			for (let written = 0; written < lines.length;) {
				const left = lines.length - written;
				const taken = writeSync(descriptor, lines, written, left, this.#bytes + written);
				if (taken === 0) throw new Error('it takes nothing more');
				written += taken;
			}
			fsyncSync(descriptor);
			if (fstatSync(descriptor).nlink === 0) throw new Error('something has deleted it');
			this.#bytes += lines.length;
		} catch (cause) {
			this.#takeBack(descriptor);
			throw cause;
		}
	}

	/** Removes what was written of a line, so that the next one does not follow a part. */
	#takeBack(descriptor: number): void {
		try {
			ftruncateSync(descriptor, this.#bytes);
		} catch {
			// Tried once more before the next line; as the last one of the file a part is passed over.
		}
	}
}
