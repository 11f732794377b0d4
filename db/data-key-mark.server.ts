/**
 * With which key the texts of a database are encrypted: kept from the first run with a key on, and by `bench db encrypt`, also while there is no text yet.
 * From then on texts are stored with that key alone: whoever encrypts would find plain ones among them without having been told. Commands ask before they
 * begin; what had begun before, without a key or with another one, is refused by triggers (migration `sealed_texts`).
 */
import { desc, ne, sql } from 'drizzle-orm';
import { BenchError } from '#core/errors.ts';
import type { Database } from './client.server.ts';
import { dataKeyHint } from './data-key.ts';
import { keptColumns } from './kept-columns.server.ts';
import { isSealed, KeptTexts } from './kept-texts.server.ts';
import { answers, dataKeys } from './schema.ts';

export interface DataKeyMark {
	/** Id of the key, hex: the beginning of a hash of it. */
	keyId: string;
	/** Since when it holds, ISO 8601. */
	sinceUtc: string;
}

/** The key that holds; null where texts are stored as they are. */
export const dataKeyMark = async (database: Database): Promise<DataKeyMark | null> => {
	const [newest] = await database.read(() =>
		database.orm
			.select({ keyId: dataKeys.keyId, sinceUtc: dataKeys.sinceUtc })
			.from(dataKeys)
			.orderBy(desc(dataKeys.id))
			.limit(1)
	);
	return newest ?? null;
};

/** Id of the key of the newest answer with a text, hex; null where it is stored as it is, or there is none. For databases of before there were marks. */
const keyOfNewestAnswer = async (database: Database): Promise<string | null> => {
	const [newest] = await database.read(() =>
		database.orm
			.select({ text: answers.text })
			.from(answers)
			.where(ne(answers.text, ''))
			.orderBy(desc(answers.attemptId))
			.limit(1)
	);
	if (newest === undefined || typeof newest.text === 'string' || !isSealed(newest.text)) {
		return null;
	}
	return KeptTexts.keyIdIn(newest.text);
};

const isAnySealedWith = async (database: Database, keyId: string): Promise<boolean> => {
	for (const { table, holds, isSealedWith } of keptColumns) {
		const found = await database.read(() =>
			database.orm
				.select({ one: sql`1` })
				.from(table)
				.where(sql`${holds} and ${isSealedWith(keyId)}`)
				.limit(1)
		);
		if (found.length > 0) return true;
	}
	return false;
};

/**
 * To be called before all texts are encrypted with the current key. Throws E_AUTH where some are encrypted with the key that holds, and that is none of
 * those given: they could not be opened, and from then on whoever has that key would be refused.
 */
export const requireHeldKey = async (database: Database): Promise<void> => {
	const { texts } = database;
	const held = (await dataKeyMark(database))?.keyId ?? (await keyOfNewestAnswer(database));
	if (held === null || texts.keyId === null || texts.hasKey(held)) return;
	if (!(await isAnySealedWith(database, held))) return;
	throw new BenchError(
		'E_AUTH',
		`texts of this database are encrypted with a key that is not given (id ${held}, given ${texts.keyId}); nothing was changed`,
		{
			hint: 'Set BENCH_DATA_KEY to that key; for a new one set BENCH_DATA_KEY to the new and BENCH_DATA_KEY_OLD to that key.'
		}
	);
};

/** Keeps that the texts are encrypted with the current key from now on; nothing where it is kept already, or no key is given. */
export const markDataKey = async (database: Database, atUtc: string): Promise<void> => {
	const { keyId } = database.texts;
	if (keyId === null || (await dataKeyMark(database))?.keyId === keyId) return;
	await database.write([database.orm.insert(dataKeys).values({ keyId, sinceUtc: atUtc })]);
};

/**
 * To be called before texts are stored. Throws E_AUTH where texts are encrypted here and the key is not given, or is another one; else keeps that they are
 * encrypted from now on, where a key is given. A database without a mark and without an encrypted answer takes plain texts.
 */
export const requireDataKey = async (database: Database, atUtc: string): Promise<void> => {
	const { texts } = database;
	const mark = await dataKeyMark(database);
	const wanted = mark?.keyId ?? (await keyOfNewestAnswer(database));
	if (texts.keyId === null) {
		if (wanted === null) return;
		throw new BenchError(
			'E_AUTH',
			'the texts of this database are encrypted, and there is no key to encrypt more with',
			{ hint: dataKeyHint }
		);
	}
	if (wanted !== null && !texts.hasKey(wanted)) {
		throw new BenchError(
			'E_AUTH',
			`the texts of this database are encrypted with another key than that of BENCH_DATA_KEY (id ${wanted}, given ${texts.keyId})`,
			{
				hint: 'Set BENCH_DATA_KEY to the key of before. To go on with a new one: BENCH_DATA_KEY_OLD=OLD BENCH_DATA_KEY=NEW bench db encrypt'
			}
		);
	}
	await markDataKey(database, atUtc);
};
