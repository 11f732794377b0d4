/**
 * Writes to a database server: each transaction has an id that is stored with it, so that it can be sent again when its answer was lost; and where the
 * server is away, transactions wait in a spool until it is back, in their order.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, InStatement } from '@libsql/client';
import { BenchError } from '#core/errors.ts';
import { databaseError, isBusy, whyAway } from './database-error.ts';
import { spooledBatches, type Spool, type SpooledBatch } from './spool.server.ts';

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

const firstPauseMs = 50;
const longestPauseMs = 5_000;
/** Pause before the server is tried again while transactions wait. */
const firstRetryMs = 1_000;
const longestRetryMs = 30_000;

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
					{ hint: `Store them when it is back: bench db replay ${spool.file} --db URL.` }
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
		const { spool, onAway, now } = this.#options;
		if (!spool || (!atOnce && performance.now() < this.#retryAtMs)) return false;
		try {
			// Those that were sent before are stored already, and pass.
			for await (const batch of spooledBatches(spool.file)) {
				await sendBatch(this.#client, batch, now);
			}
		} catch (error) {
			if (whyAway(error) === null) throw databaseError(this.#options.name, error);
			this.#wait();
			return false;
		}
		const sent = spool.count;
		spool.clear();
		this.#retryMs = firstRetryMs;
		onAway({ kind: 'back', sent });
		return true;
	}

	async #persist(batch: SpooledBatch): Promise<number[] | null> {
		const startedMs = performance.now();
		for (let tries = 0; ; tries++) {
			try {
				return await sendBatch(this.#client, batch, this.#options.now);
			} catch (error) {
				const canPass = isBusy(error) || whyAway(error) !== null;
				if (!canPass || performance.now() - startedMs >= this.#options.retryForMs) throw error;
				await sleep(Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(tries, 10)));
			}
		}
	}
}
