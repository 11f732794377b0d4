/** The copy that an upgrade leaves: always a whole one of the state before it, whatever was there and whoever else is at it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, readFileSync, renameSync, watch, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openDatabase } from '#db/client.server.ts';
import { checkDatabase } from '#db/maintenance.server.ts';
import { insertRun } from '#db/runs.server.ts';
import { textOf } from '#db/sql-value.ts';
import { migrationsWith } from './support/other-migrations.ts';
import { sampleOwner, sampleRun } from './support/samples.ts';
import { temporaryPath } from './support/temporary-database.ts';

const later = (): string => migrationsWith('CREATE TABLE later (a);');
const tuesday = (): Date => new Date('2026-11-24T10:00:00.000Z');

const store = async (path: string, runId: string): Promise<void> => {
	const database = await openDatabase(`file:${path}`);
	await insertRun(database, sampleRun(runId), sampleOwner);
	await database.close();
};

const upgrade = async (path: string, migrationsFolder: string): Promise<void> => {
	await (await openDatabase(`file:${path}`, { migrationsFolder, now: tuesday })).close();
};

/** What lies beside the file, by what stands behind its name. */
const beside = (path: string): string[] =>
	readdirSync(dirname(path))
		.filter((name) => name !== basename(path) && name !== `${basename(path)}-journal`)
		.map((name) => name.slice(basename(path).length))
		.sort();

/** The runs in a whole copy of before the upgrade. */
const runsIn = async (copy: string): Promise<string[]> => {
	const database = await openDatabase(`file:${copy}`, { asItIs: true });
	try {
		expect((await checkDatabase(database)).ok).toBe(true);
		expect(await database.readSql("SELECT 1 FROM sqlite_master WHERE name = 'later'")).toEqual([]);
		return (await database.readSql('SELECT id FROM runs ORDER BY id')).map(({ id }) => textOf(id));
	} finally {
		await database.close();
	}
};

/** As web/operate/upgrade.md tells it. */
const goBack = (path: string): void => {
	renameSync(path, `${path}.newer`);
	cpSync(`${path}.before-later`, path);
};

test('Who has gone back and upgrades again gets a copy of what was stored since, beside the first one.', async () => {
	const [path, migrationsFolder] = [temporaryPath(), later()];
	await store(path, 'first');
	await upgrade(path, migrationsFolder);
	expect(beside(path)).toEqual(['.before-later']);
	goBack(path);
	await store(path, 'second');
	await upgrade(path, migrationsFolder);
	const another = '.before-later-20261124T100000000Z';
	expect(beside(path)).toEqual(['.before-later', another, '.newer']);
	expect(await runsIn(`${path}.before-later`)).toEqual(['first']);
	expect(await runsIn(path + another)).toEqual(['first', 'second']);
});

test('Where nothing was stored since, the copy that is there is the copy.', async () => {
	const [path, migrationsFolder] = [temporaryPath(), later()];
	await store(path, 'first');
	await upgrade(path, migrationsFolder);
	goBack(path);
	await upgrade(path, migrationsFolder);
	expect(beside(path)).toEqual(['.before-later', '.newer']);
});

test('A file of that name that is empty, torn or another one is taken for no copy, and is left as it is.', async () => {
	const migrationsFolder = later();
	for (const keep of [() => 0, (n: number) => n - 4_096, (n: number) => n]) {
		const path = temporaryPath();
		await store(path, 'first');
		const bytes = readFileSync(path).subarray(0, keep(readFileSync(path).length));
		// Of the same length, and another in its last page.
		if (keep(1) === 1) bytes[bytes.length - 1] = 0xa5;
		writeFileSync(`${path}.before-later`, bytes);
		writeFileSync(`${path}.before-later-20261124T100000000Z`, 'mine');
		await upgrade(path, migrationsFolder);
		const another = '.before-later-20261124T100000000Z-2';
		expect(beside(path)).toEqual(['.before-later', another.slice(0, -2), another]);
		expect(readFileSync(`${path}.before-later`).equals(bytes)).toBe(true);
		expect(await runsIn(path + another)).toEqual(['first']);
	}
});

