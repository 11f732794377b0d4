/** Encrypts what is stored as it is, and what was encrypted with another key, in batches; and counts what cannot be read. */
import { sql } from 'drizzle-orm';
import type { InStatement, InValue } from '@libsql/client';
import { getTableName } from 'drizzle-orm';
import { BenchError } from '#core/errors.ts';
import type { Database } from './client.server.ts';
import { keptColumns, rowsOfColumn, type KeptColumn, type KeptRow } from './kept-columns.server.ts';
import type { ShutReason, StoredText } from './kept-texts.server.ts';

/** Rows in one transaction: a kill takes back no more, and others wait no longer. */
const batchRows = 200;

export interface EncryptedTexts {
	/** Rows that are now sealed with the key: those that were stored as they were, and those that another key had sealed. */
	encrypted: number;
	reencrypted: number;
	/** Sealed texts that no key given opens, which were left as they are. */
	left: Record<ShutReason, number>;
}

const nothingShut = (): Record<ShutReason, number> => ({
	encrypted: 0,
	'other-key': 0,
	damaged: 0
});

/** Changes one row, if it still holds what was read. */
const replacing = (
	{ table, name, keys }: KeptColumn,
	{ stored, keys: values }: KeptRow,
	resealed: StoredText
): InStatement => ({
	sql: `UPDATE "${getTableName(table)}" SET "${name}" = ? WHERE "${keys[0] ?? ''}" = ? AND "${name}" = ?`,
	args: [argOf(resealed), values[keys[0] ?? ''] as InValue, argOf(stored)]
});

const argOf = (value: StoredText): InValue =>
	typeof value === 'string' ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength);

/**
 * Seals every text with the current key. It can be broken off at any moment: what is sealed stays so, and the next call goes on with the rest. A row that
 * somebody changes meanwhile is left for that. Throws E_USAGE without a key. `onProgress`: rows so far.
 */
export const encryptTexts = async (
	database: Database,
	{ onProgress = () => undefined }: { onProgress?: (rows: number) => void } = {}
): Promise<EncryptedTexts> => {
	const { texts } = database;
	const { keyId } = texts;
	if (keyId === null) {
		throw new BenchError('E_USAGE', 'there is no key to encrypt with', {
			hint: 'Make one with "openssl rand -base64 32", keep it where you keep passwords, and set BENCH_DATA_KEY to it.'
		});
	}
	const done: EncryptedTexts = { encrypted: 0, reencrypted: 0, left: nothingShut() };
	for (const column of keptColumns) {
		const where = sql`${column.holds} and not (${column.isSealedWith(keyId)})`;
		for await (const rows of rowsOfColumn(database, column, where, batchRows)) {
			const found = rows.map((row) => ({ row, ...column.look(row, texts) }));
			const statements = found.flatMap(({ row, resealed }) =>
				resealed === null ? [] : [replacing(column, row, resealed)]
			);
			if (statements.length > 0) await database.write(statements);
			for (const { resealed, sealed, shut } of found) {
				for (const why of shut) done.left[why]++;
				if (resealed === null) continue;
				if (sealed > 0) done.reencrypted++;
				else done.encrypted++;
			}
			onProgress(done.encrypted + done.reencrypted);
		}
	}
	return done;
};

export interface TextCounts {
	/** Texts of prompts, answers, judges and reviewers that are encrypted. */
	encrypted: number;
	/** Of those: no key was given, it is another key, or the text is damaged or stands in a row that is not its own. */
	shut: Record<ShutReason, number>;
	/** Texts that are stored as they are, by table, where there are any; null where they were not looked for. */
	plain: Record<string, number> | null;
}

/**
 * Opens every encrypted text once. A column that an older database lacks has none. `looksForPlain`: counts those that are stored as they are, too; it reads
 * every text then.
 */
export const countTexts = async (
	database: Database,
	{ looksForPlain = false } = {}
): Promise<TextCounts> => {
	const plainIn: Record<string, number> = {};
	const counts: TextCounts = {
		encrypted: 0,
		shut: nothingShut(),
		plain: looksForPlain ? plainIn : null
	};
	for (const column of keptColumns) {
		if (!(await isThere(database, column))) continue;
		const where = looksForPlain ? column.holds : column.holdsSealed;
		const table = getTableName(column.table);
		for await (const rows of rowsOfColumn(database, column, where, batchRows)) {
			for (const row of rows) {
				const { sealed, plain, shut } = column.look(row, database.texts);
				counts.encrypted += sealed;
				if (looksForPlain && plain > 0) plainIn[table] = (plainIn[table] ?? 0) + plain;
				for (const why of shut) counts.shut[why]++;
			}
		}
	}
	return counts;
};

const isThere = async (database: Database, { table, name }: KeptColumn): Promise<boolean> => {
	const [found] = await database.read(() =>
		database.orm.all<{ sql: string }>(
			sql`select sql from sqlite_master where type = 'table' and name = ${getTableName(table)}`
		)
	);
	return found?.sql.includes(name) ?? false;
};
