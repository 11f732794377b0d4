/**
 * Inserts of a million rows. Node's own SQLite with one prepared statement per table takes a quarter of the time of the libSQL
 * driver; the file must have been migrated and closed, and nobody else may have it open.
 */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { getTableColumns, getTableName } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';

export interface BulkInserts {
	/** A function that inserts rows of a table; keys are those of the table in `db/schema.ts`, missing ones get their default. */
	into<T extends SQLiteTable>(table: T): (row: T['$inferInsert']) => void;
	close(): void;
}

const inputOf = (value: unknown): SQLInputValue =>
	typeof value === 'boolean' ? Number(value) : ((value ?? null) as SQLInputValue);

/** Opens a migrated file. Everything is inserted in one transaction, committed by `close`. */
export const openBulkInserts = (path: string): BulkInserts => {
	const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
	// Whoever is cut off starts again from nothing.
	database.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; BEGIN');
	return {
		into(table) {
			const columns = Object.entries(getTableColumns(table)).filter(
				([, { hasDefault, primary }]) => !(hasDefault && primary)
			);
			const names = columns.map(([, column]) => `"${column.name}"`);
			const defaults = columns.map(([, column]): unknown => column.default);
			const statement = database.prepare(
				`INSERT INTO "${getTableName(table)}" (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`
			);
			return (row) => {
				const values = row as Record<string, unknown>;
				statement.run(...columns.map(([key], i) => inputOf(values[key] ?? defaults[i])));
			};
		},
		close() {
			database.exec('COMMIT; PRAGMA journal_mode = TRUNCATE');
			database.close();
		}
	};
};
