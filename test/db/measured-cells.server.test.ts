import { expect, test } from 'vitest';
import { insertCell } from '#db/cells.server.ts';
import type { Database } from '#db/client.server.ts';
import { listMeasuredCells } from '#db/measured-cells.server.ts';
import { insertRun } from '#db/runs.server.ts';
import { finishStage, insertStage } from '#db/stages.server.ts';
import {
	sampleCell,
	sampleOwner,
	sampleRun,
	sampleStage,
	sampleSummary
} from './support/samples.ts';
import { openTemporary, temporaryPath } from './support/temporary-database.ts';

/** A run with one cell for each count, with so many stages of which `ended` have ended. */
const store = async (
	database: Database,
	runId: string,
	startedAtUtc: string,
	stages: readonly { all: number; ended: number }[]
): Promise<void> => {
	await insertRun(database, sampleRun(runId, { startedAtUtc }), sampleOwner);
	for (const [ordinal, { all, ended }] of stages.entries()) {
		const cellId = `${runId}/${String(ordinal)}`;
		await insertCell(database, sampleCell(cellId, runId, { ordinal }));
		for (let stage = 0; stage < all; stage++) {
			const id = `${cellId}/${String(stage)}`;
			await insertStage(database, sampleStage(id, cellId, { ordinal: stage }));
			if (stage >= ended) continue;
			await finishStage(database, id, {
				state: 'complete',
				endedAtUtc: startedAtUtc,
				summary: { ...sampleSummary(), emulated: false }
			});
		}
	}
};

test('cells with a stage that has ended are listed, the newest run first, and counted beyond the limit', async () => {
	const database = await openTemporary(temporaryPath());
	await store(database, 'old', '2026-11-19T10:00:00.000Z', [{ all: 1, ended: 1 }]);
	await store(database, 'new', '2026-11-20T10:00:00.000Z', [
		{ all: 3, ended: 2 },
		{ all: 1, ended: 0 },
		{ all: 1, ended: 1 }
	]);
	const listed = await listMeasuredCells(database, { limit: 10 });
	expect(listed.total).toBe(3);
	expect(listed.cells.map(({ id, stageCount }) => [id, stageCount])).toStrictEqual([
		['new/0', 2],
		['new/2', 1],
		['old/0', 1]
	]);
	expect(listed.cells[0]).toMatchObject({
		runId: 'new',
		runName: 'a run',
		scenarioId: 'ticket-triage',
		scenarioHash: 'beef',
		targetId: 'emulated-fast',
		targetTitle: null,
		targetKind: 'emulated',
		emulated: true
	});
	const first = await listMeasuredCells(database, { limit: 1 });
	expect(first.cells.map(({ id }) => id)).toStrictEqual(['new/0']);
	expect(first.total).toBe(3);
});

test('where nothing has ended, nothing is listed', async () => {
	const database = await openTemporary(temporaryPath());
	expect(await listMeasuredCells(database, { limit: 10 })).toStrictEqual({ cells: [], total: 0 });
});
