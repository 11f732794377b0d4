/** Reviews of answers over the API, on a site that was started without the key of its texts. */
import { expect, test } from 'vitest';
import { createWriter } from '#db/writer.server.ts';
import { sampleRecord, storeRunWithStage } from '../../../../db/support/samples.ts';
import { openApi } from './support.ts';

const review = { attemptId: 'a', reviewer: 'Ines', thumb: 'up', comment: 'as in the contract' };

test('A comment is not stored as it is where texts are encrypted, and the answer says what to do; a thumb is.', async () => {
	const { database, post } = await openApi();
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	await writer.enqueueAttempt(sampleRecord('a', stageId, cellId, 0));
	await writer.close();
	expect((await post('/api/reviews', review)).status).toBe(200);
	await database.write([
		`insert into data_keys (key_id, since_utc) values ('${'0'.repeat(16)}', '2026-11-23T10:00:00.000Z')`
	]);
	const later = { ...review, comment: 'another one' };
	expect(await post('/api/reviews', later)).toMatchObject({
		status: 400,
		body: {
			error: {
				code: 'E_USAGE',
				message:
					'the texts of this database are encrypted, and there is no key to encrypt more with, so that no comment can be saved',
				hint: expect.stringContaining('BENCH_DATA_KEY') as string
			}
		}
	});
	expect((await post('/api/reviews', { ...later, comment: null })).status).toBe(200);
	const rows = await database.readSql('select comment from answer_reviews order by id');
	expect(rows.map(({ comment }) => comment)).toEqual(['as in the contract', null]);
});
