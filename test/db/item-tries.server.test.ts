import { expect, test } from 'vitest';
import { insertCell } from '#db/cells.server.ts';
import { itemTriesOf } from '#db/item-tries.server.ts';
import { insertRun } from '#db/runs.server.ts';
import { insertStage } from '#db/stages.server.ts';
import { createWriter } from '#db/writer.server.ts';
import {
	sampleAnswer,
	sampleAttempt,
	sampleCell,
	sampleOwner,
	sampleRun,
	sampleStage
} from './support/samples.ts';
import { openTemporary, temporaryPath } from './support/temporary-database.ts';

test('items that were asked again have their graded answers counted, others give nothing.', async () => {
	const database = await openTemporary(temporaryPath());
	await insertRun(database, sampleRun('r1'), sampleOwner);
	const writer = createWriter(database);
	const tries: Record<string, [item: string, trial: number, passed: boolean | null][]> = {
		once: [
			['i1', 0, true],
			['i2', 0, false]
		],
		again: [
			['i1', 0, true],
			['i2', 0, false],
			['i1', 1, false],
			['i2', 1, null],
			['i3', 0, null]
		]
	};
	for (const [ordinal, [cell, rows]] of Object.entries(tries).entries()) {
		await insertCell(database, sampleCell(cell, 'r1', { ordinal }));
		await insertStage(database, sampleStage(`${cell}-stage`, cell));
		for (const [index, [itemId, trial, passed]] of rows.entries()) {
			const id = `${cell}${String(index)}`;
			await writer.enqueueAttempt({
				attempt: sampleAttempt(id, `${cell}-stage`, { ordinal: index, itemId, trial }),
				answer: sampleAnswer(id, cell, {
					itemId,
					trial,
					grade: passed === null ? null : { passed, score: passed ? 1 : 0, details: null }
				}),
				evidence: null
			});
		}
	}
	await writer.close();
	expect(await itemTriesOf(database, 'once')).toEqual([]);
	expect(await itemTriesOf(database, 'again')).toEqual([
		{ itemId: 'i1', tries: 2, right: 1 },
		{ itemId: 'i2', tries: 1, right: 0 }
	]);
});
