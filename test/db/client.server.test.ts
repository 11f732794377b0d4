/** Opening databases: new ones, old ones, and everything that is not one. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@libsql/client';
import { expect, test } from 'vitest';
import { openDatabase, type Database } from '#db/client.server.ts';
import { defaultMigrationsFolder, readMigrations } from '#db/migrations.server.ts';
import { insertRun } from '#db/runs.server.ts';
import { createWriter } from '#db/writer.server.ts';
import { migrationsOf, migrationsWith } from './support/other-migrations.ts';
import { sampleOwner, sampleRecord, sampleRun, storeRunWithStage } from './support/samples.ts';
import {
	numberOf,
	openTemporary,
	temporaryFolder,
	temporaryPath
} from './support/temporary-database.ts';

const tableCount = "SELECT count(*) FROM sqlite_master WHERE type = 'table'";

/** Expects `E_DATABASE` with this text in its message. */
const databaseError = (text: string) =>
	expect.objectContaining({
		code: 'E_DATABASE',
		message: expect.stringContaining(text) as string
	}) as unknown;

const committed = readMigrations(defaultMigrationsFolder);
/** Ours, that of the migrations and that of SQLite's ids. */
const tables = 28;

test('A new file is created with all tables, readable by its owner only.', async () => {
	const path = temporaryPath();
	const database = await openTemporary(path);
	expect(await numberOf(database, tableCount)).toBe(tables);
	expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('A file is used with the rollback journal, full synchronisation, foreign keys and a busy timeout.', async () => {
	const database = await openTemporary(temporaryPath());
	expect(await numberOf(database, 'PRAGMA journal_mode')).toBe('truncate');
	expect(await numberOf(database, 'PRAGMA synchronous')).toBe(2);
	expect(await numberOf(database, 'PRAGMA foreign_keys')).toBe(1);
	expect(await numberOf(database, 'PRAGMA busy_timeout')).toBe(5_000);
});

test('Opening a second time changes nothing and finds what was stored.', async () => {
	const path = temporaryPath();
	const first = await openDatabase(`file:${path}`);
	await insertRun(first, sampleRun('run-1'), sampleOwner);
	await first.close();
	const second = await openTemporary(path);
	expect(await numberOf(second, 'SELECT count(*) FROM runs')).toBe(1);
	expect(await numberOf(second, 'SELECT count(*) FROM __drizzle_migrations')).toBe(
		committed.length
	);
});

test('A path with spaces, umlauts and percent signs is the file it says.', async () => {
	const path = join(temporaryFolder(), 'Läufe 100%.db');
	const database = await openDatabase(`file:${encodeURI(path)}`);
	await database.close();
	expect(statSync(path).size).toBeGreaterThan(0);
});

test('Several processes that open a new file at the same moment all succeed.', async () => {
	const path = temporaryPath();
	const script = fileURLToPath(new URL('./support/open-when-told.ts', import.meta.url));
	const children = Array.from({ length: 4 }, () =>
		spawn(process.execPath, [script, `file:${path}`], { stdio: ['pipe', 'pipe', 'inherit'] })
	);
	const outputs = children.map(() => '');
	await Promise.all(children.map((child) => once(child.stdout, 'data')));
	children.forEach((child, index) => {
		child.stdout.on('data', (chunk: Buffer) => {
			outputs[index] = `${outputs[index]}${chunk.toString()}`;
		});
		child.stdin.write('go\n');
	});
	await Promise.all(children.map((child) => once(child, 'close')));
	expect(outputs).toEqual(children.map(() => `tables ${tables}\n`));
});

test('Several openings of a new file in one process all succeed.', async () => {
	const path = temporaryPath();
	const databases = await Promise.all(Array.from({ length: 5 }, () => openTemporary(path)));
	expect(await numberOf(databases[4]!, 'SELECT count(*) FROM __drizzle_migrations')).toBe(
		committed.length
	);
});

test('A file in a folder that does not exist is refused.', async () => {
	const path = join(temporaryFolder(), 'missing', 'bench.db');
	await expect(openDatabase(`file:${path}`)).rejects.toEqual(
		databaseError('its folder does not exist')
	);
});

test('A folder is refused as a database.', async () => {
	await expect(openDatabase(`file:${temporaryFolder()}`)).rejects.toEqual(
		databaseError('it is a folder, not a file')
	);
});

test('A path below a file is refused.', async () => {
	const path = temporaryPath();
	writeFileSync(path, 'x');
	await expect(openDatabase(`file:${path}/bench.db`)).rejects.toEqual(
		databaseError('a part of its path is a file')
	);
});

test('A file that is no database is refused and left as it was.', async () => {
	const path = temporaryPath();
	const content = 'name,price\nmodel-a,2.50\n'.repeat(100);
	writeFileSync(path, content);
	await expect(openDatabase(`file:${path}`)).rejects.toEqual(
		databaseError('is not a SQLite database')
	);
	expect(readFileSync(path, 'utf8')).toBe(content);
});

test('A database of another program is refused and left as it was.', async () => {
	const path = temporaryPath();
	const other = createClient({ url: `file:${path}` });
	await other.execute('CREATE TABLE songs (title text)');
	await expect(openDatabase(`file:${path}`)).rejects.toEqual(
		databaseError('belongs to another program: it has a table "songs"')
	);
	expect((await other.execute(tableCount)).rows[0]?.[0]).toBe(1);
	other.close();
});

test('A database with migrations that this version does not know is refused as newer.', async () => {
	const path = temporaryPath();
	const database = await openDatabase(`file:${path}`);
	await database.write([
		"INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('from-the-future', 9999999999999)"
	]);
	await database.close();
	await expect(openDatabase(`file:${path}`)).rejects.toEqual(
		databaseError(
			`written by a newer version of breakeven: 1 of its ${committed.length + 1} migrations are unknown`
		)
	);
});

test('A database that somebody keeps in WAL mode is refused, since that mode can lose commits.', async () => {
	const path = temporaryPath();
	const other = createClient({ url: `file:${path}`, concurrency: 1 });
	await other.execute('PRAGMA journal_mode = WAL');
	const reader = await other.transaction('read');
	await reader.execute('SELECT * FROM sqlite_master');
	await expect(openDatabase(`file:${path}`, { busyTimeoutMs: 10, retryForMs: 0 })).rejects.toEqual(
		databaseError('is locked by another process')
	);
	reader.close();
	other.close();
});

test('A database that a program left in WAL mode is put back into the rollback journal.', async () => {
	const path = temporaryPath();
	await (await openDatabase(`file:${path}`)).close();
	const script = `
		import { createClient } from '@libsql/client';
		const client = createClient({ url: process.argv[1] });
		await client.execute('PRAGMA journal_mode = WAL');`;
	const arguments_ = ['--input-type=module', '-e', script, `file:${path}`];
	expect(spawnSync(process.execPath, arguments_).status).toBe(0);
	const database = await openTemporary(path);
	expect(await numberOf(database, 'PRAGMA journal_mode')).toBe('truncate');
});

test('A locked file is refused with the reason after the time for retries is over.', async () => {
	const path = temporaryPath();
	const holder = createClient({ url: `file:${path}`, concurrency: 1 });
	const transaction = await holder.transaction('write');
	await transaction.execute('CREATE TABLE t (a)');
	await expect(openDatabase(`file:${path}`, { busyTimeoutMs: 10, retryForMs: 50 })).rejects.toEqual(
		databaseError('is locked by another process')
	);
	transaction.close();
	holder.close();
});

test('A server that does not answer is named without its token.', async () => {
	const opening = openDatabase('http://127.0.0.1:1?authToken=hidden', { retryForMs: 0 });
	await expect(opening).rejects.toMatchObject({ code: 'E_DATABASE' });
	await expect(opening).rejects.toThrow(/^http:\/\/127\.0\.0\.1:1: /);
});

test('A later migration keeps the rows, and a copy of the file from before it is kept.', async () => {
	const path = temporaryPath();
	const before = await openDatabase(`file:${path}`);
	await storeRunWithStage(before, 'run-1');
	await before.close();
	// Rebuilds the table at the top, as drizzle-kit does it; with foreign keys on, this would delete everything below.
	const migrationsFolder = migrationsWith(
		[
			'CREATE TABLE new_runs AS SELECT * FROM runs;',
			'DROP TABLE runs;',
			'ALTER TABLE new_runs RENAME TO runs;',
			'CREATE UNIQUE INDEX runs_id ON runs (id);'
		].join('\n--> statement-breakpoint\n')
	);
	const after = await openTemporary(path, { migrationsFolder });
	expect(await numberOf(after, 'SELECT count(*) FROM stages')).toBe(1);
	expect(await numberOf(after, 'PRAGMA foreign_keys')).toBe(1);
	const copy = await openTemporary(`${path}.before-later`);
	expect(await numberOf(copy, 'SELECT count(*) FROM stages')).toBe(1);
	expect(statSync(`${path}.before-later`).mode & 0o777).toBe(0o600);
});

test('A migration that fails halfway leaves the database as it was.', async () => {
	const path = temporaryPath();
	await (await openDatabase(`file:${path}`)).close();
	const migrationsFolder = migrationsWith(
		'CREATE TABLE half (a);\n--> statement-breakpoint\nCREATE TABLE runs (a);'
	);
	await expect(openDatabase(`file:${path}`, { migrationsFolder })).rejects.toEqual(
		databaseError('table runs already exists')
	);
	const database = await openTemporary(path);
	expect(await numberOf(database, tableCount)).toBe(tables);
});

test('A migration that would leave rows without their parent is undone.', async () => {
	const path = temporaryPath();
	const before = await openDatabase(`file:${path}`);
	await storeRunWithStage(before, 'run-1');
	await before.close();
	const migrationsFolder = migrationsWith('DELETE FROM runs;');
	await expect(openDatabase(`file:${path}`, { migrationsFolder })).rejects.toEqual(
		databaseError('1 rows would refer to nothing')
	);
	const database = await openTemporary(path);
	expect(await numberOf(database, 'SELECT count(*) FROM runs')).toBe(1);
});

test('The migrations are found from any working directory.', async () => {
	const folder = temporaryFolder();
	mkdirSync(join(folder, 'elsewhere'));
	const before = process.cwd();
	expect(dirname(defaultMigrationsFolder)).toBe(join(before, 'db'));
	const script = fileURLToPath(new URL('./support/open-when-told.ts', import.meta.url));
	const child = spawn(process.execPath, [script, 'file:here.db'], {
		cwd: join(folder, 'elsewhere'),
		stdio: ['pipe', 'pipe', 'inherit']
	});
	child.stdin.write('go\n');
	await once(child, 'close');
	expect(statSync(join(folder, 'elsewhere', 'here.db')).size).toBeGreaterThan(0);
});

test('A constraint of the schema refuses a value that core does not know.', async () => {
	const database = await openTemporary(temporaryPath());
	await insertRun(database, sampleRun('run-1'), sampleOwner);
	await expect(database.write(["UPDATE runs SET state = 'asleep'"])).rejects.toEqual(
		databaseError('refused a row: CHECK constraint failed: runs_state')
	);
});

test('What stages count of their attempts is caught up for where an earlier version stored them.', async () => {
	const path = temporaryPath();
	const migrationsFolder = migrationsOf((entries) => entries.slice(0, 2));
	const before = await openDatabase(`file:${path}`, { migrationsFolder });
	const attempt = (id: string, cost: string): string =>
		`INSERT INTO attempts (id, stage_id, ordinal, trial, worker, outcome, connection, due_ms, delta_count, cost_usd) VALUES ('${id}', 's1', 0, 0, 0, 'ok', 'ready', 0, 0, ${cost})`;
	await before.write([
		"INSERT INTO runs VALUES ('r', 'r', 'complete', NULL, '{}', 'h', 1, '{}', 't', 't', 1, 'x')",
		"INSERT INTO cells VALUES ('c', 'r', 0, 's', 1, 'h', 't', 'emulated', '{}', 'p', 'u', NULL)",
		`INSERT INTO stages (id, cell_id, ordinal, load_json, state, started_at_utc, summary_json) VALUES ('s1', 'c', 0, '{}', 'complete', 't', '{"emulated":true}'), ('s2', 'c', 1, '{}', 'running', 't', NULL)`,
		attempt('a', "'0.0000154'"),
		attempt('b', "'1.000000000001'"),
		attempt('c', 'NULL')
	]);
	await before.close();
	const after = await openTemporary(path);
	const rows = await after.readSql(
		'SELECT attempt_count, spent_pico_usd, emulated FROM stages ORDER BY id'
	);
	expect(rows.map((row) => ({ ...row }))).toEqual([
		{ attempt_count: 3, spent_pico_usd: 1_000_015_400_001, emulated: 1 },
		{ attempt_count: 0, spent_pico_usd: 0, emulated: null }
	]);
});

test('The migration that lets imported results be stored keeps every row, and what refers to it.', async () => {
	const path = temporaryPath();
	const migrationsFolder = migrationsOf((entries) =>
		entries.slice(
			0,
			entries.findIndex((entry) => JSON.stringify(entry).includes('imported_results'))
		)
	);
	const before = await openDatabase(`file:${path}`, { migrationsFolder });
	// Written as today into a database of today, whose rows are copied as far as the old tables have columns for them.
	const today = await openTemporary(temporaryPath());
	const { cellId, stageId } = await storeRunWithStage(today, 'run-1');
	await storeRunWithStage(today, 'run-2');
	const writer = createWriter(today);
	await writer.enqueueAttempt(sampleRecord('run-1-attempt', stageId, cellId, 0));
	await writer.close();
	for (const table of ['runs', 'cells', 'stages', 'attempts', 'answers', 'evidence']) {
		const columns = (await before.readSql(`PRAGMA table_info(${table})`)).map(
			({ name }) => name as string
		);
		for (const row of await today.readSql(`SELECT ${columns.join(', ')} FROM ${table}`)) {
			const args = columns.map((name) => row[name] ?? null);
			const places = columns.map(() => '?').join(', ');
			await before.write([
				{ sql: `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`, args }
			]);
		}
	}
	const dump = async (database: Database): Promise<unknown> => {
		const all: Record<string, unknown> = {};
		for (const table of ['runs', 'cells', 'stages', 'attempts', 'answers', 'evidence']) {
			const rows = await database.readSql(`SELECT * FROM ${table} ORDER BY 1`);
			all[table] = rows.map((row) => ({ ...row }));
		}
		return all;
	};
	const stored = await dump(before);
	expect(stored).toMatchObject({ attempts: [{}], answers: [{}], evidence: [{}] });
	await before.close();
	const after = await openTemporary(path);
	// Columns that came later are there as well.
	expect(await dump(after)).toMatchObject(stored as object);
	expect(await after.readSql('PRAGMA foreign_key_check')).toHaveLength(0);
	await after.write([
		"UPDATE cells SET target_kind = 'imported', protocol = NULL, base_url = NULL"
	]);
	await after.write(["UPDATE stages SET validity_verdict = 'not-measured'"]);
	await expect(after.write(["UPDATE cells SET target_kind = 'guessed'"])).rejects.toEqual(
		databaseError('refused a row: CHECK constraint failed: cells_target_kind')
	);
	await after.write(["DELETE FROM runs WHERE id = 'run-1'"]);
	expect(await numberOf(after, 'SELECT count(*) FROM attempts')).toBe(0);
	expect(await numberOf(after, 'SELECT count(*) FROM stages')).toBe(1);
});
