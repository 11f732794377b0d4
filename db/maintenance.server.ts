/** Looks after a database as a whole: checks it, copies it, makes it smaller. */
import { existsSync } from 'node:fs';
import type { Row } from '@libsql/client';
import { BenchError, errorMessage } from '#core/errors.ts';
import type { Database } from './client.server.ts';
import { textOf } from './sql-value.ts';

type TableName = 'runs' | 'cells' | 'stages' | 'attempts' | 'answers' | 'evidence';

export interface DatabaseCheck {
	/** Whether the file is whole and no row refers to a missing one. */
	ok: boolean;
	/** What SQLite's integrity check found, at most 100 lines, and checks that failed; empty if nothing. */
	integrity: string[];
	/** Rows that refer to a missing row, such as `attempts row 12 → stages`. */
	foreignKeys: string[];
	sqliteVersion: string;
	/** `truncate` for a file; null where a server does not tell. */
	journalMode: string | null;
	/** Migrations that the database has. */
	migrations: string[];
	/** Rows by table; null where damage makes them uncountable. */
	counts: Record<TableName, number | null>;
}

/** For `bench doctor` and `bench db check`. Damage is a result, not an error. */
export const checkDatabase = async (database: Database): Promise<DatabaseCheck> => {
	const problems: string[] = [];
	/** The rows, or null with the reason among the problems: some damage makes even the checks fail. */
	const rowsOf = async (sql: string): Promise<Row[] | null> => {
		try {
			return await database.readSql(sql);
		} catch (error) {
			problems.push(errorMessage(error));
			return null;
		}
	};
	const integrityRows = (await rowsOf('PRAGMA integrity_check')) ?? [];
	for (const row of integrityRows) {
		const line = textOf(row['integrity_check']);
		if (line !== 'ok') problems.push(line);
	}
	const foreignKeyRows = (await rowsOf('PRAGMA foreign_key_check')) ?? [];
	const [version] = (await rowsOf('SELECT sqlite_version() AS version')) ?? [];
	const modeRows = database.kind === 'file' ? await rowsOf('PRAGMA journal_mode') : null;
	const applied = (await rowsOf('SELECT hash FROM __drizzle_migrations')) ?? [];
	const hashes = new Set(applied.map((row) => textOf(row['hash'])));
	const countIn = async (table: string): Promise<number | null> => {
		const n = (await rowsOf(`SELECT count(*) AS n FROM ${table}`))?.[0]?.['n'];
		return typeof n === 'number' ? n : null;
	};
	const counts = {
		runs: await countIn('runs'),
		cells: await countIn('cells'),
		stages: await countIn('stages'),
		attempts: await countIn('attempts'),
		answers: await countIn('answers'),
		evidence: await countIn('evidence')
	};
	const foreignKeys = foreignKeyRows.map(
		(row) => `${textOf(row['table'])} row ${textOf(row['rowid'])} → ${textOf(row['parent'])}`
	);
	return {
		ok: problems.length === 0 && foreignKeys.length === 0,
		integrity: [...new Set(problems)],
		foreignKeys,
		sqliteVersion: textOf(version?.['version']),
		journalMode: modeRows ? textOf(modeRows[0]?.['journal_mode']) : null,
		migrations: database.migrations.filter(({ hash }) => hashes.has(hash)).map(({ tag }) => tag),
		counts
	};
};

/** Writes a consistent copy, while others may go on writing, to a file that must not exist yet. Files only. */
export const backUpDatabase = async (database: Database, path: string): Promise<void> => {
	if (existsSync(path)) {
		throw new BenchError('E_USAGE', `${path} exists already; a copy never overwrites a file`, {
			hint: 'Give the path of a new file.'
		});
	}
	await database.runAlone({ sql: 'VACUUM INTO ?', args: [path] });
};

/** Gives the space of deleted rows back to the disk, and with it their last traces. Needs as much free space as the file has. */
export const compactDatabase = (database: Database): Promise<void> => database.runAlone('VACUUM');
