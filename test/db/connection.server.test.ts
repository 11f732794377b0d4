/** Locks, retries and commits of a local file, with a second connection that really holds the lock. */
import { createClient, type Client } from '@libsql/client';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase, type Database } from '#db/client.server.ts';
import { insertRun, listRuns } from '#db/runs.server.ts';
import { sampleOwner, sampleRun } from './support/samples.ts';
import { numberOf, openTemporary, temporaryPath } from './support/temporary-database.ts';

/** Another connection to the same file that never waits for a lock. */
const otherConnection = (path: string): Client => {
	const client = createClient({ url: `file:${path}`, concurrency: 1 });
	onTestFinished(() => {
		client.close();
	});
	return client;
};

const insert = (database: Database, id: string): Promise<void> =>
	insertRun(database, sampleRun(id), sampleOwner);

/** Writes from the other connection: fails at once where anybody holds a lock. */
const writeFromOutside = (client: Client) => client.batch(["UPDATE runs SET name = 'x'"], 'write');

test('A write that meets a lock longer than the busy timeout succeeds once the lock is gone.', async () => {
	const path = temporaryPath();
	const holder = otherConnection(path);
	let releaseAtTry = 0;
	const database = await openTemporary(path, {
		busyTimeoutMs: 20,
		onBusy: (tries) => {
			if (tries === releaseAtTry) transaction.close();
		}
	});
	const transaction = await holder.transaction('write');
	releaseAtTry = 3;
	await insert(database, 'run-1');
	await insert(database, 'run-2');
	expect((await holder.execute('SELECT count(*) FROM runs')).rows[0]?.[0]).toBe(2);
	await expect(writeFromOutside(holder)).resolves.toBeDefined();
});

test('After a write was given up because of a lock, the next one succeeds and keeps all settings.', async () => {
	const path = temporaryPath();
	const database = await openTemporary(path, { busyTimeoutMs: 20, retryForMs: 0 });
	const transaction = await otherConnection(path).transaction('write');
	await expect(insert(database, 'run-1')).rejects.toMatchObject({
		code: 'E_DATABASE',
		message: `${path} is locked by another process`,
		hint: expect.stringContaining('--db') as string
	});
	transaction.close();
	await insert(database, 'run-2');
	expect((await listRuns(database, { limit: 10 })).map(({ id }) => id)).toEqual(['run-2']);
	expect(await numberOf(database, 'PRAGMA journal_mode')).toBe('truncate');
	expect(await numberOf(database, 'PRAGMA synchronous')).toBe(2);
	expect(await numberOf(database, 'PRAGMA foreign_keys')).toBe(1);
	expect(await numberOf(database, 'PRAGMA busy_timeout')).toBe(20);
});

test('A commit that meets a reader waits in its transaction and is done when the reader has ended.', async () => {
	const path = temporaryPath();
	const other = otherConnection(path);
	let readerIsThere = false;
	const database = await openTemporary(path, {
		busyTimeoutMs: 20,
		onBusy: (tries) => {
			if (readerIsThere && tries === 2) reader.close();
		}
	});
	await insert(database, 'run-1');
	const reader = await other.transaction('read');
	await reader.execute('SELECT * FROM runs');
	readerIsThere = true;
	await insert(database, 'run-2');
	expect((await other.execute('SELECT count(*) FROM runs')).rows[0]?.[0]).toBe(2);
	await expect(writeFromOutside(other)).resolves.toBeDefined();
});

test('A commit that was given up stores nothing and leaves no lock behind.', async () => {
	const path = temporaryPath();
	const other = otherConnection(path);
	const database = await openTemporary(path, { busyTimeoutMs: 20, retryForMs: 0 });
	await insert(database, 'run-1');
	const reader = await other.transaction('read');
	await reader.execute('SELECT * FROM runs');
	await expect(insert(database, 'run-2')).rejects.toThrow('is locked by another process');
	reader.close();
	await expect(writeFromOutside(other)).resolves.toBeDefined();
	await insert(database, 'run-3');
	expect(await numberOf(database, 'SELECT group_concat(id) FROM runs')).toBe('run-1,run-3');
});

test('A read that meets an exclusive lock waits for it as a write does.', async () => {
	const path = temporaryPath();
	const holder = otherConnection(path);
	let held = false;
	const database = await openTemporary(path, {
		busyTimeoutMs: 20,
		onBusy: () => {
			if (held) transaction.close();
		}
	});
	await insert(database, 'run-1');
	const transaction = await holder.transaction('deferred');
	// A cache of one page makes the holder write into the file before it commits, under an exclusive lock.
	await transaction.executeMultiple('PRAGMA cache_size = 1; PRAGMA cache_spill = 1');
	await transaction.executeMultiple(
		'CREATE TABLE big AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT i, hex(randomblob(100)) AS text FROM n'
	);
	held = true;
	expect(await listRuns(database, { limit: 10 })).toHaveLength(1);
});

test('A full disk is named, nothing of the write is stored, and smaller writes go on.', async () => {
	const path = temporaryPath();
	const database = await openTemporary(path);
	const pageCount = Number(await numberOf(database, 'PRAGMA page_count'));
	await database.runAlone(`PRAGMA max_page_count = ${pageCount + 4}`);
	const big = sampleRun('run-2', { name: 'x'.repeat(1_000_000) });
	await expect(insertRun(database, big, sampleOwner)).rejects.toMatchObject({
		code: 'E_DATABASE',
		message: `${path}: the disk is full; nothing of this write was stored`
	});
	await insert(database, 'run-3');
	expect(await numberOf(database, 'SELECT group_concat(id) FROM runs')).toBe('run-3');
});

test('Of several statements in one write either all are stored or none.', async () => {
	const database = await openTemporary(temporaryPath());
	await insert(database, 'run-1');
	const rename = "UPDATE runs SET name = 'renamed'";
	const fails = "INSERT INTO cells (id, run_id) VALUES ('c', 'run-1')";
	await expect(database.write([rename, fails])).rejects.toThrow('NOT NULL constraint failed');
	expect(await numberOf(database, 'SELECT name FROM runs')).toBe('a run');
});

test('Reads and writes that are started together run in the order of their calls.', async () => {
	const database = await openTemporary(temporaryPath());
	const counts = await Promise.all(
		['run-1', 'run-2', 'run-3'].flatMap((id) => [
			insert(database, id).then(() => null),
			numberOf(database, 'SELECT count(*) FROM runs')
		])
	);
	expect(counts).toEqual([null, 1, null, 2, null, 3]);
});

test('Two databases on the same file in one process do not block each other.', async () => {
	const path = temporaryPath();
	const onBusy = (): never => {
		throw new Error('met a lock');
	};
	const first = await openTemporary(path, { onBusy });
	const second = await openTemporary(path, { onBusy });
	await Promise.all([
		...['a', 'b', 'c'].map((id) => insert(first, id)),
		...['d', 'e', 'f'].map((id) => insert(second, id))
	]);
	expect(await listRuns(first, { limit: 10 })).toHaveLength(6);
});

test('A closed database says so and does not open again.', async () => {
	const path = temporaryPath();
	const database = await openDatabase(`file:${path}`);
	await database.close();
	await expect(insert(database, 'run-1')).rejects.toMatchObject({
		code: 'E_DATABASE',
		message: `${path} has been closed`
	});
	await expect(database.close()).resolves.toBeUndefined();
});
