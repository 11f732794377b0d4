/** Checking, copying and compacting a database. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '#db/client.server.ts';
import {
	backUpDatabase,
	checkDatabase,
	compactDatabase,
	readDatabaseStats
} from '#db/maintenance.server.ts';
import { deleteRun } from '#db/runs.server.ts';
import { createWriter } from '#db/writer.server.ts';
import { sampleRecord, storeRunWithStage } from './support/samples.ts';
import { openTemporary, temporaryFolder, temporaryPath } from './support/temporary-database.ts';

const fill = async (path: string, attemptCount: number): Promise<void> => {
	const database = await openDatabase(`file:${path}`);
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	for (let i = 0; i < attemptCount; i++) {
		await writer.enqueueAttempt(sampleRecord(`a${i}`, stageId, cellId, i));
	}
	await writer.close();
	await database.close();
};

test('A whole database is reported with its version, journal, migrations and counts.', async () => {
	const path = temporaryPath();
	await fill(path, 3);
	const check = await checkDatabase(await openTemporary(path));
	const folder = new URL('../../db/migrations/', import.meta.url);
	const names = readdirSync(folder)
		.filter((name) => name.endsWith('.sql'))
		.map((name) => name.slice(0, -'.sql'.length))
		.sort();
	expect(names.length).toBeGreaterThan(9);
	expect(check).toEqual({
		ok: true,
		isWhole: true,
		dataKey: null,
		integrity: [],
		foreignKeys: [],
		sqliteVersion: expect.stringMatching(/^3\.\d+\.\d+$/) as string,
		journalMode: 'truncate',
		migrations: names,
		pendingMigrations: [],
		unknownMigrations: 0,
		counts: { runs: 1, cells: 1, stages: 1, attempts: 3, answers: 3, evidence: 3 },
		texts: { encrypted: 0, shut: { encrypted: 0, 'other-key': 0, damaged: 0 }, plain: null }
	});
});

test('Rows that refer to nothing are found.', async () => {
	const path = temporaryPath();
	await fill(path, 1);
	const database = await openTemporary(path);
	await database.runAlone('PRAGMA foreign_keys = OFF');
	await database.runAlone('DELETE FROM stages');
	const check = await checkDatabase(database);
	expect(check.ok).toBe(false);
	expect(check.foreignKeys).toEqual(['attempts row 1 → stages']);
});

test('Damage in the middle of the file is found.', async () => {
	const path = temporaryPath();
	await fill(path, 300);
	const bytes = readFileSync(path);
	// Among the attempts: behind the tables themselves, which would keep the file from being opened.
	const at = (bytes.length * 3) >> 2;
	bytes.fill(0xa5, at, at + 8_192);
	writeFileSync(path, bytes);
	const check = await checkDatabase(await openTemporary(path));
	expect(check.ok).toBe(false);
	expect(check.integrity.length).toBeGreaterThan(0);
});

test('A copy is whole, and never overwrites a file.', async () => {
	const path = temporaryPath();
	await fill(path, 5);
	const database = await openTemporary(path);
	const copyPath = `${path}.copy`;
	const { check, bytes } = await backUpDatabase(database, copyPath);
	expect(check).toEqual(await checkDatabase(database));
	expect(statSync(copyPath)).toMatchObject({ size: bytes });
	// Answers may be confidential.
	expect((statSync(copyPath).mode & 0o777).toString(8)).toBe('600');
	expect(readdirSync(dirname(copyPath)).filter((name) => name.includes('unfinished'))).toEqual([]);
	expect(await checkDatabase(await openTemporary(copyPath))).toEqual(check);
	await expect(backUpDatabase(database, copyPath)).rejects.toMatchObject({ code: 'E_USAGE' });
});

test('A copy is made under any name, in any folder, and nothing else is left beside it.', async () => {
	const path = temporaryPath();
	await fill(path, 2);
	const database = await openTemporary(path);
	const check = await checkDatabase(database);
	for (const name of ['100%', 'a#b', 'is it?', '%41', 'a b', 'file:x', '%zz', 'größe', '&=+;"\\']) {
		const folder = join(temporaryFolder(), name);
		mkdirSync(folder);
		const copy = join(folder, `${name}.db`);
		expect([name, (await backUpDatabase(database, copy)).check]).toEqual([name, check]);
		expect(readdirSync(folder)).toEqual([`${name}.db`]);
	}
});

test('After a run is deleted, compacting removes its last traces and makes the file smaller.', async () => {
	const path = temporaryPath();
	await fill(path, 1_200);
	const database = await openTemporary(path);
	const before = statSync(path).size;
	await deleteRun(database, 'run-1');
	await compactDatabase(database);
	expect(statSync(path).size).toBeLessThan(before / 2);
	expect(readFileSync(path).includes('fertig')).toBe(false);
	expect((await checkDatabase(database)).ok).toBe(true);
});

test('A database that is not whole is not copied, and nothing is left of the try.', async () => {
	const path = temporaryPath();
	await fill(path, 1);
	const database = await openTemporary(path);
	await database.runAlone('PRAGMA foreign_keys = OFF');
	await database.runAlone('DELETE FROM stages');
	await expect(backUpDatabase(database, `${path}.copy`)).rejects.toThrow(
		/is not whole.*attempts row 1 → stages/
	);
	expect(readdirSync(dirname(path)).filter((name) => name.includes('.copy'))).toEqual([]);
});

test('The sizes of the tables, their indexes included, and the free pages make up the file.', async () => {
	const path = temporaryPath();
	await fill(path, 300);
	const database = await openTemporary(path);
	const stats = await readDatabaseStats(database);
	expect(stats.bytes).toBe(statSync(path).size);
	expect(stats.tables.find(({ name }) => name === 'attempts')).toMatchObject({ rows: 300 });
	expect(stats.tables.every(({ bytes }) => (bytes ?? 0) > 0)).toBe(true);
	const sum = stats.tables.reduce((all, { bytes }) => all + (bytes ?? 0), stats.freeBytes ?? 0);
	// What is left are the pages of the schema itself.
	expect((stats.bytes ?? 0) - sum).toBeGreaterThanOrEqual(0);
	expect((stats.bytes ?? 0) - sum).toBeLessThan(64 * 1_024);
	await deleteRun(database, 'run-1');
	expect((await readDatabaseStats(database)).freeBytes).toBeGreaterThan(0);
});
