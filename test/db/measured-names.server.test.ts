/** The names that lists of runs are filtered by. */
import { expect, it } from 'vitest';
import { insertCell } from '#db/cells.server.ts';
import { measuredNames } from '#db/measured-names.server.ts';
import { sampleCell, storeRunWithStage } from './support/samples.ts';
import { openTemporary, temporaryPath } from './support/temporary-database.ts';

it('names each scenario and target once, sorted, whatever run measured it', async () => {
	const database = await openTemporary(temporaryPath());
	expect(await measuredNames(database)).toStrictEqual({ scenarioIds: [], targetIds: [] });
	await storeRunWithStage(database, 'one');
	await storeRunWithStage(database, 'two');
	await insertCell(database, sampleCell('other', 'two', { ordinal: 1, scenarioId: 'a-scenario' }));
	expect(await measuredNames(database)).toStrictEqual({
		scenarioIds: ['a-scenario', 'ticket-triage'],
		targetIds: ['emulated-fast']
	});
});
