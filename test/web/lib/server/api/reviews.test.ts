/** Reviews of answers over the API, on a site that was started without the key of its texts. */
import { expect, test } from 'vitest';
import type { Reader } from '#lib/server/access/reader.ts';
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

const readerOf = (kind: Reader['kind'], name: string): Reader => ({
	...{ kind, name, accountId: kind === 'local' ? null : `id of ${name}` },
	...{ role: 'analyst', readsOnly: false, guestOf: null }
});

test('Who asks as an account reviews under its name alone: nobody changes or takes back what another said.', async () => {
	const { database, api } = await openApi();
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	await writer.enqueueAttempt(sampleRecord('a', stageId, cellId, 0));
	await writer.close();
	const say = async (reader: Reader, body: object): Promise<unknown> => {
		const init = {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ ...review, comment: null, ...body })
		};
		const response = await api.request('/api/reviews', init, { reader });
		const { reviews } = (await response.json()) as {
			reviews: { reviewer: string; thumb: string }[];
		};
		return reviews.map(({ reviewer, thumb }) => [reviewer, thumb]);
	};
	const [bob, jo] = [readerOf('account', 'bob'), readerOf('account', 'jo')];
	expect(await say(bob, { reviewer: 'anybody' })).toEqual([['bob', 'up']]);
	for (const other of [jo, readerOf('api-token', 'jo')]) {
		expect(await say(other, { reviewer: 'bob', thumb: null })).toEqual([['bob', 'up']]);
		expect(await say(other, { reviewer: 'bob', thumb: 'down' })).toEqual([
			['bob', 'up'],
			['jo', 'down']
		]);
	}
	expect(await say(bob, { reviewer: 'bob', thumb: null })).toEqual([['jo', 'down']]);
	// Whoever has no account types a name.
	expect(await say(readerOf('local', 'this machine'), { reviewer: 'Kim' })).toEqual([
		['jo', 'down'],
		['Kim', 'up']
	]);
});
