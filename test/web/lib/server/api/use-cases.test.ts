/** The list of use cases over the API. */
import { expect, it } from 'vitest';
import { insertCell } from '#db/cells.server.ts';
import { insertRun } from '#db/runs.server.ts';
import { sampleCell, sampleOwner, sampleRun } from '../../../../db/support/samples.ts';
import { openApi } from './support.ts';

it('names a use case that a run measured by the title of its scenario, and by its id where there is none', async () => {
	const { database, get } = await openApi();
	await insertRun(database, sampleRun('run-1', { state: 'complete' }), sampleOwner);
	for (const [ordinal, scenarioId] of ['support-triage', 'of-nobody'].entries()) {
		const id = `run-1/${String(ordinal)}`;
		await insertCell(database, sampleCell(id, 'run-1', { ordinal, scenarioId }));
	}
	const { body } = await get('/api/use-cases');
	expect(body).toMatchObject({
		useCases: [
			{ id: 'of-nobody', title: 'of-nobody' },
			{ id: 'support-triage', title: expect.stringMatching(/^[A-Z].* /u) as string }
		]
	});
});
