/** How many requests there are in a month: what is asked for, else what the scenario says, else nobody knows. */
import { describe, expect, it } from 'vitest';
import { monthlyVolume } from '#bench/cases/monthly-volume.ts';
import { openDatabase } from '#db/client.server.ts';
import { boughtTarget, storeMeasuredRun } from '../commands/support/measured-run.ts';
import { temporaryPath } from '../db/support/temporary-database.ts';

const volumeOf = async (useCase: string, asked: number | null) => {
	const url = `file:${temporaryPath()}`;
	const targets = [{ target: boughtTarget, levels: [], right: 0 }];
	await storeMeasuredRun(url, { id: 'r1', useCase, items: 1, targets });
	const database = await openDatabase(url);
	try {
		return await monthlyVolume(database, { runId: 'r1', scenarioId: useCase }, asked);
	} finally {
		await database.close();
	}
};

describe('the requests of a month', () => {
	it('are those that are asked for', async () => {
		expect(await volumeOf('support-triage', 7)).toStrictEqual({
			requestsPerMonth: 7,
			from: 'asked'
		});
	});

	it('are else those that the scenario states', async () => {
		expect(await volumeOf('support-triage', null)).toStrictEqual({
			requestsPerMonth: 120_000,
			from: 'scenario'
		});
	});

	it('are unknown without a scenario', async () => {
		expect(await volumeOf('mails', null)).toBeNull();
	});
});
