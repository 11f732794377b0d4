/** Columns and checks of more than one table. */
import { sql, type SQL } from 'drizzle-orm';
import { customType, type AnySQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { StoredText } from '../kept-texts.server.ts';

/** `column in ('a', 'b')`. Only for lists that rarely grow: a longer list rebuilds the table in a migration. */
export const oneOf = (column: AnySQLiteColumn, values: readonly string[]): SQL =>
	sql`${column} in (${sql.raw(values.map((value) => `'${value}'`).join(', '))})`;

/** A column with a text of a prompt or an answer: text where it is stored as it is, a blob where it is sealed; see `kept-texts.server.ts`. */
export const keptText = customType<{ data: StoredText; driverData: StoredText | ArrayBuffer }>({
	dataType: () => 'text',
	fromDriver: (value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value),
	toDriver: (value) => value
});
