/** `bench runs show --confusion` over a real database: what was read from the first answers, and what is no label. */
import { describe, expect, it } from 'vitest';
import { openDatabase } from '#db/client.server.ts';
import { createWriter } from '#db/writer.server.ts';
import { sampleAnswer, sampleAttempt, storeRunWithStage } from '../db/support/samples.ts';
import { temporaryPath } from '../db/support/temporary-database.ts';
import { callCommand } from './support/recorded-context.ts';

/** Of each answer the item, its reference and the label read; the trial where it is not the first. */
type Stored = [item: string, expected: string, predicted: string | null, trial?: number];

const store = async (
	answers: readonly Stored[],
	details?: Record<string, number>
): Promise<string> => {
	const db = `file:${temporaryPath()}`;
	const database = await openDatabase(db);
	const { cellId, stageId } = await storeRunWithStage(database, 'r1');
	const writer = createWriter(database);
	for (const [index, [itemId, expected, predicted, trial = 0]] of answers.entries()) {
		const id = `a${String(index)}`;
		const passed = expected === predicted;
		const how = predicted === null ? 'none' : 'exact';
		await writer.enqueueAttempt({
			attempt: sampleAttempt(id, stageId, { ordinal: index, itemId, trial }),
			answer: sampleAnswer(id, cellId, {
				itemId,
				trial,
				grade: {
					passed,
					score: Number(passed),
					details: details ?? { expected, predicted, how }
				}
			}),
			evidence: null
		});
	}
	await writer.close();
	await database.close();
	return db;
};

const answers: Stored[] = [
	['i1', 'billing', 'billing'],
	['i2', 'billing', 'refund'],
	['i3', 'refund', null],
	// A second trial is no new evidence; a retry takes the place of what it repeats.
	['i1', 'billing', 'refund', 1],
	['i2', 'billing', 'billing']
];

describe('bench runs show --confusion', () => {
	it('counts the first answers to each item by reference and label', async () => {
		const db = await store(answers);
		const { stdout, error } = await callCommand('runs', [
			...['show', 'r1', '--confusion', '--json', '--db', db]
		]);
		expect(error).toBeNull();
		expect(JSON.parse(stdout)).toMatchObject([
			{
				labels: ['billing', 'refund'],
				counts: [
					[2, 0, 0],
					[0, 0, 1]
				],
				n: 3
			}
		]);
		const text = await callCommand('runs', ['show', 'r1', '--confusion', '--db', db]);
		expect(text.stdout).toMatch(/EMULATED: 3 items, first answers/u);
		expect(text.stdout).toMatch(/^1 billing +2 +· +· +100 % \(34–100\) +100 % \(34–100\)$/mu);
		expect(text.stdout).toMatch(/^2 refund +· +· +1 +0 % \(0–79\) +–$/mu);
	});

	it('says where nothing was graded by labels', async () => {
		const db = await store(answers, { expected: 3 });
		const { error } = await callCommand('runs', ['show', 'r1', '--confusion', '--db', db]);
		expect(error).toMatchObject({
			code: 'E_NOT_FOUND',
			message: 'nothing in run r1 was graded by labels'
		});
	});
});
