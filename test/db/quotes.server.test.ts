import { eq } from 'drizzle-orm';
import { describe, expect, it, test } from 'vitest';
import {
	deleteQuote,
	findQuote,
	hidingConfidential,
	insertQuote,
	isHiddenQuote,
	listQuotes,
	markConfidential,
	quoteVersions
} from '#db/quotes.server.ts';
import type { Database } from '#db/client.server.ts';
import { quotes } from '#db/schema.ts';
import { sampleQuote, type Written } from '../core/quote/sample-quote.ts';
import { numberOf, openTemporary, temporaryPath } from './support/temporary-database.ts';

let files = 0;
const origin = (fileHash = `hash-${++files}`) => ({
	fileName: 'offer.yaml',
	fileHash,
	importedAtUtc: '2026-11-20T10:00:00.000Z',
	enteredBy: null
});

const store = async (database: Database, changes: Written = {}): Promise<string> =>
	(await insertQuote(database, sampleQuote('gpu-cloud', changes), origin())).id;

describe('stored quotes', () => {
	it('come back as they were checked, every amount as text', async () => {
		const database = await openTemporary(temporaryPath());
		const quote = sampleQuote('api-contract');
		const { id } = await insertQuote(database, quote, origin('abc'));
		expect(await findQuote(database, id)).toEqual({
			id,
			quote,
			...origin('abc'),
			confidential: false
		});
	});

	it('keep who entered each revision, where somebody said', async () => {
		const database = await openTemporary(temporaryPath());
		await store(database);
		const quote = sampleQuote('gpu-cloud', { version: 2 });
		await insertQuote(database, quote, { ...origin(), enteredBy: 'Ines, procurement' });
		const listed = await listQuotes(database);
		expect(listed.map(({ version, enteredBy }) => [version, enteredBy])).toEqual([
			[2, 'Ines, procurement'],
			[1, null]
		]);
		const versions = await quoteVersions(database, { vendor: 'Acme', number: 'Q-1' });
		expect(versions.map(({ enteredBy }) => enteredBy)).toEqual(['Ines, procurement', null]);
	});

	it('are found by id, number or the beginning of the id; of several versions the newest', async () => {
		const database = await openTemporary(temporaryPath());
		await store(database);
		await store(database, { version: 3 });
		await store(database, { number: 'Q-2', vendor: 'Other' });
		const ids = async (name: string): Promise<string> => (await findQuote(database, name)).id;
		expect(await ids('acme-q-1-v1')).toBe('acme-q-1-v1');
		expect(await ids('Q-1')).toBe('acme-q-1-v3');
		expect(await ids('acme')).toBe('acme-q-1-v3');
		expect(await ids('oth')).toBe('other-q-2-v1');
		await expect(ids('nothing')).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
		await expect(ids('')).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
	});

	it('are not guessed where several could be meant', async () => {
		const database = await openTemporary(temporaryPath());
		await store(database);
		await store(database, { vendor: 'Acme Two' });
		await expect(findQuote(database, 'acme')).rejects.toMatchObject({
			code: 'E_USAGE',
			message: '"acme" may be several quotes: acme-q-1-v1, acme-two-q-1-v1'
		});
		await expect(findQuote(database, 'Q-1')).rejects.toMatchObject({ code: 'E_USAGE' });
	});

	it('are listed with what a higher version has replaced', async () => {
		const database = await openTemporary(temporaryPath());
		await store(database);
		await store(database, { version: 2 });
		await insertQuote(database, sampleQuote('colocation', { number: 'C' }), origin());
		const listed = await listQuotes(database);
		expect(listed.map(({ id, superseded }) => [id, superseded])).toEqual([
			['acme-c-v1', false],
			['acme-q-1-v2', false],
			['acme-q-1-v1', true]
		]);
		expect((await listQuotes(database, { kind: 'colocation' })).map(({ id }) => id)).toEqual([
			'acme-c-v1'
		]);
		const versions = await quoteVersions(database, { vendor: 'Acme', number: 'Q-1' });
		expect(versions.map(({ quote }) => quote.version)).toEqual([2, 1]);
	});

	it('are stored once per file and only upwards in version, and a refusal stores nothing', async () => {
		const database = await openTemporary(temporaryPath());
		await insertQuote(database, sampleQuote('gpu-cloud', { version: 2 }), origin('same'));
		const again = (changes: Written, hash: string) =>
			insertQuote(database, sampleQuote('gpu-cloud', changes), origin(hash));
		await expect(again({ number: 'other' }, 'same')).rejects.toMatchObject({
			code: 'E_USAGE',
			message: 'offer.yaml was imported before, as quote acme-q-1-v2 on 2026-11-20'
		});
		for (const version of [1, 2]) {
			await expect(again({ version }, `new-${version}`)).rejects.toMatchObject({
				code: 'E_USAGE',
				message: `Acme no. Q-1 is stored as version 2, and this file says version ${version}`
			});
		}
		expect(await numberOf(database, 'select count(*) from quotes')).toBe(1);
		expect((await again({ version: 3 }, 'newest')).id).toBe('acme-q-1-v3');
	});

	it('of two imports at once, one is stored and the other says so', async () => {
		const database = await openTemporary(temporaryPath());
		const both = await Promise.allSettled([store(database), store(database)]);
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
			reason: { code: 'E_USAGE' }
		});
	});

	it('whose names read alike get ids that differ', async () => {
		const database = await openTemporary(temporaryPath());
		const [a, b] = [await store(database), await store(database, { number: 'Q 1' })];
		expect(a).toBe('acme-q-1-v1');
		expect(b).toMatch(/^acme-q-1-v1-hash-/);
	});

	it('are deleted one version at a time', async () => {
		const database = await openTemporary(temporaryPath());
		await store(database);
		const id = await store(database, { version: 2 });
		await deleteQuote(database, id);
		expect((await listQuotes(database)).map(({ version }) => version)).toEqual([1]);
		await expect(deleteQuote(database, id)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
	});
});

