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

it('makes a case from the run that is asked for, says which it is, and refuses one that is not there', async () => {
	const { database, get } = await openApi();
	for (const [nth, id] of ['older', 'newer'].entries()) {
		const startedAtUtc = `2026-11-2${String(nth)}T10:00:00.000Z`;
		await insertRun(database, sampleRun(id, { state: 'complete', startedAtUtc }), sampleOwner);
		await insertCell(database, sampleCell(`${id}/0`, id, { scenarioId: 'support-triage' }));
	}
	const path = '/api/use-cases/support-triage/case?emulated=include';
	expect(await get(path)).toMatchObject({ body: { source: { run: { id: 'newer' } } } });
	expect(await get(`${path}&run=older`)).toMatchObject({
		body: { source: { run: { id: 'older', startedAtUtc: '2026-11-20T10:00:00.000Z' } } }
	});
	expect(await get(`${path}&run=nobody`)).toMatchObject({ status: 404 });
	expect(await get(`${path}&run=`)).toMatchObject({ status: 400 });
});
