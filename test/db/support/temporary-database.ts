/** Database files in folders of their own that disappear with the test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openDatabase, type Database, type DatabaseOptions } from '#db/client.server.ts';

export const temporaryFolder = (): string => {
	const folder = mkdtempSync(join(tmpdir(), 'breakeven-db-'));
	onTestFinished(() => {
		rmSync(folder, { recursive: true, force: true });
	});
	return folder;
};

/** Path of a file that does not exist yet. */
export const temporaryPath = (): string => join(temporaryFolder(), 'bench.db');

export const openTemporary = async (
	path: string,
	options: DatabaseOptions = {}
): Promise<Database> => {
	const database = await openDatabase(`file:${path}`, options);
	onTestFinished(() => database.close());
	return database;
};

/** The one number that a query returns. */
export const numberOf = async (database: Database, sql: string): Promise<unknown> =>
	(await database.readSql(sql))[0]?.[0];
