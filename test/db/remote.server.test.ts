/** Databases on a libSQL server: a real one, killed and cut off. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase, type Database, type DatabaseOptions } from '#db/client.server.ts';
import { checkDatabase } from '#db/maintenance.server.ts';
import { replaySpool } from '#db/replay-spool.server.ts';
import { listRuns } from '#db/runs.server.ts';
import { allowRequests, attemptsExposedUsd } from '#db/spend.server.ts';
import { createWriter } from '#db/writer.server.ts';
import { callCommand } from '../commands/support/recorded-context.ts';
import { sampleRecord, storeRunWithStage } from './support/samples.ts';
import { batchesIn } from './support/spools.ts';
import { serveSqld } from './support/sqld.ts';
import { hasSqld } from './support/sqld-process.ts';
import { numberOf, temporaryFolder } from './support/temporary-database.ts';

const open = async (url: string, options: DatabaseOptions = {}): Promise<Database> => {
	const database = await openDatabase(url, options);
	onTestFinished(() => database.close().catch(() => undefined));
	return database;
};

const counts = 'SELECT count(*) FROM attempts';

/** A way to the server that carries requests there, and the n-th answer to a transaction not back. */
const loseAnswer = async (port: number, nth: number): Promise<string> => {
	let batches = 0;
	const way = createServer((client) => {
		const server = connect(port, '127.0.0.1');
		let isLost = false;
		client.on('data', (data) => {
			if (data.includes('write_batches (id')) isLost = ++batches === nth;
			server.write(data);
		});
		server.on('data', (data) => {
			if (isLost) client.destroy();
			else client.write(data);
		});
		for (const end of [client, server]) {
			end.on('error', () => undefined);
			end.on('close', () => {
				client.destroy();
				server.destroy();
			});
		}
	});
	await new Promise<void>((go) => way.listen(0, '127.0.0.1', go));
	onTestFinished(() => {
		way.close();
	});
	return `http://127.0.0.1:${String((way.address() as AddressInfo).port)}`;
};

/** Takes the place of a server that was killed, and takes nobody's token. */
const refuseAccess = async (port: number): Promise<void> => {
	const refusing = createHttpServer((request, response) => {
		request.resume();
		response.writeHead(401).end();
	});
	await new Promise<void>((go) => refusing.listen(port, '127.0.0.1', go));
	onTestFinished(() => {
		refusing.closeAllConnections();
		refusing.close();
	});
};

