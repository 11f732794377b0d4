/** From when on a database takes texts with their key alone, and what is refused before and after. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { openDatabase, type Database } from '#db/client.server.ts';
import { noDataKeys, type DataKeys } from '#db/data-key.ts';
import {
	dataKeyMark,
	markDataKey,
	requireDataKey,
	requireHeldKey
} from '#db/data-key-mark.server.ts';
import { checkDatabase } from '#db/maintenance.server.ts';
import { createWriter } from '#db/writer.server.ts';
import { sampleAnswer, sampleRecord, storeRunWithStage } from './support/samples.ts';
import { temporaryPath } from './support/temporary-database.ts';
import { using } from './support/using-database.ts';

const [keyA, keyB] = [randomBytes(32), randomBytes(32)];
const withA: DataKeys = { current: keyA, old: null };
const withB: DataKeys = { current: keyB, old: null };
const rotating: DataKeys = { current: keyB, old: keyA };
const [monday, tuesday] = ['2026-11-23T10:00:00.000Z', '2026-11-24T10:00:00.000Z'] as const;

const storeAnswer = async (database: Database): Promise<void> => {
	const { stageId, cellId } = await storeRunWithStage(database, 'run-1');
	const writer = createWriter(database);
	await writer.enqueueAttempt({
		...sampleRecord('a', stageId, cellId, 0),
		answer: sampleAnswer('a', cellId, { text: 'an answer' })
	});
	await writer.close();
};

const refusal = (message: string) => ({
	code: 'E_AUTH',
	message: expect.stringContaining(message) as string
});

test('A database without a mark takes texts as they are, and is not marked by that.', async () => {
	await using(temporaryPath(), noDataKeys, async (database) => {
		await requireDataKey(database, monday);
		await storeAnswer(database);
		await requireDataKey(database, tuesday);
		await markDataKey(database, tuesday);
		expect(await dataKeyMark(database)).toBeNull();
		expect((await checkDatabase(database)).dataKey).toBeNull();
	});
});

test('The first who stores with a key marks it, with no text yet: without the key, and with another, nothing is stored.', async () => {
	const path = temporaryPath();
	const mark = await using(path, withA, async (database) => {
		await requireDataKey(database, monday);
		await requireDataKey(database, tuesday);
		expect(await database.readSql('select * from data_keys')).toHaveLength(1);
		return dataKeyMark(database);
	});
	expect(mark).toMatchObject({
		sinceUtc: monday,
		keyId: expect.stringMatching(/^[\da-f]{16}$/u) as string
	});
	await using(path, noDataKeys, async (database) => {
		await expect(requireDataKey(database, tuesday)).rejects.toMatchObject(
			refusal('there is no key to encrypt more with')
		);
		expect((await checkDatabase(database)).dataKey).toEqual({ ...mark, isGiven: false });
	});
	await using(path, withB, async (database) => {
		await expect(requireDataKey(database, tuesday)).rejects.toMatchObject({
			...refusal(`with another key than that of BENCH_DATA_KEY (id ${mark?.keyId ?? ''}, given `),
			hint: expect.stringContaining('BENCH_DATA_KEY_OLD') as string
		});
		expect(await dataKeyMark(database)).toEqual(mark);
	});
	await using(path, withA, async (database) => {
		await requireDataKey(database, tuesday);
		expect((await checkDatabase(database)).dataKey).toEqual({ ...mark, isGiven: true });
	});
});

test('The next key holds once it was given together with the one before it, which then is refused alone.', async () => {
	const path = temporaryPath();
	await using(path, withA, (database) => requireDataKey(database, monday));
	const mark = await using(path, rotating, async (database) => {
		await requireDataKey(database, tuesday);
		return dataKeyMark(database);
	});
	expect(mark?.sinceUtc).toBe(tuesday);
	await using(path, withB, (database) => requireDataKey(database, tuesday));
	await using(path, withA, async (database) => {
		await expect(requireDataKey(database, tuesday)).rejects.toMatchObject(refusal('another key'));
	});
});

test('A database of before there were marks is known by its newest answer, and marked by the next who stores.', async () => {
	const path = temporaryPath();
	await using(path, withA, storeAnswer);
	await using(path, noDataKeys, async (database) => {
		expect(await dataKeyMark(database)).toBeNull();
		await expect(requireDataKey(database, monday)).rejects.toMatchObject(refusal('no key'));
	});
	await using(path, withB, async (database) => {
		await expect(requireDataKey(database, monday)).rejects.toMatchObject(refusal('another key'));
	});
	await using(path, withA, async (database) => {
		await requireDataKey(database, monday);
		expect((await dataKeyMark(database))?.sinceUtc).toBe(monday);
	});
});

test('Who has lost the key can go on with another one, which is marked by hand.', async () => {
	const path = temporaryPath();
	await using(path, withA, (database) => requireDataKey(database, monday));
	await using(path, withB, async (database) => {
		await markDataKey(database, tuesday);
		await requireDataKey(database, tuesday);
		expect(await database.readSql('select * from data_keys')).toHaveLength(2);
	});
});

test('The check of a database that is older says nothing of a key, and that it is whole.', async () => {
	const path = temporaryPath();
	await using(path, withA, async (database) => {
		await database.write(['drop table data_keys']);
	});
	const older = await openDatabase(`file:${path}`, { asItIs: true });
	const { ok, dataKey } = await checkDatabase(older);
	await older.close();
	expect([ok, dataKey]).toEqual([true, null]);
});

test('Texts are encrypted anew only by who has the key that opens them; a mark of a key that opens none holds nobody up.', async () => {
	const path = temporaryPath();
	await using(path, withA, async (database) => {
		await requireDataKey(database, monday);
		await requireHeldKey(database);
		await storeAnswer(database);
		await requireHeldKey(database);
	});
	await using(path, withB, async (database) => {
		await expect(requireHeldKey(database)).rejects.toMatchObject(
			refusal('encrypted with a key that is not given')
		);
		expect(await database.readSql('select * from data_keys')).toHaveLength(1);
	});
	await using(path, rotating, async (database) => {
		await requireHeldKey(database);
		await markDataKey(database, tuesday);
	});
	await using(path, withA, (database) => requireHeldKey(database));
});
