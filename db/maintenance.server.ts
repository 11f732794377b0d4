/** Looks after a database as a whole: checks it, copies it, makes it smaller. */
import { rmSync, statSync } from 'node:fs';
import type { Row } from '@libsql/client';
import { BenchError, errorMessage } from '#core/errors.ts';
import { openDatabase, type Database } from './client.server.ts';
import { fileUrlOf } from './database-url.ts';
import { dataKeyMark, type DataKeyMark } from './data-key-mark.server.ts';
import { countTexts, type TextCounts } from './encrypt-texts.server.ts';
import { textOf } from './sql-value.ts';
import { createPrivately, giveName } from './whole-file.server.ts';

type TableName = 'runs' | 'cells' | 'stages' | 'attempts' | 'answers' | 'evidence';

export interface DatabaseCheck {
	/** Whether it is whole, of no newer version, and no text is stored as it is where a key holds. */
	ok: boolean;
	/** Whether the file is whole, no row refers to a missing one, and no encrypted text is damaged. */
	isWhole: boolean;
	/** What SQLite's integrity check found, at most 100 lines, and checks that failed; empty if nothing. */
	integrity: string[];
	/** Rows that refer to a missing row, such as `attempts row 12 → stages`. */
	foreignKeys: string[];
	sqliteVersion: string;
	/** `truncate` for a file; null where a server does not tell. */
	journalMode: string | null;
	/** Migrations that the database has. */
	migrations: string[];
	/** Migrations of this version that it lacks: the next command that writes brings it up to date. */
	pendingMigrations: string[];
	/** How many migrations a newer version has applied that this one does not know: it refuses to read or write such a database. */
	unknownMigrations: number;
	/** Rows by table; null where damage makes them uncountable. */
	counts: Record<TableName, number | null>;
	/**
	 * Encrypted texts, those that cannot be opened, and where a key holds those that are stored as they are, from before it.
	 * Null where damage makes them uncountable.
	 */
	texts: TextCounts | null;
	/** The key that texts are encrypted with, and whether it is given; null where they are stored as they are, or damage hides it. */
	dataKey: (DataKeyMark & { isGiven: boolean }) | null;
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
	const marks = await rowsOf(
		"SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'data_keys'"
	);
	let mark: DataKeyMark | null = null;
	try {
		// A database of before there were marks has no table of them.
		mark = marks?.length === 1 ? await dataKeyMark(database) : null;
	} catch (error) {
		problems.push(errorMessage(error));
	}
	let texts: TextCounts | null = null;
	try {
		texts = await countTexts(database, { looksForPlain: mark !== null });
	} catch (error) {
		problems.push(errorMessage(error));
	}
	const foreignKeys = foreignKeyRows.map(
		(row) => `${textOf(row['table'])} row ${textOf(row['rowid'])} → ${textOf(row['parent'])}`
	);
	const [has, lacks] = [true, false].map((isApplied) =>
		database.migrations.filter(({ hash }) => hashes.has(hash) === isApplied).map(({ tag }) => tag)
	);
	const known = new Set(database.migrations.map(({ hash }) => hash));
	const unknownMigrations = [...hashes].filter((hash) => !known.has(hash)).length;
	const isWhole = problems.length === 0 && foreignKeys.length === 0 && !texts?.shut.damaged;
	return {
		ok: isWhole && unknownMigrations === 0 && Object.keys(texts?.plain ?? {}).length === 0,
		isWhole,
		integrity: [...new Set(problems)],
		foreignKeys,
		sqliteVersion: textOf(version?.['version']),
		journalMode: modeRows ? textOf(modeRows[0]?.['journal_mode']) : null,
		migrations: has ?? [],
		pendingMigrations: lacks ?? [],
		unknownMigrations,
		counts,
		texts,
		dataKey: mark && { ...mark, isGiven: database.texts.hasKey(mark.keyId) }
	};
};

export interface DatabaseCopy {
	/** What the check of the copy found. */
	check: DatabaseCheck;
	/** Size of the copy, bytes. */
	bytes: number;
}

const alreadyThere = (path: string): BenchError =>
	new BenchError('E_USAGE', `${path} exists already; a copy never overwrites a file`, {
		hint: 'Give the path of a new file.'
	});

/** Creates an empty file for a copy, or says why there can be none. */
const createCopy = (path: string): void => {
	try {
		createPrivately(path);
	} catch (cause) {
		const code = cause instanceof Error && 'code' in cause ? cause.code : null;
		if (code === 'EEXIST') throw alreadyThere(path);
		throw new BenchError('E_FILE', `${path} cannot be written: ${errorMessage(cause)}`, {
			cause,
			hint: 'Give the path of a new file in a folder that exists and can be written.'
		});
	}
};

/**
 * Writes a consistent copy, while others may go on writing, to a file that must not exist yet. It has that name only once it is whole,
 * checked and on the disk. Files only. Throws `E_USAGE` where the file exists, `E_DATABASE` where the copy is not whole.
 */
