/** What looks after a database, on a real libSQL server: it counts what it has done, and promises nothing that a server does not keep. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '#db/client.server.ts';
import { createWriter } from '#db/writer.server.ts';
import { sampleAnswer, sampleRecord, storeRunWithStage } from '../../db/support/samples.ts';
import { serveSqld } from '../../db/support/sqld.ts';
import { hasSqld } from '../../db/support/sqld-process.ts';
import { callCommand, type Recorded } from '../support/recorded-context.ts';

const key = randomBytes(32).toString('hex');

/** A server with one run of three attempts, which has ended. */
const serve = async (): Promise<
	(args: string[], env?: Record<string, string>) => Promise<Recorded>
> => {
	const { url } = await serveSqld();
	const database = await openDatabase(url);
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	for (const [i, id] of ['a', 'b', 'c'].entries()) {
		const answer = sampleAnswer(id, cellId, { text: 'an answer' });
		await writer.enqueueAttempt({ ...sampleRecord(id, stageId, cellId, i), answer });
	}
	await writer.close();
	await database.write(["update runs set state = 'complete'"]);
	await database.close();
	return (args, env = {}) => callCommand('db', [...args, '--db', url], env);
};

const traces = ['free pages', 'write-ahead log', 'replication log'];
const remark = (hold: string): string =>
	`is on a server, which takes no VACUUM: its free pages, write-ahead log and replication log may hold ${hold} until its operator compacts it`;

describe.skipIf(!hasSqld)('on a libSQL server', () => {
	it('"bench db encrypt" counts what it has encrypted, and says where texts may still be', async () => {
		const db = await serve();
		const first = await db(['encrypt', '--json'], { BENCH_DATA_KEY: key });
		expect(first).toMatchObject({ error: null, exitCode: null });
		const done = JSON.parse(first.stdout) as { encrypted: number; traces: string[] };
		expect(done.encrypted).toBeGreaterThanOrEqual(6);
		expect(done.traces).toEqual(traces);
		expect(first.stderr).toContain(remark('texts as they were'));
		const again = await db(['encrypt'], { BENCH_DATA_KEY: key });
		expect(again).toMatchObject({ error: null, exitCode: null });
		expect(again.stdout).toContain('encrypted 0 texts');
		expect(again.stderr).toContain(remark('texts as they were'));
	});

	it('"bench db purge" counts what it has removed, of texts and of runs', async () => {
		const db = await serve();
		const told = await db(['purge', '--older-than', '1d', '--yes']);
		expect(told).toMatchObject({ error: null, exitCode: null });
		expect(told.stdout).toContain('removed the texts of 1 runs: 3 answers, 3 bodies of responses');
		expect(told.stderr).toContain(remark('what is removed here'));
		const runs = await db(['purge', '--older-than', '1d', '--what', 'runs', '--yes', '--json']);
		expect(runs).toMatchObject({ error: null, exitCode: null });
		expect(JSON.parse(runs.stdout)).toMatchObject({
			removed: { runs: 1, attempts: 3 },
			isCompacted: false,
			traces
		});
	});

	it('"bench db vacuum" says that nothing was compacted', async () => {
		const db = await serve();
		const told = await db(['vacuum']);
		expect(told).toMatchObject({ error: null, exitCode: null });
		expect(told.stdout).toContain(': not compacted');
		expect(told.stderr).toContain(remark('what was deleted'));
		const data = JSON.parse((await db(['vacuum', '--json'])).stdout) as object;
		expect(data).toMatchObject({
			...{ isCompacted: false, bytesBefore: null, bytesAfter: null, traces }
		});
	});
});
