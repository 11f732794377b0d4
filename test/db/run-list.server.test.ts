import { expect, test } from 'vitest';
import type { StageSummary } from '#core/stage.ts';
import { insertCell } from '#db/cells.server.ts';
import type { Database } from '#db/client.server.ts';
import { listRunsPage, type RunFilter } from '#db/run-list.server.ts';
import { runProgress } from '#db/run-progress.server.ts';
import { insertRun } from '#db/runs.server.ts';
import { insertStage } from '#db/stages.server.ts';
import { createWriter } from '#db/writer.server.ts';
import {
	sampleCell,
	sampleOwner,
	sampleRecord,
	sampleRun,
	sampleStage,
	sampleSummary
} from './support/samples.ts';
import { openTemporary, temporaryPath } from './support/temporary-database.ts';

const summary = (
	verdict: StageSummary['validity']['verdict'],
	costUsd: string | null
): StageSummary => ({
	...sampleSummary(),
	emulated: false,
	costUsd,
	validity: { verdict, reasons: [] }
});

/** One running run with an ended and a running stage, and one complete run of two cells. */
const filled = async (): Promise<Database> => {
	const database = await openTemporary(temporaryPath());
	await insertRun(
		database,
		sampleRun('run-a', { name: 'Nightly', startedAtUtc: '2026-11-20T10:00:00.000Z' }),
		sampleOwner
	);
	await insertCell(database, sampleCell('a/0', 'run-a'));
	const ended = sampleStage('a/0/0', 'a/0', {
		state: 'complete',
		summary: summary('valid', '0.1')
	});
	await insertStage(database, ended);
	await insertStage(database, sampleStage('a/0/1', 'a/0', { ordinal: 1 }));
	const writer = createWriter(database);
	for (let i = 0; i < 3; i++) await writer.enqueueAttempt(sampleRecord(`a${i}`, 'a/0/1', 'a/0', i));
	await writer.close();

	const complete = { state: 'complete', startedAtUtc: '2026-11-21T10:00:00.000Z' } as const;
	const end = { endedAtUtc: '2026-11-21T11:00:00.000Z' };
	const { config } = sampleRun('run-b');
	const uncapped = { ...config, maxSpendUsd: undefined };
	await insertRun(
		database,
		sampleRun('run-b', { ...complete, ...end, config: uncapped, name: '100 %' }),
		sampleOwner
	);
	const { target } = sampleCell('b/0', 'run-b');
	const self = { ...target, kind: 'self-hosted', id: 'own-gpu', title: 'own GPU' } as typeof target;
	for (const [ordinal, scenarioId] of ['triage', 'invoices'].entries()) {
		const cell = sampleCell(`b/${ordinal}`, 'run-b', { ordinal, scenarioId, target: self });
		await insertCell(database, cell);
		for (const [stage, verdict] of (['valid', 'unsteady'] as const).entries()) {
			await insertStage(
				database,
				sampleStage(`${cell.id}/${stage}`, cell.id, {
					ordinal: stage,
					state: 'complete',
					summary: summary(verdict, stage === 0 ? null : '9007199254740993.01')
				})
			);
		}
	}
	return database;
};

test('A list of runs says what each measured, how validly and for how much, without counting attempts.', async () => {
	const { runs, total } = await listRunsPage(await filled(), { limit: 10 });
	const none = {
		valid: 0,
		'client-bound': 0,
		unsteady: 0,
		'too-few-samples': 0,
		'error-bound': 0,
		'not-measured': 0,
		none: 0
	};
	expect(total).toBe(2);
	expect(runs).toEqual([
		{
			id: 'run-b',
			name: '100 %',
			state: 'complete',
			stateReason: null,
			startedAtUtc: '2026-11-21T10:00:00.000Z',
			endedAtUtc: '2026-11-21T11:00:00.000Z',
			owner: sampleOwner,
			scenarioIds: ['triage', 'invoices'],
			targets: [{ id: 'own-gpu', title: 'own GPU', kind: 'self-hosted' }],
			stagesByValidity: { ...none, valid: 2, unsteady: 2 },
			emulated: false,
			attemptCount: 0,
			costUsd: '18014398509481986.02',
			judging: null,
			maxSpendUsd: null
		},
		{
			id: 'run-a',
			name: 'Nightly',
			state: 'running',
			stateReason: null,
			startedAtUtc: '2026-11-20T10:00:00.000Z',
			endedAtUtc: null,
			owner: sampleOwner,
			scenarioIds: ['ticket-triage'],
			targets: [{ id: 'emulated-fast', title: null, kind: 'emulated' }],
			stagesByValidity: { ...none, valid: 1, none: 1 },
			emulated: true,
			attemptCount: 3,
			// The ended stage, and three attempts of the running one.
			costUsd: '0.1000462',
			judging: null,
			maxSpendUsd: '0.1'
		}
	]);
});

test('Each filter leaves the runs that it says, together they leave fewer, and pages keep the total.', async () => {
	const database = await filled();
	const ids = async (filter: RunFilter): Promise<string[]> =>
		(await listRunsPage(database, { ...filter, limit: 10 })).runs.map(({ id }) => id);
	expect(await ids({ state: 'running' })).toEqual(['run-a']);
	expect(await ids({ scenarioId: 'invoices' })).toEqual(['run-b']);
	expect(await ids({ targetId: 'emulated-fast' })).toEqual(['run-a']);
	expect(await ids({ validity: 'unsteady' })).toEqual(['run-b']);
	expect(await ids({ validity: 'valid' })).toEqual(['run-b', 'run-a']);
	expect(await ids({ validity: 'error-bound' })).toEqual([]);
	expect(await ids({ text: 'NIGHT' })).toEqual(['run-a']);
	expect(await ids({ text: 'triage' })).toEqual(['run-b', 'run-a']);
	expect(await ids({ text: 'gpu' })).toEqual(['run-b']);
	expect(await ids({ text: '%' })).toEqual(['run-b']);
	expect(await ids({ text: '' })).toHaveLength(2);
	expect(await ids({ text: 'triage', state: 'complete', targetId: 'emulated-fast' })).toEqual([]);
	const second = await listRunsPage(database, { limit: 1, offset: 1 });
	expect([second.total, second.runs.map(({ id }) => id)]).toEqual([2, ['run-a']]);
	expect(await listRunsPage(database, { limit: 1, offset: 5 })).toEqual({ total: 2, runs: [] });
});

test('Progress tells stored attempts and exact spend, stage by stage, while the run goes on.', async () => {
	const database = await filled();
	const progress = await runProgress(database, 'run-a');
	expect(progress).toMatchObject({
		state: 'running',
		owner: sampleOwner,
		maxSpendUsd: '0.1',
		attemptCount: 3,
		spentUsd: '0.0000462'
	});
	expect(progress.stages).toMatchObject([
		{ id: 'a/0/0', state: 'complete', validity: 'valid', attemptCount: 0, spentUsd: null },
		{ id: 'a/0/1', state: 'running', validity: null, attemptCount: 3, spentUsd: '0.0000462' }
	]);
	const writer = createWriter(database);
	await writer.enqueueAttempt(sampleRecord('a3', 'a/0/1', 'a/0', 3));
	await writer.close();
	expect(await runProgress(database, 'run-a')).toMatchObject({
		attemptCount: 4,
		spentUsd: '0.0000616'
	});
	expect(await runProgress(database, 'run-b')).toMatchObject({ attemptCount: 0, spentUsd: null });
	await expect(runProgress(database, 'run')).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
});
