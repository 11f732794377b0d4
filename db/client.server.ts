/**
 * Opens the database: one local file or one libSQL server, checked, migrated and ready. Queries are built with drizzle and run
 * through `read` and `write`, which wait for locks and turn every failure into a `BenchError`.
 */
import type { Client, InStatement, InValue, Row } from '@libsql/client';
// Of files alone: what speaks to servers is many modules, and is loaded where a server is opened.
import { createClient as createFileClient } from '@libsql/client/sqlite3';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import { drizzle } from 'drizzle-orm/libsql/sqlite3';
import { migrate } from 'drizzle-orm/libsql/migrator';
import { BenchError } from '#core/errors.ts';
import { createConnection, type Connection } from './connection.server.ts';
import { databaseError } from './database-error.ts';
import { copyBeforeMigration } from './copy-before-migration.server.ts';
import { configureFile, prepareFile } from './database-file.server.ts';
import { noDataKeys, type DataKeys } from './data-key.ts';
import { KeptTexts } from './kept-texts.server.ts';
import { parseDatabaseUrl, type DatabaseLocation } from './database-url.ts';
import {
	RemoteWrites,
	sendBatch,
	type RemoteWriteOptions,
	type Waiting
} from './remote-writes.server.ts';
import { textOf } from './sql-value.ts';
import type { SpooledBatch } from './spool-lines.server.ts';
import { Spool } from './spool.server.ts';
import {
	applyMigrations,
	defaultMigrationsFolder,
	pendingMigrations,
	readMigrations,
	type Migration
} from './migrations.server.ts';

export interface DatabaseOptions {
	/** Token of a `libsql://` server; none is sent where absent. */
	authToken?: string;
	/** Keys that texts of prompts and answers are encrypted with; absent: they are stored as they are. */
	dataKeys?: DataKeys;
	/** How long SQLite itself waits for a lock before it answers SQLITE_BUSY, ms; this blocks the thread. Default 5,000. */
	busyTimeoutMs?: number;
	/** How long to go on after the first SQLITE_BUSY, ms, without blocking between tries. Default 30,000. */
	retryForMs?: number;
	/** Called after each SQLITE_BUSY that will be tried again. */
	onBusy?: (tries: number) => void;
	/** Path of a file that takes what a server could not be sent while it was away; without it such a write fails. */
	spoolFile?: string;
	/** Told when writes begin to wait in that file, and when all of them have been sent. */
	onAway?: RemoteWriteOptions['onAway'];
	/** How long a server is tried before a write waits in the file, ms. Default 5,000. */
	spoolAfterMs?: number;
	/** The clock, for names of copies; that of the machine where absent. */
	now?: () => Date;
	/** Folder of the migrations; the committed one where absent. */
	migrationsFolder?: string;
	/** Whether to leave the database as it is, older than this version or not: for looking at it and copying it. */
	asItIs?: boolean;
}

/** A query that was built but not run, such as `database.orm.insert(runs).values(row)`. */
export interface BuiltQuery {
	toSQL(): { sql: string; params: unknown[] };
}

export interface Database {
	/** The file or server as the user knows it, without secrets. */
	readonly name: string;
	readonly kind: 'file' | 'remote';
	readonly migrations: readonly Migration[];
	/** Whether queries about quotes pass over those that are marked confidential: what a reader sees who may not see them. */
	readonly hidesConfidential?: true;
	/** Seals and opens texts of prompts and answers. */
	readonly texts: KeptTexts;
	/** Builds queries. Never await one directly: it would pass by the locks and the retries. */
	readonly orm: LibSQLDatabase;
	/** Runs a query of `orm` that reads, such as `() => database.orm.select().from(runs)`. */
	read<T>(query: () => PromiseLike<T>): Promise<T>;
	/**
	 * A short text that is another one as soon as anything was committed, by whomever; null of a server, which does not tell. Two are only compared for
	 * equality. From PRAGMA data_version (sqlite.org/pragma.html), which tells of other connections.
	 */
	version(): Promise<string | null>;
	/** Runs plain SQL that reads. */
	readSql(sql: string): Promise<Row[]>;
	/** Stores everything in one transaction or nothing; returns how many rows each statement changed. */
	write(statements: readonly (BuiltQuery | InStatement)[]): Promise<number[]>;
	/** What was written and waits for a server that was away; null where everything is stored. */
	waiting(): Waiting | null;
	/** Stores a transaction that has an id; nothing where it is stored already. */
	writeOnce(batch: SpooledBatch): Promise<void>;
	/** Runs one statement that SQLite allows only outside of a transaction, such as VACUUM. */
	runAlone(statement: InStatement): Promise<void>;
	close(): Promise<void>;
}

/** The statement of a built query. */
export const statementOf = (query: BuiltQuery): { sql: string; args: InValue[] } => {
	const { sql, params } = query.toSQL();
	// drizzle has already turned every value into what its column's driver type takes.
	return { sql, args: params as InValue[] };
};

const isBuilt = (statement: BuiltQuery | InStatement): statement is BuiltQuery =>
	typeof statement === 'object' && 'toSQL' in statement;