export const backUpDatabase = async (database: Database, path: string): Promise<DatabaseCopy> => {
	if (database.kind === 'remote') {
		throw new BenchError('E_USAGE', `${database.name} is on a server, which makes its own copies`, {
			hint: 'Ask whoever runs the server for a backup, or a dump of it.'
		});
	}
	if (statSync(path, { throwIfNoEntry: false })) throw alreadyThere(path);
	const unfinished = `${path}.unfinished`;
	if (statSync(unfinished, { throwIfNoEntry: false })) {
		throw new BenchError(
			'E_USAGE',
			`${unfinished} exists already: a copy is being made, or was broken off`,
			{
				hint: 'Where no "bench db backup" is going on, delete it; or give the path of another file.'
			}
		);
	}
	createCopy(unfinished);
	try {
		await database.runAlone({ sql: 'VACUUM INTO ?', args: [unfinished] });
		const copy = await openDatabase(fileUrlOf(unfinished), { asItIs: true });
		let check: DatabaseCheck;
		try {
			check = await checkDatabase(copy);
		} finally {
			await copy.close();
		}
		if (!check.isWhole) {
			throw new BenchError(
				'E_DATABASE',
				`the copy of ${database.name} is not whole, as the database is not: ${[...check.integrity, ...check.foreignKeys].slice(0, 3).join('; ')}`,
				{ hint: 'No copy was kept. "bench db check" says all that is damaged.' }
			);
		}
		if (!giveName(unfinished, path)) throw alreadyThere(path);
		return { check, bytes: statSync(path).size };
	} finally {
		for (const ending of ['', '-journal']) rmSync(`${unfinished}${ending}`, { force: true });
	}
};

export interface CompactedDatabase {
	/** Whether it was compacted; false of a server, which takes no VACUUM from those who use it. */
	isCompacted: boolean;
	/** Size of the file, bytes; null of a server. */
	bytesBefore: number | null;
	bytesAfter: number | null;
}

/**
 * Gives the space of deleted rows back to the disk, and with it their last traces. Needs as much free space as the file has, and the
 * database for itself while it lasts. Does nothing on a server: sqld refuses VACUUM, checkpoints and `PRAGMA secure_delete = ON`, so that what was deleted or
 * replaced there may stay in free pages, in the write-ahead log and in the replication log.
 */
export const compactDatabase = async (database: Database): Promise<CompactedDatabase> => {
	if (database.kind === 'remote') {
		return { isCompacted: false, bytesBefore: null, bytesAfter: null };
	}
	const bytesBefore = await sizeOf(database);
	await database.runAlone('VACUUM');
	return { isCompacted: true, bytesBefore, bytesAfter: await sizeOf(database) };
};

const numberIn = (rows: readonly Row[], column: string): number => {
	const value = rows[0]?.[column];
	return typeof value === 'number' ? value : 0;
};

/** Bytes of the pages of a file; null of a server. */
const sizeOf = async (database: Database): Promise<number | null> => {
	if (database.kind === 'remote') return null;
	const pages = numberIn(await database.readSql('PRAGMA page_count'), 'page_count');
	return pages * numberIn(await database.readSql('PRAGMA page_size'), 'page_size');
};

export interface TableSize {
	name: string;
	rows: number;
	/** Pages of the table and of its indexes, bytes; null of a server. */
	bytes: number | null;
}

export interface DatabaseStats {
	/** Size of the file, bytes; null of a server. */
	bytes: number | null;
	/** Bytes that deleted rows have left, which VACUUM gives back; null of a server. */
	freeBytes: number | null;
	/** Largest first. */
	tables: TableSize[];
	/** When the first and the last run began, ISO 8601; null without runs. */
	firstRunAtUtc: string | null;
	lastRunAtUtc: string | null;
}

/** What takes the space. Reads every page of a file once. */
export const readDatabaseStats = async (database: Database): Promise<DatabaseStats> => {
	const isFile = database.kind === 'file';
	const names = (
		await database.readSql(
			"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
		)
	).map(({ name }) => textOf(name));
	const pages = isFile
		? await database.readSql(
				'SELECT m.tbl_name AS name, sum(d.pgsize) AS bytes FROM dbstat d JOIN sqlite_master m ON m.name = d.name GROUP BY m.tbl_name'
			)
		: [];
	const bytesOf = new Map(pages.map(({ name, bytes }) => [textOf(name), Number(bytes)]));
	const tables: TableSize[] = [];
	for (const name of names) {
		const rows = numberIn(await database.readSql(`SELECT count(*) AS n FROM "${name}"`), 'n');
		tables.push({ name, rows, bytes: isFile ? (bytesOf.get(name) ?? 0) : null });
	}
	const [moments] = names.includes('runs')
		? await database.readSql(
				'SELECT min(started_at_utc) AS first, max(started_at_utc) AS last FROM runs'
			)
		: [];
	const momentOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
	const free = isFile
		? numberIn(await database.readSql('PRAGMA freelist_count'), 'freelist_count') *
			numberIn(await database.readSql('PRAGMA page_size'), 'page_size')
		: null;
	return {
		bytes: await sizeOf(database),
		freeBytes: free,
		tables: tables.sort((a, b) => (b.bytes ?? b.rows) - (a.bytes ?? a.rows)),
		firstRunAtUtc: momentOf(moments?.['first']),
		lastRunAtUtc: momentOf(moments?.['last'])
	};
};
