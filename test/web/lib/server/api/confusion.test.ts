/** Labels taken for others over the API: the matrix, and the answers behind one of its counts. */
import { expect, it } from 'vitest';
import { createWriter } from '#db/writer.server.ts';
import { columnValues, type ChartTable } from '#lib/charts/chart-table.ts';
import type { SideBySideView } from '#lib/runs/side-by-side.ts';
import { sampleAnswer, sampleAttempt, storeRunWithStage } from '../../../../db/support/samples.ts';
import { openApi } from './support.ts';

it('a count of the matrix leads to the answers that it counts', async () => {
	const { database, get } = await openApi();
	const { cellId, stageId } = await storeRunWithStage(database, 'r1');
	const writer = createWriter(database);
	const answers: [expected: string, predicted: string | null][] = [
		['billing', 'billing'],
		['billing', 'refund'],
		['refund', null],
		['refund', 'refund']
	];
	for (const [index, [expected, predicted]] of answers.entries()) {
		const id = `a${String(index)}`;
		const itemId = `i${String(index)}`;
		const passed = expected === predicted;
		const how = predicted === null ? 'none' : 'exact';
		await writer.enqueueAttempt({
			attempt: sampleAttempt(id, stageId, { ordinal: index, itemId }),
			answer: sampleAnswer(id, cellId, {
				itemId,
				grade: { passed, score: Number(passed), details: { expected, predicted, how } }
			}),
			evidence: null
		});
	}
	await writer.close();
	expect((await get('/api/runs/r1')).body).toMatchObject({ hasLabels: true });
	await storeRunWithStage(database, 'r2');
	expect((await get('/api/runs/r2')).body).toMatchObject({ hasLabels: false });
	const name = encodeURIComponent(cellId.replace('r1/', ''));
	const { body } = await get(`/api/runs/r1/charts/confusion?cell=${name}`);
	const table = body as ChartTable;
	expect(columnValues(table, 'reference')).toEqual(['billing', 'refund']);
	expect(columnValues(table, 'answered:refund')).toEqual([1, 1]);
	expect(columnValues(table, 'answeredNoLabel')).toEqual([0, 1]);
	expect(columnValues(table, 'recallPercent')).toEqual([50, 50]);
	const itemsOf = async (query: string): Promise<string[]> => {
		const found = await get(`/api/answers?cell=${encodeURIComponent(`r1:${name}`)}&${query}`);
		return (found.body as SideBySideView).items.map(({ itemId }) => itemId);
	};
	expect(await itemsOf('expected=billing&answered=refund')).toEqual(['i1']);
	expect(await itemsOf('expected=refund')).toEqual(['i2']);
	expect(await itemsOf('expected=refund&answered=refund&filter=failed')).toEqual([]);
	expect((await get('/api/runs/r1/charts/confusion')).status).toBe(400);
});