/** Brings a file up to date; safe when several processes open the same new file at once. */
const migrateFile = async (
	connection: Connection,
	client: Client,
	{ name, path }: DatabaseLocation & { kind: 'file' },
	migrations: readonly Migration[],
	now: () => Date
): Promise<void> => {
	const lookUp = (): Promise<Migration[]> =>
		pendingMigrations((statement) => client.execute(statement), name, migrations);
	const pending = await connection.read(lookUp);
	if (pending.length === 0) return;
	if (pending[0] && pending.length < migrations.length) {
		const { tag } = pending[0];
		await connection.read(() =>
			copyBeforeMigration(client, {
				...{ name, path, tag, now },
				isBefore: async (execute) =>
					(await pendingMigrations(execute, name, migrations))[0]?.tag === tag
			})
		);
	}
	await connection.transact(async (transaction) => {
		const execute = (statement: InStatement) => transaction.execute(statement);
		// Another process may have migrated since the look above.
		const missing = await pendingMigrations(execute, name, migrations);
		if (missing.length === 0) return;
		await applyMigrations(execute, missing);
		const { rows } = await execute('PRAGMA foreign_key_check');
		if (rows.length === 0) return;
		throw new BenchError(
			'E_DATABASE',
			`${name} could not be brought up to date: ${String(rows.length)} rows would refer to nothing`,
			{ hint: 'Nothing was changed. Look at the extent with "bench db check".' }
		);
	});
};

const migrateRemote = async (
	connection: Connection,
	client: Client,
	name: string,
	migrations: readonly Migration[],
	migrationsFolder: string
): Promise<void> => {
	const lookUp = (): Promise<Migration[]> =>
		pendingMigrations((statement) => client.execute(statement), name, migrations);
	if ((await connection.read(lookUp)).length === 0) return;
	try {
		await connection.read(() => migrate(drizzle(client), { migrationsFolder }));
	} catch (error) {
		// Somebody else may have done it in the meantime.
		if ((await connection.read(lookUp)).length > 0) throw error;
	}
};

/**
 * Opens `file:PATH` (created if it does not exist, its folder must) or `libsql://HOST`, and brings it up to date.
 * Throws `E_USAGE` for a URL that is none and `E_DATABASE` where the database cannot be used.
 */
export const openDatabase = async (
	url: string,
	options: DatabaseOptions = {}
): Promise<Database> => {
	const location = parseDatabaseUrl(url);
	const { kind, name } = location;
	if (kind === 'file') prepareFile(name, location.path);
	const now = options.now ?? (() => new Date());
	const migrationsFolder = options.migrationsFolder ?? defaultMigrationsFolder;
	const migrations = readMigrations(migrationsFolder);

	const createClient =
		kind === 'file' ? createFileClient : (await import('@libsql/client')).createClient;
	let client: Client;
	try {
		client = createClient({
			url: location.url,
			timeout: options.busyTimeoutMs ?? 5_000,
			// PRAGMAs belong to a connection, so a file has exactly one.
			...(kind === 'file' ? { concurrency: 1 } : {}),
			...(options.authToken === undefined ? {} : { authToken: options.authToken })
		});
	} catch (error) {
		throw databaseError(name, error);
	}
	// Off while migrating: a migration that rebuilds a table would otherwise delete the rows that refer to it.
	let foreignKeys: 'ON' | 'OFF' = 'OFF';
	let isOpen = false;
	const remote =
		kind === 'file'
			? null
			: new RemoteWrites(client, {
					name,
					spool: options.spoolFile === undefined ? null : new Spool(options.spoolFile, name),
					retryForMs:
						options.spoolFile === undefined
							? (options.retryForMs ?? 30_000)
							: (options.spoolAfterMs ?? 5_000),
					onAway: (event) => options.onAway?.(event),
					now
				});
	const connection = createConnection(client, {
		name,
		remote,
		waitsForServer: () => isOpen,
		key: location.url,
		retryForMs: options.retryForMs ?? 30_000,
		onBusy: (tries) => options.onBusy?.(tries),
		configure: async () => {
			if (kind === 'file') await configureFile(client, name, foreignKeys);
		}
	});
	try {
		if (options.asItIs) {
			await connection.read(() => client.execute('SELECT 1'));
		} else if (kind === 'file') {
			await migrateFile(connection, client, location, migrations, now);
			foreignKeys = 'ON';
			await connection.read(() => configureFile(client, name, foreignKeys));
		} else await migrateRemote(connection, client, name, migrations, migrationsFolder);
	} catch (error) {
		await connection.close();
		throw error;
	}
	isOpen = true;
	/** Asked for and not begun: whoever asks meanwhile is told the same. */
	let versionAhead: Promise<string> | null = null;
	const readVersion = async (): Promise<string> => {
		const { rows } = await connection.read(() => {
			versionAhead = null;
			return client.execute('PRAGMA data_version');
		});
		return `${textOf(rows[0]?.['data_version'])}/${String(connection.ownChanges())}`;
	};

	return {
		name,
		kind,
		migrations,
		texts: new KeptTexts(options.dataKeys ?? noDataKeys),
		orm: drizzle(client),
		read(query) {
			return connection.read(query);
		},
		version() {
			if (kind === 'remote') return Promise.resolve(null);
			versionAhead ??= readVersion().finally(() => {
				// Where it could not even begin.
				versionAhead = null;
			});
			return versionAhead;
		},
		async readSql(sql) {
			return (await connection.read(() => client.execute(sql))).rows;
		},
		async write(statements) {
			const plain = statements.map((one) => (isBuilt(one) ? statementOf(one) : one));
			return connection.write(plain);
		},
		waiting() {
			return remote?.waiting() ?? null;
		},
		async writeOnce(batch) {
			await connection.read(() => sendBatch(client, batch, now));
		},
		async runAlone(statement) {
			await connection.read(() => client.execute(statement));
		},
		close() {
			return connection.close();
		}
	};
};
