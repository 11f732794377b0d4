/** Runs and everything below them: stored as given, listed, found and deleted whole. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attemptsOfStage } from '#db/attempts.server.ts';
import { checkDatabase } from '#db/maintenance.server.ts';
import { deleteRun, findRun, finishRun, insertRun, listRuns } from '#db/runs.server.ts';
import { createWriter } from '#db/writer.server.ts';
import { sampleOwner, sampleRecord, sampleRun, storeRunWithStage } from './support/samples.ts';
import { openTemporary, temporaryPath } from './support/temporary-database.ts';

test('A run comes back as it was stored, with the process that writes it.', async () => {
	const database = await openTemporary(temporaryPath());
	const run = sampleRun('run-1', { name: 'Prüfung „A“ \\ "b"\n', seed: 2 ** 40 });
	await insertRun(database, run, sampleOwner);
	expect(await findRun(database, 'run-1')).toEqual({ run, owner: sampleOwner });
});

test('An end is stored with its state, reason and time.', async () => {
	const database = await openTemporary(temporaryPath());
	await insertRun(database, sampleRun('run-1'), sampleOwner);
	await finishRun(database, 'run-1', {
		state: 'interrupted',
		reason: 'Ctrl-C',
		endedAtUtc: '2026-11-20T11:00:00.000Z'
	});
	expect((await findRun(database, 'run-1')).run).toEqual(
		sampleRun('run-1', {
			state: 'interrupted',
			stateReason: 'Ctrl-C',
			endedAtUtc: '2026-11-20T11:00:00.000Z'
		})
	);
});

test('An unknown run cannot be ended, found or deleted.', async () => {
	const database = await openTemporary(temporaryPath());
	const notFound = { code: 'E_NOT_FOUND', message: 'there is no run "run-9" in this database' };
	const end = { state: 'complete', reason: null, endedAtUtc: null } as const;
	await expect(finishRun(database, 'run-9', end)).rejects.toMatchObject(notFound);
	await expect(findRun(database, 'run-9')).rejects.toMatchObject(notFound);
	await expect(deleteRun(database, 'run-9')).rejects.toMatchObject(notFound);
});

test('An id that is taken is refused.', async () => {
	const database = await openTemporary(temporaryPath());
	await insertRun(database, sampleRun('run-1'), sampleOwner);
	await expect(insertRun(database, sampleRun('run-1'), sampleOwner)).rejects.toMatchObject({
		code: 'E_DATABASE',
		message: expect.stringContaining('UNIQUE constraint failed: runs.id') as string
	});
});

test('The list is newest first, limited, filtered by state, and counts what is below each run.', async () => {
	const database = await openTemporary(temporaryPath());
	const { stageId, cellId } = await storeRunWithStage(database, 'middle');
	const writer = createWriter(database);
	for (let i = 0; i < 3; i++) {
		await writer.enqueueAttempt(sampleRecord(`a${i}`, stageId, cellId, i));
	}
	await writer.close();
	const complete = { state: 'complete' } as const;
	await insertRun(
		database,
		sampleRun('oldest', { ...complete, startedAtUtc: '2026-11-19T10:00:00.000Z' }),
		sampleOwner
	);
	await insertRun(
		database,
		sampleRun('newest', { ...complete, startedAtUtc: '2026-11-21T10:00:00.000Z' }),
		sampleOwner
	);
	const listed = await listRuns(database, { limit: 10 });
	expect(listed.map(({ id }) => id)).toEqual(['newest', 'middle', 'oldest']);
	const run = sampleRun('middle');
	expect(listed[1]).toEqual({
		id: run.id,
		name: run.name,
		state: run.state,
		stateReason: run.stateReason,
		configHash: run.configHash,
		seed: run.seed,
		startedAtUtc: run.startedAtUtc,
		endedAtUtc: run.endedAtUtc,
		owner: sampleOwner,
		cellCount: 1,
		stageCount: 1,
		attemptCount: 3,
		imported: false
	});
	expect(listed[0]).toMatchObject({ cellCount: 0, stageCount: 0, attemptCount: 0 });
	expect((await listRuns(database, { limit: 1 })).map(({ id }) => id)).toEqual(['newest']);
	const completeOnly = await listRuns(database, { limit: 10, state: 'complete' });
	expect(completeOnly.map(({ id }) => id)).toEqual(['newest', 'oldest']);
});

test('A run is found by any beginning of its id that no other run has.', async () => {
	const database = await openTemporary(temporaryPath());
	const ids = ['2026-a', '2026-ab', '2026-b%', '2025_c'];
	for (const id of ids) await insertRun(database, sampleRun(id), sampleOwner);
	const found = async (text: string): Promise<string> => (await findRun(database, text)).run.id;
	expect(await found('2025')).toBe('2025_c');
	expect(await found('2026-b')).toBe('2026-b%');
	// A whole id wins over a longer one that begins with it.
	expect(await found('2026-a')).toBe('2026-a');
	await expect(found('2026')).rejects.toMatchObject({
		code: 'E_USAGE',
		message: '"2026" is the beginning of several runs: 2026-a, 2026-ab, 2026-b%',
		hint: 'Write more of the id.'
	});
	for (const text of ['%', '2026_', '', '2026-A']) {
		await expect(found(text)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
	}
	await fc.assert(
		fc.asyncProperty(fc.string(), async (text) => {
			const matches = ids.filter((id) => id.startsWith(text));
			const expected = ids.includes(text) ? text : matches.length === 1 ? matches[0] : null;
			if (expected === null) await expect(found(text)).rejects.toThrow('run');
			else expect(await found(text)).toBe(expected);
		}),
		{ numRuns: 30 }
	);
});

test('Deleting a run removes all below it, counts it, and leaves the other runs whole.', async () => {
	const database = await openTemporary(temporaryPath());
	for (const runId of ['run-1', 'run-2']) {
		const { stageId, cellId } = await storeRunWithStage(database, runId);
		const writer = createWriter(database);
		for (let i = 0; i < 4; i++) {
			await writer.enqueueAttempt(sampleRecord(`${runId}-a${i}`, stageId, cellId, i));
		}
		await writer.close();
	}
	expect(await deleteRun(database, 'run-1')).toEqual({
		cells: 1,
		stages: 1,
		attempts: 4,
		answers: 4,
		evidence: 4,
		reviews: 0
	});
	expect(await checkDatabase(database)).toMatchObject({
		ok: true,
		counts: { runs: 1, cells: 1, stages: 1, attempts: 4, answers: 4, evidence: 4 }
	});
	expect((await attemptsOfStage(database, 'run-2-stage', { limit: 9 })).attempts).toHaveLength(4);
});

test('Deleting the row of a run by hand removes all below it as well.', async () => {
	const database = await openTemporary(temporaryPath());
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	await writer.enqueueAttempt(sampleRecord('a', stageId, cellId, 0));
	await writer.close();
	await database.write(['DELETE FROM runs']);
	expect((await checkDatabase(database)).counts).toEqual({
		runs: 0,
		cells: 0,
		stages: 0,
		attempts: 0,
		answers: 0,
		evidence: 0
	});
});

test('A config that was damaged in the file is named with its run and column.', async () => {
	const database = await openTemporary(temporaryPath());
	await insertRun(database, sampleRun('run-1'), sampleOwner);
	await database.write([`UPDATE runs SET config_json = '{"name": '`]);
	await expect(findRun(database, 'run-1')).rejects.toMatchObject({
		code: 'E_DATABASE',
		message: expect.stringContaining('config_json of run run-1: ') as string
	});
	await database.write([`UPDATE runs SET config_json = '{"name": 3}'`]);
	await expect(findRun(database, 'run-1')).rejects.toThrow(
		/run run-1: config\.name: .*string.*config\.targets: /
	);
	expect(await listRuns(database, { limit: 10 })).toHaveLength(1);
});
