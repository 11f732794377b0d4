import { expect, test } from 'vitest';
import type { TargetKind } from '#core/target.ts';
import { insertCell } from '#db/cells.server.ts';
import type { Database } from '#db/client.server.ts';
import { measuredUseCases } from '#db/measured-use-cases.server.ts';
import { insertRun } from '#db/runs.server.ts';
import { insertStage } from '#db/stages.server.ts';
import {
	sampleCell,
	sampleOwner,
	sampleRun,
	sampleStage,
	sampleSummary
} from './support/samples.ts';
import { openTemporary, temporaryPath } from './support/temporary-database.ts';

interface Made {
	day: number;
	state?: 'complete' | 'running';
	scenarios: string[];
	kind?: TargetKind;
	/** Whether an answer said that no model was behind it. */
	saysEmulated?: boolean;
}

const make = async (database: Database, made: Made): Promise<void> => {
	const id = `run-${made.day}`;
	const startedAtUtc = `2026-11-${made.day}T10:00:00.000Z`;
	const { state = 'complete', kind = 'emulated', saysEmulated = true } = made;
	await insertRun(database, sampleRun(id, { state, startedAtUtc }), sampleOwner);
	for (const [ordinal, scenarioId] of made.scenarios.entries()) {
		const cell = sampleCell(`${id}/${ordinal}`, id, { ordinal, scenarioId });
		await insertCell(database, { ...cell, target: { ...cell.target, kind } as typeof cell.target });
		const summary = { ...sampleSummary(), emulated: saysEmulated };
		await insertStage(database, sampleStage(`${cell.id}/0`, cell.id, { summary }));
	}
};

test('Use cases are told with their runs, the newest complete one, and whether anything real was measured.', async () => {
	const database = await openTemporary(temporaryPath());
	expect(await measuredUseCases(database)).toEqual([]);
	const real = { kind: 'self-hosted', saysEmulated: false } as const;
	await make(database, { day: 10, scenarios: ['triage'], ...real });
	await make(database, { day: 11, scenarios: ['triage', 'triage', 'invoices'] });
	await make(database, { day: 12, scenarios: ['triage'], kind: 'self-hosted' });
	await make(database, { day: 13, scenarios: ['triage', 'begun'], state: 'running', ...real });
	const run = (day: number) => ({
		id: `run-${day}`,
		name: 'a run',
		startedAtUtc: `2026-11-${day}T10:00:00.000Z`
	});
	expect(await measuredUseCases(database)).toEqual([
		{
			scenarioId: 'begun',
			runCount: 1,
			newestRun: null,
			newestRealRun: null,
			onlyEmulated: false
		},
		{
			scenarioId: 'invoices',
			runCount: 1,
			newestRun: run(11),
			newestRealRun: null,
			onlyEmulated: true
		},
		{
			scenarioId: 'triage',
			runCount: 4,
			newestRun: run(12),
			newestRealRun: run(10),
			onlyEmulated: false
		}
	]);
});
