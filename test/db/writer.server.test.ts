/** The batching writer: what it calls stored is in the file, whatever happens to the disk or the process. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createClient } from '@libsql/client';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { createRandom, randomInt } from '#core/random.ts';
import { attemptsOfStage, evidenceOf } from '#db/attempts.server.ts';
import { openDatabase, type Database } from '#db/client.server.ts';
import { checkDatabase } from '#db/maintenance.server.ts';
import { createWriter } from '#db/writer.server.ts';
import { sampleEvidence, sampleRecord, storeRunWithStage } from './support/samples.ts';
import { numberOf, openTemporary, temporaryPath } from './support/temporary-database.ts';

const countOfAttempts = (database: Database): Promise<unknown> =>
	numberOf(database, 'SELECT count(*) FROM attempts');

test('An attempt is stored by the next interval without a flush.', async () => {
	const path = temporaryPath();
	const database = await openTemporary(path);
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database, { flushIntervalMs: 1 });
	await writer.enqueueAttempt(sampleRecord('a', stageId, cellId, 0));
	expect(writer.storedAttempts).toBe(0);
	while (writer.storedAttempts === 0) await nextTurn();
	expect(await countOfAttempts(database)).toBe(1);
});

test('A full batch is stored without waiting for the interval.', async () => {
	const database = await openTemporary(temporaryPath());
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database, { flushIntervalMs: 1e6, maxBatchRows: 3 });
	for (let i = 0; i < 3; i++) {
		await writer.enqueueAttempt(sampleRecord(`a${i}`, stageId, cellId, i));
	}
	while (writer.storedAttempts === 0) await nextTurn();
	expect(writer.storedAttempts).toBe(3);
});

test('Attempts, answers and evidence are stored together, and the latter two only where there are any.', async () => {
	const database = await openTemporary(temporaryPath());
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	const whole = sampleRecord('whole', stageId, cellId, 0);
	await writer.enqueueAttempt(whole);
	await writer.enqueueAttempt({
		...sampleRecord('bare', stageId, cellId, 1),
		answer: null,
		evidence: null
	});
	await writer.close();
	expect(writer.storedAttempts).toBe(2);
	expect((await checkDatabase(database)).counts).toMatchObject({
		attempts: 2,
		answers: 1,
		evidence: 1
	});
	expect(await evidenceOf(database, 'whole')).toEqual(whole.evidence);
	expect(await evidenceOf(database, 'bare')).toBeNull();
});

test('The counters of a stage grow with its attempts, to the last decimal of their cost.', async () => {
	const database = await openTemporary(temporaryPath());
	const one = await storeRunWithStage(database, 'run-1');
	const two = await storeRunWithStage(database, 'run-2');
	const costs = ['0.0000154', '9007.199254740993', null, '0.000000000001'];
	for (const maxBatchRows of [1, 3]) {
		const writer = createWriter(database, { maxBatchRows });
		for (const [i, costUsd] of costs.entries()) {
			for (const { stageId, cellId } of i === 0 ? [one, two] : [one]) {
				const record = sampleRecord(`${stageId}-${maxBatchRows}-${i}`, stageId, cellId, i);
				await writer.enqueueAttempt({ ...record, attempt: { ...record.attempt, costUsd } });
			}
		}
		await writer.close();
	}
	const rows = await database.readSql(
		'SELECT id, attempt_count, cast(spent_pico_usd AS text) AS spent FROM stages ORDER BY id'
	);
	expect(rows.map((row) => ({ ...row }))).toEqual([
		{ id: 'run-1-stage', attempt_count: 8, spent: '18014398540281988' },
		{ id: 'run-2-stage', attempt_count: 2, spent: '30800000' }
	]);
});

test('In any order of calls the queue stays within its bound and everything arrives once, in order.', async () => {
	const database = await openTemporary(temporaryPath());
	let runNumber = 0;
	const action = fc.oneof(
		{ weight: 8, arbitrary: fc.constant('enqueue' as const) },
		{ weight: 1, arbitrary: fc.constant('flush' as const) },
		{ weight: 1, arbitrary: fc.constant('turn' as const) }
	);
	await fc.assert(
		fc.asyncProperty(
			fc.array(action, { maxLength: 60 }),
			fc.integer({ min: 1, max: 12 }),
			fc.integer({ min: 1, max: 12 }),
			async (actions, maxBatchRows, maxQueuedRows) => {
				const { stageId, cellId } = await storeRunWithStage(database, `run-${runNumber++}`);
				const writer = createWriter(database, { flushIntervalMs: 1, maxBatchRows, maxQueuedRows });
				const ids: string[] = [];
				for (const step of actions) {
					if (step === 'turn') await nextTurn();
					if (step === 'flush') {
						await writer.flush();
						expect(writer.storedAttempts).toBe(ids.length);
					}
					if (step !== 'enqueue') continue;
					const id = `${stageId}-${ids.length}`;
					await writer.enqueueAttempt(sampleRecord(id, stageId, cellId, ids.length));
					ids.push(id);
					expect(writer.queuedAttempts).toBeLessThan(maxQueuedRows);
				}
				await writer.close();
				const page = await attemptsOfStage(database, stageId, { limit: 1_000 });
				expect(page.attempts.map(({ id }) => id)).toEqual(ids);
				expect(writer.queuedAttempts).toBe(0);
			}
		),
		{ numRuns: 15 }
	);
});

test('A queue that is full of bytes makes its caller wait until it is stored.', async () => {
	const database = await openTemporary(temporaryPath());
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database, { flushIntervalMs: 1e6, maxQueuedMib: 0.25 });
	const record = sampleRecord('a', stageId, cellId, 0);
	await writer.enqueueAttempt({
		...record,
		evidence: sampleEvidence('a', randomBytes(300_000))
	});
	expect(writer.storedAttempts).toBe(1);
});

test('A flush waits for what came before it, not for what comes after.', async () => {
	const database = await openTemporary(temporaryPath());
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database, { maxBatchRows: 2, flushIntervalMs: 1e6 });
	await writer.enqueueAttempt(sampleRecord('a0', stageId, cellId, 0));
	const flushed = writer.flush().then(() => writer.storedAttempts);
	for (let i = 1; i < 20; i++) {
		await writer.enqueueAttempt(sampleRecord(`a${i}`, stageId, cellId, i));
	}
	expect(await flushed).toBeLessThan(20);
	await writer.close();
	expect(writer.storedAttempts).toBe(20);
});

test('After a failure every call says how many attempts are safe and how many are lost.', async () => {
	const path = temporaryPath();
	const database = await openDatabase(`file:${path}`);
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const pageCount = Number(await numberOf(database, 'PRAGMA page_count'));
	await database.runAlone(`PRAGMA max_page_count = ${pageCount + 60}`);
	const writer = createWriter(database, { maxBatchRows: 5, maxQueuedRows: 10 });
	let enqueued = 0;
	const fill = async (): Promise<never> => {
		for (;;) {
			const id = `a${enqueued++}`;
			const evidence = sampleEvidence(id, randomBytes(5_000));
			await writer.enqueueAttempt({
				...sampleRecord(id, stageId, cellId, enqueued),
				evidence
			});
		}
	};
	await expect(fill()).rejects.toMatchObject({ code: 'E_DATABASE' });
	const safe = writer.storedAttempts;
	expect(safe).toBeGreaterThan(0);
	const message = (lost: number) =>
		`${path}: the disk is full; nothing of this write was stored. Attempts of this run that are safe in the database: ${safe}; lost: ${lost}`;
	const lost = enqueued - safe;
	await expect(writer.flush()).rejects.toThrow(message(lost));
	await expect(
		writer.enqueueAttempt(sampleRecord('late', stageId, cellId, 0))
	).rejects.toMatchObject({
		code: 'E_DATABASE',
		message: message(lost + 1),
		hint: expect.stringContaining('Free space') as string
	});
	await expect(writer.close()).rejects.toThrow(message(lost + 1));
	expect(writer.queuedAttempts).toBe(0);
	await database.close();
	const reopened = await openTemporary(path);
	expect(await countOfAttempts(reopened)).toBe(safe);
	expect((await checkDatabase(reopened)).ok).toBe(true);
});

test('A failure that nobody waits for is told by the next call and does not end the process.', async () => {
	const database = await openTemporary(temporaryPath());
	const writer = createWriter(database, { flushIntervalMs: 1 });
	await writer.enqueueAttempt(sampleRecord('a', 'no-such-stage', 'no-such-cell', 0));
	while (writer.queuedAttempts > 0) await nextTurn();
	await expect(writer.flush()).rejects.toThrow(
		'FOREIGN KEY constraint failed. Attempts of this run that are safe in the database: 0; lost: 1'
	);
});

test('An attempt with a number that is none is refused alone; the others are stored.', async () => {
	const database = await openTemporary(temporaryPath());
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	const bad = sampleRecord('bad', stageId, cellId, 0);
	await expect(
		writer.enqueueAttempt({ ...bad, attempt: { ...bad.attempt, dueMs: NaN } })
	).rejects.toMatchObject({
		code: 'E_INTERNAL',
		message: 'attempt bad cannot be stored: dueMs is NaN'
	});
	await writer.enqueueAttempt(sampleRecord('good', stageId, cellId, 1));
	await writer.close();
	expect(await countOfAttempts(database)).toBe(1);
});

test('A closed writer takes nothing more and can be closed again.', async () => {
	const database = await openTemporary(temporaryPath());
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	await writer.close();
	await writer.close();
	await expect(writer.enqueueAttempt(sampleRecord('a', stageId, cellId, 0))).rejects.toMatchObject({
		code: 'E_INTERNAL'
	});
});

test('A lock of another process delays a batch and loses nothing.', async () => {
	const path = temporaryPath();
	const holder = createClient({ url: `file:${path}`, concurrency: 1 });
	onTestFinished(() => {
		holder.close();
	});
	const database = await openTemporary(path, {
		busyTimeoutMs: 20,
		onBusy: (tries) => {
			if (tries === 2) lock.close();
		}
	});
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	const lock = await holder.transaction('write');
	await writer.enqueueAttempt(sampleRecord('a', stageId, cellId, 0));
	await writer.close();
	expect(writer.storedAttempts).toBe(1);
	expect((await holder.execute('SELECT count(*) FROM attempts')).rows[0]?.[0]).toBe(1);
});

test('Nothing that was called stored is missing after the process was killed, and no batch is half there.', async () => {
	const path = temporaryPath();
	const script = fileURLToPath(new URL('./support/store-until-killed.ts', import.meta.url));
	const random = createRandom(7, 'kills');
	for (let kill = 0; kill < 6; kill++) {
		const runId = `run-${kill}`;
		const before = await openDatabase(`file:${path}`);
		const { stageId, cellId } = await storeRunWithStage(before, runId);
		await before.close();

		const child = spawn(process.execPath, [script, `file:${path}`, stageId, cellId], {
			stdio: ['ignore', 'pipe', 'inherit']
		});
		const closed = once(child, 'close');
		const killAfterLines = 1 + randomInt(random, 25);
		let lineCount = 0;
		let acknowledged = 0;
		for await (const line of createInterface({ input: child.stdout })) {
			// Lines that were already in the pipe when the child was killed count as well.
			acknowledged = Number(line);
			if (++lineCount === killAfterLines) child.kill('SIGKILL');
		}
		expect(await closed).toEqual([null, 'SIGKILL']);

		const after = await openDatabase(`file:${path}`);
		const { ok, integrity, counts } = await checkDatabase(after);
		expect({ ok, integrity }).toEqual({ ok: true, integrity: [] });
		const stored = await numberOf(
			after,
			`SELECT count(*) FROM attempts WHERE stage_id = '${stageId}'`
		);
		expect(stored).toBeGreaterThanOrEqual(acknowledged);
		expect(Number(stored) % 20).toBe(0);
		expect(counts.answers).toBe(counts.attempts);
		expect(counts.evidence).toBe(counts.attempts);
		await after.close();
	}
}, 60_000);