test('A kill while the copy is made leaves none that is not whole, and the next start makes it.', async () => {
	const [path, migrationsFolder] = [temporaryPath(), later()];
	const database = await openDatabase(`file:${path}`);
	await database.write([
		'CREATE TABLE much (a)',
		'INSERT INTO much SELECT randomblob(4096) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000) SELECT i FROM n)'
	]);
	await database.close();
	await store(path, 'first');
	const script = fileURLToPath(new URL('./support/open-when-told.ts', import.meta.url));
	const child = spawn(process.execPath, [script, `file:${path}`, migrationsFolder], {
		stdio: ['pipe', 'ignore', 'inherit']
	});
	const watcher = watch(dirname(path), (_event, name) => {
		if (name?.includes('.before-')) child.kill('SIGKILL');
	});
	child.stdin.write('go\n');
	await once(child, 'exit');
	watcher.close();
	if (beside(path).includes('.before-later')) {
		expect(await runsIn(`${path}.before-later`)).toEqual(['first']);
	}
	await upgrade(path, migrationsFolder);
	expect(beside(path)).toEqual(['.before-later']);
	expect(await runsIn(`${path}.before-later`)).toEqual(['first']);
});

test('What a killed process has left is removed; what another one is writing, here or elsewhere, is not.', async () => {
	const [path, migrationsFolder] = [temporaryPath(), later()];
	await store(path, 'first');
	const ended = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
	await once(ended, 'exit');
	const unfinished = (host: string, id: number | undefined): string =>
		`.before-later.unfinished-${host}-${String(id)}`;
	const here = encodeURIComponent(hostname());
	const kept = [unfinished(here, process.ppid), unfinished('elsewhere', ended.pid)];
	for (const name of [...kept, unfinished(here, ended.pid), unfinished(here, process.pid)]) {
		writeFileSync(path + name, 'a part');
		writeFileSync(`${path}${name}-journal`, '');
	}
	await upgrade(path, migrationsFolder);
	const all = ['.before-later', ...kept, ...kept.map((name) => `${name}-journal`)];
	expect(beside(path)).toEqual(all.sort());
});

test('Processes that upgrade at once leave one copy, of before the upgrade.', async () => {
	const [path, migrationsFolder] = [temporaryPath(), later()];
	await store(path, 'first');
	const script = fileURLToPath(new URL('./support/open-when-told.ts', import.meta.url));
	const children = Array.from({ length: 4 }, () =>
		spawn(process.execPath, [script, `file:${path}`, migrationsFolder], {
			stdio: ['pipe', 'pipe', 'inherit']
		})
	);
	await Promise.all(children.map(({ stdout }) => once(stdout, 'data')));
	for (const { stdin } of children) stdin.write('go\n');
	await Promise.all(children.map((child) => once(child, 'exit')));
	const codes = children.map(({ exitCode }) => exitCode);
	expect(codes).toEqual([0, 0, 0, 0]);
	expect(beside(path)).toEqual(['.before-later']);
	expect(await runsIn(`${path}.before-later`)).toEqual(['first']);
});

test('So do several openings within one process.', async () => {
	const [path, migrationsFolder] = [temporaryPath(), later()];
	await store(path, 'first');
	await Promise.all(Array.from({ length: 8 }, () => upgrade(path, migrationsFolder)));
	expect(beside(path)).toEqual(['.before-later']);
	expect(await runsIn(`${path}.before-later`)).toEqual(['first']);
});

test('A damaged database is not upgraded, and no copy of it is kept.', async () => {
	const [path, migrationsFolder] = [temporaryPath(), later()];
	const database = await openDatabase(`file:${path}`);
	await database.write([
		'CREATE TABLE much (a PRIMARY KEY)',
		'INSERT INTO much SELECT i FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT i FROM n)'
	]);
	await database.close();
	const bytes = readFileSync(path);
	bytes.fill(0xa5, bytes.length - 8_192);
	writeFileSync(path, bytes);
	await expect(openDatabase(`file:${path}`, { migrationsFolder })).rejects.toMatchObject({
		code: 'E_DATABASE',
		hint: expect.stringContaining('bench db check') as string
	});
	expect(beside(path)).toEqual([]);
	expect(readFileSync(path).equals(bytes)).toBe(true);
});
