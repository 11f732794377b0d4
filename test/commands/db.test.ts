/** `bench db` on real files. */
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createClient } from '@libsql/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#db/client.server.ts';
import { deleteRun } from '#db/runs.server.ts';
import { createWriter } from '#db/writer.server.ts';
import { sampleRecord, storeRunWithStage } from '../db/support/samples.ts';
import { createWorkplace, type Workplace } from './support/bench-process.ts';
import { callCommand } from './support/recorded-context.ts';

const workplaceWith = async (attempts: number): Promise<Workplace> => {
	const workplace = createWorkplace();
	onTestFinished(() => {
		workplace[Symbol.dispose]();
	});
	const database = await openDatabase(workplace.databaseUrl);
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	for (let i = 0; i < attempts; i++) {
		await writer.enqueueAttempt(sampleRecord(`a${String(i)}`, stageId, cellId, i));
	}
	await writer.close();
	await database.close();
	return workplace;
};

const db = ({ databaseUrl }: Workplace, ...args: string[]) =>
	callCommand('db', [...args, '--db', databaseUrl]);

describe('bench db', () => {
	it('says that a database is whole and what is in it, in words and as data', async () => {
		const workplace = await workplaceWith(3);
		const told = await db(workplace, 'check');
		expect(told).toMatchObject({ error: null, exitCode: null });
		expect(told.stdout).toContain('bench.db: whole');
		expect(told.stdout).toContain('1 runs, 1 cells, 1 stages, 3 attempts, 3 answers, 3 evidence');
		const data = await db(workplace, 'check', '--json');
		expect(JSON.parse(data.stdout)).toMatchObject({ ok: true, counts: { attempts: 3 } });
	});

	it('says what is damaged and exits with 1', async () => {
		const workplace = await workplaceWith(300);
		const path = workplace.file('bench.db');
		const bytes = readFileSync(path);
		for (const at of [(bytes.length * 3) >> 2, bytes.length >> 1, 100]) {
			const damaged = Buffer.from(bytes);
			damaged.fill(0xa5, at, at + 8_192);
			writeFileSync(path, damaged);
			const told = await db(workplace, 'check');
			expect([at, told.exitCode]).toEqual([at, 1]);
			expect(told.stdout).toMatch(/NOT whole\n {2}damaged: /);
			expect(told.stderr).toContain('go back to a copy');
			const data = JSON.parse((await db(workplace, 'check', '--json')).stdout) as object;
			expect(data).toMatchObject({ ok: false });
		}
	});

	it('checks a database of an older version as it is, and changes nothing', async () => {
		const workplace = await workplaceWith(1);
		const client = createClient({ url: workplace.databaseUrl });
		await client.execute(
			'DELETE FROM __drizzle_migrations WHERE created_at = (SELECT max(created_at) FROM __drizzle_migrations)'
		);
		client.close();
		const before = readFileSync(workplace.file('bench.db'));
		const told = await db(workplace, 'check', '--json');
		expect(JSON.parse(told.stdout)).toMatchObject({
			ok: true,
			pendingMigrations: [expect.any(String)]
		});
		expect(readFileSync(workplace.file('bench.db')).equals(before)).toBe(true);
	});

	it('says of a database of a newer version that it is whole, and that this version cannot use it', async () => {
		const workplace = await workplaceWith(1);
		const client = createClient({ url: workplace.databaseUrl });
		await client.execute(
			"INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('of-tomorrow', 9999999999999)"
		);
		client.close();
		const told = await db(workplace, 'check');
		expect(told.exitCode).toBe(1);
		expect(told.stdout).toMatch(/: whole\n {2}of a NEWER version: 1 of its migrations/u);
		expect(told.stderr).toContain('Update bench');
		const data = JSON.parse((await db(workplace, 'check', '--json')).stdout) as object;
		expect(data).toMatchObject({ ok: false, isWhole: true, unknownMigrations: 1 });
	});

	it('takes a database URL for the path of a copy, and says what a broken-off copy has left', async () => {
		const workplace = await workplaceWith(1);
		const copy = workplace.file('copy.db');
		writeFileSync(`${copy}.unfinished`, '');
		const left = await db(workplace, 'backup', copy);
		expect(left.error).toMatchObject({
			code: 'E_USAGE',
			hint: expect.stringContaining('Where no "bench db backup" is going on, delete it') as string
		});
		rmSync(`${copy}.unfinished`);
		expect((await db(workplace, 'backup', `file:${copy}`)).error).toBeNull();
		expect(existsSync(copy)).toBe(true);
		const onServer = await db(workplace, 'backup', 'libsql://db.example.com');
		expect(onServer.error?.message).toContain('a copy cannot be made on a server');
	});

	it('copies while a transaction of another process is open, and the copy is whole', async () => {
		const workplace = await workplaceWith(50);
		const other = createClient({ url: workplace.databaseUrl, concurrency: 1 });
		const transaction = await other.transaction('write');
		await transaction.execute("DELETE FROM answers WHERE attempt_id = 'a1'");
		const copy = workplace.file('copy.db');
		const told = await db(workplace, 'backup', copy);
		await transaction.rollback();
		other.close();
		expect(told.error).toBeNull();
		expect(told.stdout).toContain('1 runs, 50 attempts');
		const check = await callCommand('db', ['check', '--json', '--db', `file:${copy}`]);
		expect(JSON.parse(check.stdout)).toMatchObject({
			ok: true,
			counts: { attempts: 50, answers: 50 }
		});
	});

	it('overwrites no file with a copy', async () => {
		const workplace = await workplaceWith(1);
		writeFileSync(workplace.file('notes.txt'), 'mine');
		const told = await db(workplace, 'backup', workplace.file('notes.txt'));
		expect(told.error).toMatchObject({ code: 'E_USAGE' });
		expect(readFileSync(workplace.file('notes.txt'), 'utf8')).toBe('mine');
	});

	it('names the folder that is not there, and leaves nothing behind', async () => {
		const workplace = await workplaceWith(1);
		const told = await db(workplace, 'backup', workplace.file('nowhere/copy.db'));
		expect(told.error).toMatchObject({ code: 'E_FILE' });
		expect(told.error?.message).toContain('nowhere/copy.db');
	});

	it('gives the space of a deleted run back and says how much', async () => {
		const workplace = await workplaceWith(600);
		const database = await openDatabase(workplace.databaseUrl);
		await deleteRun(database, 'run-1');
		await database.close();
		const free = JSON.parse((await db(workplace, 'stats', '--json')).stdout) as {
			freeBytes: number;
		};
		expect(free.freeBytes).toBeGreaterThan(100_000);
		expect((await db(workplace, 'stats')).stdout).toContain('"bench db vacuum" gives them back');
		const told = await db(workplace, 'vacuum', '--json');
		const { bytesBefore, bytesAfter } = JSON.parse(told.stdout) as Record<string, number>;
		// Pages that are not full are joined, too.
		expect((bytesBefore ?? 0) - (bytesAfter ?? 0)).toBeGreaterThanOrEqual(free.freeBytes);
		expect(statSync(workplace.file('bench.db')).size).toBe(bytesAfter);
	});

	it('makes no database where there is none', async () => {
		using workplace = createWorkplace();
		for (const what of ['check', 'vacuum', 'stats']) {
			expect((await db(workplace, what)).error).toMatchObject({ code: 'E_NOT_FOUND' });
		}
		expect(existsSync(workplace.file('bench.db'))).toBe(false);
	});
});
