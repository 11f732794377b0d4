/** Bills: stored whole or not at all, once each file, listed, found, read back and deleted. */
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Bill, BillCharge } from '#core/bill.ts';
import { chargesOfBill, deleteBill, findBill, insertBill, listBills } from '#db/bills.server.ts';
import { checkDatabase } from '#db/maintenance.server.ts';
import { loadFocusBill } from '#bench/importers/focus-bill.ts';
import { numberOf, openTemporary, temporaryPath } from './support/temporary-database.ts';

const sampleBill = (id: string, changes: Partial<Bill> = {}): Bill => ({
	id,
	fileName: `${id}.csv`,
	fileHash: id.charCodeAt(0).toString(16).padStart(64, '0'),
	importedAtUtc: '2026-11-20T10:00:00.000Z',
	focusVersion: '1.2',
	currency: 'USD',
	periodStartUtc: '2026-10-01T00:00:00.000Z',
	periodEndUtc: '2026-11-01T00:00:00.000Z',
	...changes
});

const sampleCharge = (line: number, changes: Partial<BillCharge> = {}): BillCharge => ({
	line,
	provider: 'Example AI',
	service: 'Models',
	sku: null,
	category: 'Usage',
	isCorrection: false,
	commitmentStatus: 'Unused',
	periodStartUtc: '2026-10-01T00:00:00.000Z',
	periodEndUtc: '2026-10-02T00:00:00.000Z',
	quantity: null,
	unit: null,
	listCost: null,
	contractedCost: '0.00000000000000000001',
	effectiveCost: '12345678901234567890.123',
	billedCost: '0',
	other: {
		ChargePeriodStart: '2026-10-01T00:00:00Z',
		ChargePeriodEnd: '2026-10-02',
		Tags: '{"name":"Prüfung „A“ \\"b\\""}'
	},
	...changes
});

test('A bill comes back with every charge as it was read, in the order of its file.', async () => {
	const database = await openTemporary(temporaryPath());
	const file = fileURLToPath(new URL('../../scenarios/bills/focus-example.csv', import.meta.url));
	const { bill, charges } = await loadFocusBill(file, '2026-11-20T10:00:00.000Z');
	await insertBill(database, bill, [...charges].reverse());
	expect(await findBill(database, bill.id)).toEqual(bill);
	expect(await chargesOfBill(database, bill.id)).toEqual(charges);
});

test('More charges than fit into one statement or one page are stored and read back whole.', async () => {
	const database = await openTemporary(temporaryPath());
	const charges = Array.from({ length: 10_001 }, (_, i) => sampleCharge(i + 2));
	await insertBill(database, sampleBill('a'), charges);
	const stored = await chargesOfBill(database, 'a');
	expect(stored).toHaveLength(10_001);
	expect(stored[10_000]).toEqual(charges[10_000]);
});

test('The same file is refused a second time, whatever its name.', async () => {
	const database = await openTemporary(temporaryPath());
	await insertBill(database, sampleBill('a'), [sampleCharge(2)]);
	const again = sampleBill('b', { fileHash: sampleBill('a').fileHash });
	await expect(insertBill(database, again, [sampleCharge(2)])).rejects.toMatchObject({
		code: 'E_USAGE',
		message: expect.stringMatching(
			/^b\.csv is in .*bench\.db already: a, imported on 2026-11-20 from a\.csv$/
		) as string
	});
	expect((await listBills(database, { limit: 5 })).map(({ id }) => id)).toEqual(['a']);
});

test('After a charge that cannot be stored, nothing of the bill is there.', async () => {
	const database = await openTemporary(temporaryPath());
	// The second of two charges on one line breaks the unique index, after a first statement has succeeded.
	const charges = [...Array.from({ length: 600 }, (_, i) => sampleCharge(i + 2)), sampleCharge(2)];
	await expect(insertBill(database, sampleBill('a'), charges)).rejects.toMatchObject({
		code: 'E_DATABASE'
	});
	expect(await numberOf(database, 'SELECT count(*) FROM bills')).toBe(0);
	expect(await numberOf(database, 'SELECT count(*) FROM bill_charges')).toBe(0);
	await insertBill(database, sampleBill('a'), charges.slice(0, -1));
	expect(await numberOf(database, 'SELECT count(*) FROM bill_charges')).toBe(600);
});

test('The list has the latest period first and counts the charges of each bill.', async () => {
	const database = await openTemporary(temporaryPath());
	const november = { periodEndUtc: '2026-12-01T00:00:00.000Z' };
	await insertBill(database, sampleBill('a'), [sampleCharge(2)]);
	await insertBill(database, sampleBill('b', november), [sampleCharge(2), sampleCharge(3)]);
	await insertBill(database, sampleBill('c'), [sampleCharge(2)]);
	const listed = await listBills(database, { limit: 2 });
	expect(listed).toEqual([
		{ ...sampleBill('b', november), chargeCount: 2 },
		{ ...sampleBill('a'), chargeCount: 1 }
	]);
});

test('A bill is found by the beginning of its id where that is of one bill only.', async () => {
	const database = await openTemporary(temporaryPath());
	await insertBill(database, sampleBill('bill-12', { fileHash: '1'.repeat(64) }), []);
	await insertBill(database, sampleBill('bill-1', { fileHash: '2'.repeat(64) }), []);
	expect((await findBill(database, 'bill-12')).id).toBe('bill-12');
	expect((await findBill(database, 'bill-1')).id).toBe('bill-1');
	await expect(findBill(database, 'bill-')).rejects.toMatchObject({
		code: 'E_USAGE',
		message: '"bill-" is the beginning of several bills: bill-1, bill-12'
	});
	for (const unknown of ['x', '', '%']) {
		await expect(findBill(database, unknown)).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
	}
});

test('A deleted bill leaves no charge behind and can be imported again.', async () => {
	const database = await openTemporary(temporaryPath());
	await insertBill(database, sampleBill('a'), [sampleCharge(2), sampleCharge(3)]);
	await insertBill(database, sampleBill('b'), [sampleCharge(2)]);
	expect(await deleteBill(database, 'a')).toBe(2);
	expect(await chargesOfBill(database, 'a')).toEqual([]);
	expect(await chargesOfBill(database, 'b')).toHaveLength(1);
	await expect(deleteBill(database, 'a')).rejects.toMatchObject({ code: 'E_NOT_FOUND' });
	await insertBill(database, sampleBill('a'), [sampleCharge(2)]);
	expect((await checkDatabase(database)).ok).toBe(true);
});

test('Any text of a charge comes back as it was.', async () => {
	const database = await openTemporary(temporaryPath());
	const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((each) => !each.includes('\0'));
	let count = 0;
	await fc.assert(
		fc.asyncProperty(text, text, async (service, tags) => {
			count++;
			const bill = sampleBill(`bill-${String(count)}`, {
				fileHash: count.toString(16).padStart(64, '0')
			});
			const { other } = sampleCharge(2);
			const charge = sampleCharge(2, { service, other: { ...other, Tags: tags } });
			await insertBill(database, bill, [charge]);
			expect(await chargesOfBill(database, bill.id)).toEqual([charge]);
		}),
		{ numRuns: 25 }
	);
});
