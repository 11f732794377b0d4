/**
 * One connection to a libSQL database that waits for locks, heals itself and commits for certain. Reads and writes pass through
 * here one after the other; nothing else may use the client.
 *
 * Why not the client's own `batch`: a statement that fails with SQLITE_BUSY is not finalised by the driver before it is garbage
 * collected. After a failed BEGIN the next commits fail (libsql-client-ts#352) and `reconnect()` heals that. After a failed
 * COMMIT even the closed connection keeps its lock on the file, for this process and all others. So COMMIT goes through
 * `executeMultiple`, which does finalise it, and is repeated in the same transaction, as SQLite allows.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, InStatement, Transaction } from '@libsql/client';
import { BenchError } from '#core/errors.ts';
import { databaseError, isBusy, whyAway } from './database-error.ts';
import type { RemoteWrites } from './remote-writes.server.ts';

export interface ConnectionOptions {
	/** The database as the user knows it, for messages. */
	name: string;
	/** Writes to a server; null for a file. */
	remote: RemoteWrites | null;
	/** Identifies the file or server: connections with the same key take turns within this process. */
	key: string;
	/** How long to go on after the first SQLITE_BUSY, ms; each try also waits for the client's busy timeout. */
	retryForMs: number;
	/** Called after each SQLITE_BUSY, and each failure to reach a server, that will be tried again. */
	onBusy: (tries: number) => void;
	/** Whether a read is tried again where the server is away: not before it has answered once. */
	waitsForServer: () => boolean;
	/** Sets what every new connection needs (PRAGMAs are lost by `reconnect()`). */
	configure: (client: Client) => Promise<void>;
}

export interface Connection {
	/** Runs a read, after what waits for a server has been sent; it may run more than once. */
	read<T>(query: () => PromiseLike<T>): Promise<T>;
	/**
	 * Runs statements in one BEGIN IMMEDIATE transaction: all of them are stored once this resolves, or none if it rejects. Resolves with the rows
	 * that each has changed.
	 */
	write(statements: readonly InStatement[]): Promise<number[]>;
	/** The same with statements that depend on each other; files only. `work` may run more than once. */
	transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
	/** How often the connection was made anew, or has written: what SQLite itself says of changes is about those of others. */
	ownChanges(): number;
	/** Waits for what is under way, then closes the client. */
	close(): Promise<void>;
}

const firstPauseMs = 10;
const longestPauseMs = 500;

/** What was last asked of each key; see `takeTurns`. */
const lastTurns = new Map<string, Promise<unknown>>();

/**
 * Runs one piece of work per key at a time, in the order of the calls. Also between connections: while one of them has a
 * transaction open, a second one on this thread would block the thread, and so the first, for the whole busy timeout.
 */
const takeTurns = <T>(key: string, work: () => Promise<T>): Promise<T> => {
	const result = (lastTurns.get(key) ?? Promise.resolve()).then(work);
	const turn = result
		.catch(() => null)
		.then(() => {
			if (lastTurns.get(key) === turn) lastTurns.delete(key);
		});
	lastTurns.set(key, turn);
	return result;
};

export const createConnection = (client: Client, options: ConnectionOptions): Connection => {
	let configured = false;
	let closed = false;
	let ownChanges = 0;
	const exclusively = <T>(work: () => Promise<T>): Promise<T> => takeTurns(options.key, work);

	/** Tries `work` until it succeeds, fails for another reason than a lock, or the time is over. */
	const persist = async <T>(
		startedMs: number,
		work: () => PromiseLike<T>,
		afterFailure: () => void
	): Promise<T> => {
		for (let tries = 1; ; tries++) {
			try {
				return await work();
			} catch (error) {
				afterFailure();
				const elapsedMs = performance.now() - startedMs;
				const canPass = isBusy(error) || (options.waitsForServer() && whyAway(error) !== null);
				if (!canPass || elapsedMs >= options.retryForMs) throw error;
				options.onBusy(tries);
				await sleep(Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(tries - 1, 10)));
			}
		}
	};

	const withConnection = <T>(work: (startedMs: number) => PromiseLike<T>): Promise<T> =>
		exclusively(async () => {
			// `reconnect()` would open the database again.
			if (closed) throw new BenchError('E_DATABASE', `${options.name} has been closed`);
			const startedMs = performance.now();
			const configureAndWork = async (): Promise<T> => {
				if (!configured) await options.configure(client);
				configured = true;
				return work(startedMs);
			};
			const heal = (): void => {
				configured = false;
				ownChanges++;
				client.reconnect();
			};
			try {
				return await persist(startedMs, configureAndWork, heal);
			} catch (error) {
				throw databaseError(options.name, error);
			}
		});

	const inTransaction = async <T>(
		startedMs: number,
		work: (transaction: Transaction) => Promise<T>
	): Promise<T> => {
		const transaction = await client.transaction('write');
		try {
			const result = await work(transaction);
			await persist(
				startedMs,
				async () => {
					await transaction.executeMultiple('COMMIT');
					ownChanges++;
				},
				() => {
					// The transaction stays open after SQLITE_BUSY; there is nothing to heal.
				}
			);
			return result;
		} finally {
			// Rolls back unless the commit succeeded.
			transaction.close();
		}
	};

	const transact: Connection['transact'] = (work) =>
		withConnection((startedMs) => inTransaction(startedMs, work));

	return {
		transact,
		ownChanges: () => ownChanges,
		read(query) {
			const { remote } = options;
			if (!remote) return withConnection(query);
			return withConnection(async () => {
				await remote.sendFirst();
				return query();
			});
		},
		write(statements) {
			const { remote } = options;
			if (remote) {
				return exclusively(async () => {
					if (closed) throw new BenchError('E_DATABASE', `${options.name} has been closed`);
					return remote.write(statements);
				});
			}
			return transact(async (transaction) =>
				(await transaction.batch([...statements])).map(({ rowsAffected }) => rowsAffected)
			);
		},
		close() {
			return exclusively(async () => {
				if (closed) return;
				closed = true;
				try {
					await options.remote?.end();
				} finally {
					client.close();
				}
			});
		}
	};
};