describe('the vendor of a quote', () => {
	it('is one however it is spelled: versions follow each other, and the newest is found', async () => {
		const database = await openTemporary(temporaryPath());
		await store(database);
		await store(database, { vendor: 'Acme Two', number: 'Q-9' });
		const id = await store(database, { vendor: 'acme ', version: 2 });
		expect((await findQuote(database, 'Q-1')).id).toBe(id);
		expect((await listQuotes(database)).map(({ superseded }) => superseded)).toEqual([
			false,
			true,
			false
		]);
		expect(await quoteVersions(database, { vendor: 'ACME', number: 'Q-1' })).toHaveLength(2);
		await expect(store(database, { vendor: 'ACME', version: 2 })).rejects.toMatchObject({
			code: 'E_USAGE',
			message: 'ACME no. Q-1 is stored as version 2, and this file says version 2'
		});
	});
});

describe('confidential quotes', () => {
	const stored = async () => {
		const database = await openTemporary(temporaryPath());
		const first = await store(database);
		const second = await store(database, { version: 2 });
		const other = await store(database, { number: 'Q-2', vendor: 'Other' });
		await markConfidential(database, { vendor: 'Acme', number: 'Q-1' }, true);
		return { database, hiding: hidingConfidential(database), first, second, other };
	};

	it('are all versions of a number, and are found by nothing where they are hidden', async () => {
		const { database, hiding, first, second, other } = await stored();
		expect((await listQuotes(database)).map(({ confidential }) => confidential)).toEqual([
			true,
			true,
			false
		]);
		expect((await listQuotes(hiding)).map(({ id }) => id)).toEqual([other]);
		expect(await quoteVersions(hiding, { vendor: 'Acme', number: 'Q-1' })).toEqual([]);
		for (const name of [first, second, 'Q-1', 'acme', 'acme-q']) {
			await expect(findQuote(hiding, name)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
			expect(await isHiddenQuote(hiding, name), name).toBe(true);
			expect(await isHiddenQuote(database, name)).toBe(false);
		}
		expect(await isHiddenQuote(hiding, other)).toBe(false);
		expect(await isHiddenQuote(hiding, 'nothing')).toBe(false);
	});

	it('make a further version confidential, and are made so by one', async () => {
		const { database, hiding } = await stored();
		await store(database, { version: 3 });
		const { id } = await insertQuote(
			database,
			sampleQuote('gpu-cloud', { number: 'Q-2', vendor: 'Other', version: 2 }),
			{ ...origin(), confidential: true }
		);
		expect((await findQuote(database, id)).confidential).toBe(true);
		expect(await listQuotes(hiding)).toEqual([]);
		await markConfidential(database, { vendor: 'Other', number: 'Q-2' }, false);
		expect(await listQuotes(hiding)).toHaveLength(2);
	});

	test.each([
		{ vendor: 'acme', number: 'Q-1' },
		{ vendor: 'ACME  ', number: 'Q-1' },
		{ vendor: ' Acme.', number: 'q 1' }
	])('are so however a later file spells them: $vendor no. $number', async (spelled) => {
		const { database, hiding, other } = await stored();
		const id = await store(database, { ...spelled, version: 3 });
		expect((await findQuote(database, id)).confidential).toBe(true);
		expect((await listQuotes(hiding)).map((quote) => quote.id)).toEqual([other]);
		await markConfidential(database, spelled, false);
		expect(await listQuotes(hiding)).toHaveLength(4);
		await markConfidential(database, spelled, true);
		expect((await listQuotes(hiding)).map((quote) => quote.id)).toEqual([other]);
	});

	it('are so where only one of the rows that are stored is marked', async () => {
		const { database, hiding, other } = await stored();
		const id = await store(database, { vendor: 'acme', version: 3 });
		// As rows were stored before vendors were held against each other by more than their letters.
		await database.write([
			database.orm.update(quotes).set({ confidential: false }).where(eq(quotes.id, id))
		]);
		expect((await listQuotes(hiding)).map((quote) => quote.id)).toEqual([other]);
		expect(await isHiddenQuote(hiding, id)).toBe(true);
		expect((await findQuote(database, id)).confidential).toBe(true);
	});

	it('hide a name that an open quote has too, which means the same to every reader', async () => {
		const { database, hiding } = await stored();
		const open = await store(database, { vendor: 'Zeta' });
		await expect(findQuote(database, 'Q-1')).rejects.toMatchObject({ code: 'E_USAGE' });
		await expect(findQuote(hiding, 'Q-1')).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
		expect(await isHiddenQuote(hiding, 'Q-1')).toBe(true);
		// Its id is its own.
		expect((await findQuote(hiding, open)).id).toBe(open);
		expect(await isHiddenQuote(hiding, open)).toBe(false);
	});

	it('are no longer meant by a name once only open quotes have it', async () => {
		const { database, hiding, first, second } = await stored();
		const open = await store(database, { vendor: 'Zeta' });
		for (const id of [first, second]) await deleteQuote(database, id);
		for (const reader of [database, hiding]) {
			expect((await findQuote(reader, 'Q-1')).id).toBe(open);
		}
	});
});
