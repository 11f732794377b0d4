/**
 * Writes to a database server: each transaction has an id that is stored with it, so that it can be sent again when its answer was lost; and where the
 * server is away, transactions wait in a spool until it is back, in their order.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, InStatement } from '@libsql/client';
import { BenchError } from '#core/errors.ts';
import { databaseError, isBusy, whyAway } from './database-error.ts';
import { spooledBatches, type SpooledBatch } from './spool-lines.server.ts';
import { replayCommand, type Spool } from './spool.server.ts';

export interface RemoteWriteOptions {
	/** The server as the user knows it. */
	name: string;
	/** Takes what cannot be sent; null: it fails then. */
	spool: Spool | null;
	/** How long to try before a transaction goes to the spool, or fails, ms. */
	retryForMs: number;
	/** Told when transactions begin to wait, and when all of them have been sent. */
	onAway: (event: { kind: 'away'; why: string } | { kind: 'back'; sent: number }) => void;
	now: () => Date;
}

/** Transactions that wait for the server. */
export interface Waiting {
	transactions: number;
	/** The file that keeps them. */
	file: string;
}

const firstPauseMs = 50;
const longestPauseMs = 5_000;
/** Pause before the server is tried again while transactions wait. */
const firstRetryMs = 1_000;
const longestRetryMs = 30_000;

/** Whether a server may take later what it did not take now. */
const canPass = (error: unknown): boolean => isBusy(error) || whyAway(error) !== null;

/** Whether a transaction of this id is stored already. */
const isStoredAlready = (error: unknown): boolean =>
	error instanceof Error && /UNIQUE constraint failed: write_batches\.id/.test(error.message);

/** Sends a transaction; how many rows each statement changed, null where it had been stored before and nobody knows. */
export const sendBatch = async (
	client: Client,
	{ id, statements }: SpooledBatch,
	now: () => Date
): Promise<number[] | null> => {
	const mark = {
		sql: 'INSERT INTO write_batches (id, written_at_utc) VALUES (?, ?)',
		args: [id, now().toISOString()]
	};
	try {
		const [, ...results] = await client.batch([mark, ...statements], 'write');
		return results.map(({ rowsAffected }) => rowsAffected);
	} catch (error) {
		if (isStoredAlready(error)) return null;
		throw error;
	}
};

export class RemoteWrites {
	readonly #client: Client;
	readonly #options: RemoteWriteOptions;
	#retryMs = firstRetryMs;
	#retryAtMs = 0;

	constructor(client: Client, options: RemoteWriteOptions) {
		this.#client = client;
		this.#options = options;
	}

	/**
	 * Stores everything in one transaction or nothing. Resolves with the rows that each statement changed; with 1 for each where it waits in the spool, or
	 * where that is not known. Calls must come one after the other.
	 */
	async write(statements: readonly InStatement[]): Promise<number[]> {
		const batch = { id: randomUUID(), statements };
		const unknown = statements.map(() => 1);
		const { spool } = this.#options;
		if (spool && spool.count > 0 && !(await this.#sendSpooled())) {
			spool.append(batch);
			return unknown;
		}
		try {
			return (await this.#persist(batch)) ?? unknown;
		} catch (error) {
			const why = whyAway(error);
			if (why === null || !spool) throw databaseError(this.#options.name, error);
			spool.append(batch);
			this.#wait();
			this.#options.onAway({ kind: 'away', why });
			return unknown;
		}
	}

	/** What waits for the server; null where nothing does. */
	waiting(): Waiting | null {
		const { spool } = this.#options;
		return spool && spool.count > 0 ? { transactions: spool.count, file: spool.file } : null;
	}

	/**
	 * Sends what waits, at once: a read that passed it by would not find what was stored before. Rejects as the server was away, so that it can be tried again,
	 * or with the file that keeps it, where the server refuses it.
	 */
	async sendFirst(): Promise<void> {
		const { spool } = this.#options;
		if (spool && spool.count > 0) await this.#send(spool);
	}

	/** Sends what waits. Throws E_DATABASE, with the file that keeps it, where the server stays away. */
	async end(): Promise<void> {
		const { spool, name, retryForMs } = this.#options;
		if (!spool || spool.count === 0) return;
		const untilMs = performance.now() + retryForMs;
		while (!(await this.#sendSpooled(true))) {
			if (performance.now() >= untilMs) {
				throw new BenchError(
					'E_DATABASE',
					`${name} cannot be reached; ${String(spool.count)} transactions are kept in ${spool.file}`,
					{ hint: `Store them when it is back: ${replayCommand(spool.file, name)}` }
				);
			}
			await sleep(firstRetryMs);
		}
	}

	#wait(): void {
		this.#retryAtMs = performance.now() + this.#retryMs;
		this.#retryMs = Math.min(longestRetryMs, this.#retryMs * 2);
	}

	/** Whether nothing waits any more. Tries the server only now and then, unless it is to be tried at once. */
	async #sendSpooled(atOnce = false): Promise<boolean> {
		const { spool } = this.#options;
		if (!spool || (!atOnce && performance.now() < this.#retryAtMs)) return false;
		try {
			await this.#send(spool);
			return true;
		} catch (error) {
			if (!canPass(error)) throw error;
			this.#wait();
			return false;
		}
	}

	/** Sends all of the spool and empties it. Rejects with the error of the client where it can be tried again, else with a BenchError that names the file. */
	async #send(spool: Spool): Promise<void> {
		const { onAway, now } = this.#options;
		let sent = 0;
		try {
			// Those that were sent before are stored already, and pass.
			for await (const batch of spooledBatches(spool.file)) {
				await sendBatch(this.#client, batch, now);
				sent++;
			}
		} catch (error) {
			throw canPass(error) ? error : this.#refused(spool, error);
		}
		if (sent < spool.count) {
			throw new BenchError(
				'E_FILE',
				`${spool.file} holds ${String(sent)} of the ${String(spool.count)} transactions that were kept in it: something else has changed it`
			);
		}
		spool.clear();
		this.#retryMs = firstRetryMs;
		onAway({ kind: 'back', sent });
	}

	/** What is told where the server answers, and does not take what waits. */
	#refused({ file, count }: Spool, error: unknown): BenchError {
		if (error instanceof BenchError) return error;
		const { name } = this.#options;
		const { code, message, hint, cause } = databaseError(name, error);
		return new BenchError(
			code,
			`${message}; ${String(count)} transactions that it has not taken are kept in ${file}`,
			{
				cause,
				hint: `${hint === null ? '' : `${hint} `}Store them then: ${replayCommand(file, name)}`
			}
		);
	}

	async #persist(batch: SpooledBatch): Promise<number[] | null> {
		const startedMs = performance.now();
		for (let tries = 0; ; tries++) {
			try {
				return await sendBatch(this.#client, batch, this.#options.now);
			} catch (error) {
				const isOver = performance.now() - startedMs >= this.#options.retryForMs;
				if (isOver || !canPass(error)) throw error;
				await sleep(Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(tries, 10)));
			}
		}
	}
}
