/** Cells and stages: stored as given, in order, with the columns that lists filter by. */
import { expect, test } from 'vitest';
import { cellsOfRun, insertCell, setReportedModel } from '#db/cells.server.ts';
import { insertRun } from '#db/runs.server.ts';
import { finishStage, insertStage, stagesOfCell, stagesOfRun } from '#db/stages.server.ts';
import { allowRequests, attemptsExposedUsd } from '#db/spend.server.ts';
import { createWriter } from '#db/writer.server.ts';
import { usdToPicoUsdUp } from '#core/units.ts';
import {
	sampleAttempt,
	sampleCell,
	sampleOwner,
	sampleRun,
	sampleStage,
	sampleSummary,
	storeRunWithStage
} from './support/samples.ts';
import { openTemporary, temporaryPath } from './support/temporary-database.ts';

test('Cells come back in the order of the run, as they were stored.', async () => {
	const database = await openTemporary(temporaryPath());
	await insertRun(database, sampleRun('run-1'), sampleOwner);
	const cells = [2, 0, 1].map((ordinal) => sampleCell(`cell-${ordinal}`, 'run-1', { ordinal }));
	for (const cell of cells) await insertCell(database, cell);
	await setReportedModel(database, 'cell-1', 'emulated-2026-11');
	expect(await cellsOfRun(database, 'run-1')).toEqual([
		cells[1],
		{ ...cells[2], reportedModel: 'emulated-2026-11' },
		cells[0]
	]);
	expect(await cellsOfRun(database, 'run-2')).toEqual([]);
});

test('What filters need of a cell and a stage is in columns of its own.', async () => {
	const database = await openTemporary(temporaryPath());
	await insertRun(database, sampleRun('run-1'), sampleOwner);
	await insertCell(database, sampleCell('cell-1', 'run-1'));
	await insertStage(database, sampleStage('stage-1', 'cell-1'));
	const end = '2026-11-20T10:01:00.000Z';
	const summary = sampleSummary();
	await finishStage(database, 'stage-1', { state: 'complete', endedAtUtc: end, summary });
	const [row] = await database.readSql(
		'SELECT target_id, target_kind, validity_verdict, offered_requests, completed_requests, goodput_per_s, stages.cost_usd, typeof(stages.cost_usd) AS cost_type, stages.price_version FROM stages JOIN cells ON cells.id = cell_id'
	);
	expect({ ...row }).toEqual({
		target_id: 'emulated-fast',
		target_kind: 'emulated',
		validity_verdict: 'too-few-samples',
		offered_requests: 10,
		completed_requests: 9,
		goodput_per_s: 0.64,
		cost_usd: '0.00027',
		cost_type: 'text',
		price_version: 'c0ffee'
	});
});

test('A stage comes back running before its end and summed up after it.', async () => {
	const database = await openTemporary(temporaryPath());
	await insertRun(database, sampleRun('run-1'), sampleOwner);
	await insertCell(database, sampleCell('cell-1', 'run-1'));
	const stage = sampleStage('stage-1', 'cell-1');
	await insertStage(database, stage);
	expect(await stagesOfCell(database, 'cell-1')).toEqual([stage]);
	const end = {
		state: 'complete',
		endedAtUtc: '2026-11-20T10:01:00.000Z',
		summary: sampleSummary()
	} as const;
	await finishStage(database, 'stage-1', end);
	expect(await stagesOfCell(database, 'cell-1')).toEqual([{ ...stage, ...end }]);
});

test('The stages of a run come back cell by cell, each in its order.', async () => {
	const database = await openTemporary(temporaryPath());
	await insertRun(database, sampleRun('run-1'), sampleOwner);
	for (const cell of [1, 0]) {
		await insertCell(database, sampleCell(`cell-${cell}`, 'run-1', { ordinal: cell }));
		for (const ordinal of [1, 0]) {
			await insertStage(database, sampleStage(`s-${cell}${ordinal}`, `cell-${cell}`, { ordinal }));
		}
	}
	const ids = (await stagesOfRun(database, 'run-1')).map(({ id }) => id);
	expect(ids).toEqual(['s-00', 's-01', 's-10', 's-11']);
});

test('A stage that cost more than a binary float can count comes back as any other.', async () => {
	const database = await openTemporary(temporaryPath());
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const usd = '9500.000000000001';
	await allowRequests(database, stageId, { allowed: 1, worstPicoUsd: usdToPicoUsdUp(usd) });
	const writer = createWriter(database);
	const attempt = sampleAttempt('a', stageId, { costUsd: usd });
	await writer.enqueueAttempt({ attempt, answer: null, evidence: null });
	await writer.close();
	const [[ofRun], [ofCell]] = [
		await stagesOfRun(database, 'run-1'),
		await stagesOfCell(database, cellId)
	];
	expect([ofRun?.id, ofCell?.id]).toEqual([stageId, stageId]);
	expect(await attemptsExposedUsd(database, 'run-1')).toBe(usd);
});

test('A stage or cell without its parent, or at a place that is taken, is refused.', async () => {
	const database = await openTemporary(temporaryPath());
	await expect(insertCell(database, sampleCell('cell-1', 'none'))).rejects.toThrow('FOREIGN KEY');
	await expect(insertStage(database, sampleStage('s', 'none'))).rejects.toThrow('FOREIGN KEY');
	await insertRun(database, sampleRun('run-1'), sampleOwner);
	await insertCell(database, sampleCell('cell-1', 'run-1'));
	await expect(insertCell(database, sampleCell('cell-2', 'run-1'))).rejects.toThrow('UNIQUE');
});

test('An unknown cell or stage cannot be changed.', async () => {
	const database = await openTemporary(temporaryPath());
	await expect(setReportedModel(database, 'none', 'm')).rejects.toMatchObject({
		code: 'E_NOT_FOUND'
	});
	await expect(
		finishStage(database, 'none', { state: 'complete', endedAtUtc: null, summary: null })
	).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
});

test('A summary stored before the version of the price was kept comes back without one.', async () => {
	const database = await openTemporary(temporaryPath());
	await insertRun(database, sampleRun('run-1'), sampleOwner);
	await insertCell(database, sampleCell('cell-1', 'run-1'));
	await insertStage(database, sampleStage('stage-1', 'cell-1'));
	const { priceVersion, ...older } = sampleSummary();
	expect(priceVersion).not.toBeNull();
	await database.write([
		{ sql: 'UPDATE stages SET summary_json = ?', args: [JSON.stringify(older)] }
	]);
	const [stage] = await stagesOfCell(database, 'cell-1');
	expect(stage?.summary).toEqual({ ...older, priceVersion: null });
});

test('A summary in a form that this version does not know is named with its stage and field.', async () => {
	const database = await openTemporary(temporaryPath());
	await insertRun(database, sampleRun('run-1'), sampleOwner);
	await insertCell(database, sampleCell('cell-1', 'run-1'));
	await insertStage(database, sampleStage('stage-1', 'cell-1'));
	const summary = JSON.stringify({ ...sampleSummary(), windowS: undefined });
	await database.write([{ sql: 'UPDATE stages SET summary_json = ?', args: [summary] }]);
	await expect(stagesOfCell(database, 'cell-1')).rejects.toMatchObject({
		code: 'E_DATABASE',
		message: expect.stringContaining('stage stage-1: summary.windowS: ') as string
	});
});
