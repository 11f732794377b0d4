/** What a run could not send is stored later: once, whole, and as its database wants it. */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { answersOfCell } from '#db/answers.server.ts';
import { openDatabase, type Database, type DatabaseOptions } from '#db/client.server.ts';
import { markDataKey } from '#db/data-key-mark.server.ts';
import { replaySpool } from '#db/replay-spool.server.ts';
import { lineOf } from '#db/spool-lines.server.ts';
import { Spool } from '#db/spool.server.ts';
import { textOf } from '#db/sql-value.ts';
import { createWriter } from '#db/writer.server.ts';
import { sampleRecord, storeRunWithStage } from './support/samples.ts';
import { startWriter } from './support/spools.ts';
import { serveSqld } from './support/sqld.ts';
import { hasSqld } from './support/sqld-process.ts';
import {
	numberOf,
	openTemporary,
	temporaryFolder,
	temporaryPath
} from './support/temporary-database.ts';

const atUtc = '2026-11-20T10:00:00.000Z';
const dataKeys = { current: Buffer.alloc(32, 7), old: null };
const otherKeys = { current: Buffer.alloc(32, 8), old: null };

/** A spool with transactions that leave their ids alone. */
const spoolOf = (ids: readonly string[]): string => {
	const file = join(temporaryFolder(), 'spool.jsonl');
	const spool = new Spool(file, 'libsql://host');
	for (const id of ids) spool.append({ id, statements: [] });
	return file;
};

const stored = 'SELECT count(*) FROM write_batches';

/** What a run without a key keeps while its server is away: an attempt with its answer, and the end of the run with its reason. */
const plainSpool = async (url: string, away: () => Promise<void>): Promise<string> => {
	const spoolFile = join(temporaryFolder(), 'spool.jsonl');
	const database = await openDatabase(url, { spoolFile, spoolAfterMs: 20, retryForMs: 20 });
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	await away();
	const writer = createWriter(database);
	await writer.enqueueAttempt(sampleRecord('a1', stageId, cellId, 1));
	await writer.close();
	await expect(database.close()).rejects.toMatchObject({ code: 'E_DATABASE' });
	return spoolFile;
};

describe('what waits in a file', () => {
	it('is stored, and the file deleted; a line that is damaged keeps the file and is named', async () => {
		const database = await openTemporary(temporaryPath());
		const file = spoolOf(['b1', 'b2', 'b3']);
		const lines = readFileSync(file, 'utf8').split('\n');
		const glued = [...lines.slice(0, 2), `${lines[2]?.slice(0, 20) ?? ''}${lines[3] ?? ''}`, ''];
		writeFileSync(file, glued.join('\n'));
		await expect(replaySpool(database, file, { atUtc })).rejects.toMatchObject({
			code: 'E_FILE',
			message: expect.stringContaining(`${file}:3: `) as string
		});
		expect(existsSync(file)).toBe(true);
		writeFileSync(file, `${lines.join('\n')}${lineOf({ id: 'b4', statements: [] }).slice(0, 9)}`);
		expect(await replaySpool(database, file, { atUtc })).toEqual({ transactions: 3, encrypted: 0 });
		expect([await numberOf(database, stored), existsSync(file)]).toEqual([3, false]);
	});

	it('is left to the process that writes it as long as that lives', async () => {
		const database = await openTemporary(temporaryPath());
		const file = join(temporaryFolder(), 'spool.jsonl');
		const writer = await startWriter(file);
		await expect(replaySpool(database, file, { atUtc })).rejects.toMatchObject({
			code: 'E_USAGE',
			message: `${file} is still being written by process ${String(writer.processId)}`,
			hint: expect.stringContaining('sends it by itself') as string
		});
		expect(existsSync(file)).toBe(true);
		await writer.kill();
		// Its transaction is none that a database knows, and is sent now.
		await expect(replaySpool(database, file, { atUtc })).rejects.toThrow(/syntax error/);
	});

	it('is kept where its database is encrypted meanwhile, and the key is not there', async () => {
		const path = temporaryPath();
		const database = await openTemporary(path);
		await storeRunWithStage(database, 'run-1');
		const file = join(temporaryFolder(), 'spool.jsonl');
		const reason = { sql: 'UPDATE runs SET state_reason = ?', args: ['because Canary'] };
		new Spool(file, 'libsql://host').append({ id: 'b1', statements: [reason] });
		const encrypted: Database = {
			...database,
			async writeOnce(batch) {
				const other = await openDatabase(`file:${path}`, { dataKeys });
				await markDataKey(other, atUtc);
				await other.close();
				await database.writeOnce(batch);
			}
		};
		await expect(replaySpool(encrypted, file, { atUtc })).rejects.toMatchObject({
			code: 'E_DATABASE',
			hint: expect.stringContaining('BENCH_DATA_KEY') as string
		});
		const [row] = await database.readSql('select state_reason as reason from runs');
		expect([existsSync(file), row?.['reason']]).toEqual([true, null]);
	});

	it('is kept where it grows meanwhile: a process of another machine writes it', async () => {
		const database = await openTemporary(temporaryPath());
		const file = spoolOf(['b1']);
		const growing: Database = {
			...database,
			async writeOnce(batch) {
				await database.writeOnce(batch);
				appendFileSync(file, `${lineOf({ id: 'b2', statements: [] })}\n`);
			}
		};
		await expect(replaySpool(growing, file, { atUtc })).rejects.toMatchObject({ code: 'E_USAGE' });
		expect(existsSync(file)).toBe(true);
		await replaySpool(database, file, { atUtc });
		expect(await numberOf(database, stored)).toBe(2);
	});
});