describe.skipIf(!hasSqld)('a database on a libSQL server', () => {
	it('is brought up to date by whoever opens it first, and keeps what a run writes', async () => {
		const server = await serveSqld();
		const databases = await Promise.all([1, 2, 3].map(() => open(server.url)));
		const [database] = databases as [Database];
		const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
		const writer = createWriter(database);
		for (let i = 0; i < 450; i++) {
			await writer.enqueueAttempt(sampleRecord(`a${String(i)}`, stageId, cellId, i));
		}
		await writer.close();
		expect(
			(await listRuns(databases[2]!, { limit: 5 })).map(({ attemptCount }) => attemptCount)
		).toEqual([450]);
		expect(await checkDatabase(database)).toMatchObject({
			ok: true,
			pendingMigrations: [],
			counts: { attempts: 450, answers: 450, evidence: 450 }
		});
	});

	it('stores a transaction whole or not at all', async () => {
		const { url } = await serveSqld();
		const database = await open(url);
		const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
		const writer = createWriter(database);
		await writer.enqueueAttempt(sampleRecord('a1', stageId, cellId, 1));
		await writer.flush();
		await writer.enqueueAttempt(sampleRecord('a2', stageId, cellId, 2));
		await writer.enqueueAttempt(sampleRecord('a1', stageId, cellId, 3));
		await expect(writer.flush()).rejects.toThrow(/refused a row/);
		expect(await numberOf(database, counts)).toBe(1);
	});

	it('says that a token is missing or wrong, and where it comes from', async () => {
		const { url, token } = await serveSqld({ wantsToken: true });
		for (const authToken of [undefined, `${token ?? ''}x`]) {
			await expect(
				openDatabase(url, authToken === undefined ? {} : { authToken })
			).rejects.toMatchObject({
				code: 'E_DATABASE',
				message: expect.stringContaining('refuses access') as string,
				hint: expect.stringContaining('LIBSQL_AUTH_TOKEN') as string
			});
		}
		expect(await listRuns(await open(url, { authToken: token ?? '' }), { limit: 1 })).toEqual([]);
	});

	it('that is not there ends a command at once', async () => {
		const server = await serveSqld();
		await server.kill();
		const beganMs = performance.now();
		const told = await callCommand('runs', ['list', '--db', server.url]);
		expect(told.error).toMatchObject({ code: 'E_DATABASE' });
		expect(told.error?.message).toContain(`${server.url} cannot be reached`);
		expect(performance.now() - beganMs).toBeLessThan(30_000);
	});

	it('stores a transaction once whose answer was lost on the way', async () => {
		const server = await serveSqld();
		const direct = await open(server.url);
		const { stageId, cellId } = await storeRunWithStage(direct, 'run-1');
		const database = await open(await loseAnswer(server.port, 1));
		const writer = createWriter(database);
		await writer.enqueueAttempt(sampleRecord('a1', stageId, cellId, 1));
		await writer.flush();
		expect(await numberOf(direct, counts)).toBe(1);
		expect(await numberOf(direct, 'SELECT attempt_count FROM stages')).toBe(1);
	});

	it('may go away in the middle of a run: what is measured waits on the disk and is stored once, in its order', async () => {
		const server = await serveSqld();
		const spoolFile = join(temporaryFolder(), 'spool.jsonl');
		const events: string[] = [];
		const database = await open(server.url, {
			spoolFile,
			spoolAfterMs: 100,
			onAway: ({ kind }) => events.push(kind)
		});
		const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
		const writer = createWriter(database);
		const store = async (from: number, to: number): Promise<void> => {
			for (let i = from; i < to; i++) {
				await writer.enqueueAttempt(sampleRecord(`a${String(i)}`, stageId, cellId, i));
			}
			await writer.flush();
		};
		await store(0, 10);
		await server.kill();
		await store(10, 20);
		await store(20, 30);
		expect(events).toEqual(['away']);
		// Texts of answers are in it.
		expect(await batchesIn(spoolFile)).toHaveLength(2);
		await server.start();
		await store(30, 40);
		await writer.close();
		await database.close();
		expect(events.at(-1)).toBe('back');
		expect(existsSync(spoolFile)).toBe(false);
		const later = await open(server.url);
		expect(await checkDatabase(later)).toMatchObject({
			ok: true,
			counts: { attempts: 40, evidence: 40 }
		});
		expect(await numberOf(later, 'SELECT attempt_count FROM stages')).toBe(40);
	});

	it('is sent what waits before it is read, so that a read misses nothing of what was stored', async () => {
		const server = await serveSqld();
		const spoolFile = join(temporaryFolder(), 'spool.jsonl');
		const database = await open(server.url, { spoolFile, spoolAfterMs: 50 });
		const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
		await server.kill();
		await allowRequests(database, stageId, { allowed: 10, worstPicoUsd: 10n ** 12n });
		const writer = createWriter(database);
		await writer.enqueueAttempt(sampleRecord('a1', stageId, cellId, 1));
		await writer.close();
		expect(database.waiting()).toMatchObject({ transactions: 2, file: spoolFile });
		// It waits for the server as long as a read does, and sends before it reads.
		const exposed = attemptsExposedUsd(database, 'run-1');
		await server.start();
		expect(Number(await exposed)).toBeCloseTo(9, 3);
		expect(database.waiting()).toBeNull();
		expect(existsSync(spoolFile)).toBe(false);
		await server.kill();
		await writer.close();
		await server.start();
		expect(await numberOf(database, counts)).toBe(1);
	});

	it('that takes nothing when it is back leaves the file, and what failed tells what is stored from what only waits', async () => {
		const server = await serveSqld();
		const spoolFile = join(temporaryFolder(), 'spool.jsonl');
		const database = await openDatabase(server.url, { spoolFile, spoolAfterMs: 50 });
		const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
		const writer = createWriter(database);
		const store = async (id: string, ordinal: number): Promise<void> => {
			await writer.enqueueAttempt(sampleRecord(id, stageId, cellId, ordinal));
			await writer.flush();
		};
		await store('a1', 1);
		await server.kill();
		await store('a2', 2);
		await store('a3', 3);
		await refuseAccess(server.port);
		const refused = {
			code: 'E_DATABASE',
			message: expect.stringContaining(
				`refuses access; 2 transactions that it has not taken are kept in ${spoolFile}`
			) as string,
			hint: expect.stringMatching(/LIBSQL_AUTH_TOKEN.* bench db replay .*spool\.jsonl/) as string
		};
		await expect(listRuns(database, { limit: 1 })).rejects.toMatchObject(refused);
		await expect
			.poll(async () => {
				try {
					await store(`b${String(Math.random())}`, 4);
					return null;
				} catch (error) {
					return error;
				}
			})
			.toMatchObject({
				...refused,
				message: expect.stringMatching(
					/safe in the database: 1; kept in \S+spool\.jsonl: \d+; lost: 1$/
				) as string
			});
		await expect(database.close()).rejects.toMatchObject({ code: 'E_DATABASE' });
		expect(existsSync(spoolFile)).toBe(true);
	});

	it('that stays away leaves a file, which is stored later, as often as one likes', async () => {
		const server = await serveSqld();
		const spoolFile = join(temporaryFolder(), 'spool.jsonl');
		const database = await openDatabase(server.url, {
			spoolFile,
			spoolAfterMs: 50,
			retryForMs: 50
		});
		const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
		await server.kill();
		const writer = createWriter(database);
		await writer.enqueueAttempt(sampleRecord('a1', stageId, cellId, 1));
		await writer.close();
		await expect(database.close()).rejects.toMatchObject({
			code: 'E_DATABASE',
			hint: expect.stringContaining('bench db replay') as string
		});
		await server.start();
		const text = readFileSync(spoolFile, 'utf8');
		const later = await open(server.url);
		// As a process would that was killed in the middle, and one that does it again.
		const { writeFileSync } = await import('node:fs');
		const told = await callCommand('db', ['replay', spoolFile, '--db', server.url, '--json']);
		expect(JSON.parse(told.stdout)).toMatchObject({ transactions: 1 });
		writeFileSync(spoolFile, `${text}{"id":"cut`);
		const again = await replaySpool(later, spoolFile, { atUtc: '2026-11-20T10:00:00.000Z' });
		expect(again).toEqual({ transactions: 1, encrypted: 0 });
		expect(await numberOf(later, counts)).toBe(1);
	});
});
