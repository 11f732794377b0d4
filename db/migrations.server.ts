/**
 * Applies the migrations in `db/migrations` when a database is opened, and refuses databases that belong to a newer version or
 * to another program. The bookkeeping table is drizzle's own, so `drizzle-kit` and drizzle's migrator agree with it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { InStatement, Row } from '@libsql/client';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { z } from 'zod';
import { BenchError } from '#core/errors.ts';
import { textOf } from './sql-value.ts';

/** The committed migrations, wherever the command is started. */
export const defaultMigrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url));

export interface Migration {
	/** Name of the file without its ending. */
	tag: string;
	/** SHA-256 of the file, hex; what the database remembers. */
	hash: string;
	/** When it was generated, ms since 1970; orders migrations. */
	generatedAtMs: number;
	statements: string[];
}

/** Something that runs SQL: a connection or an open transaction. */
type Execute = (statement: InStatement) => Promise<{ rows: Row[] }>;

const journalSchema = z.object({ entries: z.array(z.object({ tag: z.string() })) });

/** The migrations of this version, oldest first. */
export const readMigrations = (folder: string): Migration[] => {
	const files = readMigrationFiles({ migrationsFolder: folder });
	const journalText = readFileSync(join(folder, 'meta', '_journal.json'), 'utf8');
	const { entries } = journalSchema.parse(JSON.parse(journalText));
	return files.map((file, index) => ({
		tag: entries[index]?.tag ?? String(index),
		hash: file.hash,
		generatedAtMs: file.folderMillis,
		statements: file.sql
	}));
};

const recordTable = '__drizzle_migrations';

/** One of the tables of a database, the record of its migrations if that is there; null where it has none. */
const tellingTable = async (execute: Execute): Promise<string | null> => {
	// One statement: between two of them another process may create all tables.
	const { rows } = await execute(
		`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name = '${recordTable}' DESC LIMIT 1`
	);
	return rows[0] ? textOf(rows[0]['name']) : null;
};

/**
 * The migrations that a database lacks. Throws `E_DATABASE` if it has some that this version does not know, or tables that are
 * not ours.
 */
export const pendingMigrations = async (
	execute: Execute,
	name: string,
	migrations: readonly Migration[]
): Promise<Migration[]> => {
	const table = await tellingTable(execute);
	if (table === null) return [...migrations];
	if (table !== recordTable) {
		throw new BenchError(
			'E_DATABASE',
			`${name} belongs to another program: it has a table "${table}" and no record of our migrations`,
			{ hint: 'Give a file of its own with --db; it is created if it does not exist.' }
		);
	}
	const { rows } = await execute(`SELECT hash FROM ${recordTable} ORDER BY created_at`);
	const applied = rows.map((row) => textOf(row['hash']));
	const known = new Set(migrations.map((migration) => migration.hash));
	const unknown = applied.filter((hash) => !known.has(hash)).length;
	if (unknown > 0) {
		throw new BenchError(
			'E_DATABASE',
			`${name} was written by a newer version of breakeven: ${String(unknown)} of its ${String(applied.length)} migrations are unknown to this one`,
			{ hint: 'Update breakeven, or give another file with --db.' }
		);
	}
	return migrations.filter((migration) => !applied.includes(migration.hash));
};

/** Applies migrations inside a transaction that the caller has begun. */
export const applyMigrations = async (
	execute: Execute,
	migrations: readonly Migration[]
): Promise<void> => {
	await execute(
		`CREATE TABLE IF NOT EXISTS ${recordTable} (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)`
	);
	for (const migration of migrations) {
		for (const statement of migration.statements) await execute(statement);
		await execute({
			sql: `INSERT INTO ${recordTable} (hash, created_at) VALUES (?, ?)`,
			args: [migration.hash, migration.generatedAtMs]
		});
	}
};