describe.skipIf(!hasSqld)('what waits in plain text for a database that encrypts', () => {
	const openOn = async (url: string, options: DatabaseOptions = {}): Promise<Database> => {
		const database = await openDatabase(url, options);
		onTestFinished(() => database.close());
		return database;
	};

	const plainTexts = async (database: Database): Promise<string[]> =>
		(
			await database.readSql(
				"select text as kept from answers where typeof(text) = 'text' union all select hex(body) from evidence where substr(body, 1, 1) <> x'01'"
			)
		).map((row) => textOf(row['kept']));

	it.each(['file', 'server'])(
		'needs its key and is encrypted before the file is deleted: %s',
		async (kind) => {
			const server = await serveSqld();
			const spool = await plainSpool(server.url, server.kill);
			const text = readFileSync(spool, 'utf8');
			expect(text).toContain('fertig');
			await server.start();
			const url = kind === 'file' ? `file:${temporaryPath()}` : server.url;
			const database = await openOn(url, { dataKeys });
			if (kind === 'file') await storeRunWithStage(database, 'run-1');
			await markDataKey(database, atUtc);
			for (const keys of [{}, { dataKeys: otherKeys }]) {
				const without = await openOn(url, keys);
				await expect(replaySpool(without, spool, { atUtc })).rejects.toMatchObject({
					code: 'E_AUTH'
				});
			}
			expect([
				existsSync(spool),
				await numberOf(database, 'select count(*) from attempts')
			]).toEqual([true, 0]);
			expect(await replaySpool(database, spool, { atUtc })).toMatchObject({ transactions: 1 });
			expect([existsSync(spool), await plainTexts(database)]).toEqual([false, []]);
			const [answer] = await answersOfCell(database, 'run-1-cell');
			expect(answer?.text).toContain('fertig');
		}
	);

	it('is still there after a kill, and encrypted by whoever stores it again', async () => {
		const server = await serveSqld();
		const spool = await plainSpool(server.url, server.kill);
		await server.start();
		const database = await openOn(server.url, { dataKeys });
		// As a process leaves it that was killed after it had sent, before it had encrypted.
		const killed: Database = {
			...database,
			write: () => Promise.reject(new Error('killed'))
		};
		await markDataKey(database, atUtc);
		await expect(replaySpool(killed, spool, { atUtc })).rejects.toThrow('killed');
		expect((await plainTexts(database)).length).toBeGreaterThan(0);
		expect(existsSync(spool)).toBe(true);
		const { encrypted } = await replaySpool(database, spool, { atUtc });
		expect(encrypted).toBeGreaterThan(0);
		expect([existsSync(spool), await plainTexts(database)]).toEqual([false, []]);
	});
});
