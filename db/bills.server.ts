/** Queries about bills: store one with all its charges or nothing of it, list, find and delete. */
import { count, desc, eq, getTableColumns, sql } from 'drizzle-orm';
import type { InStatement, InValue } from '@libsql/client';
import {
	billChargeSchema,
	billSchema,
	parseBillMoment,
	type Bill,
	type BillCharge
} from '#core/bill.ts';
import { BenchError } from '#core/errors.ts';
import type { Database } from './client.server.ts';
import { billCharges, bills } from './schema.ts';
import { beginsWith, mostMatches, onlyMatch } from './only-match.ts';
import { checkStored, parseStoredJson } from './stored-json.ts';

/** A line in a list of bills. */
export interface BillOverview extends Bill {
	chargeCount: number;
}

/** Rows in one INSERT: 14 columns × 500 rows stay far below the 32,766 parameters that SQLite allows. */
const rowsPerStatement = 500;

/** Rows read back at a time, so that a large bill is never in memory as rows and as charges at once. */
const rowsPerPage = 10_000;

type ChargeRow = typeof billCharges.$inferInsert;

/** Columns of a charge that have no field of their own in the table live beside the other columns of the file. */
const rowOfCharge = (billId: string, charge: BillCharge): ChargeRow => ({
	billId,
	line: charge.line,
	provider: charge.provider,
	service: charge.service,
	sku: charge.sku,
	chargeCategory: charge.category,
	commitmentStatus: charge.commitmentStatus,
	quantity: charge.quantity,
	unit: charge.unit,
	listCost: charge.listCost,
	contractedCost: charge.contractedCost,
	effectiveCost: charge.effectiveCost,
	billedCost: charge.billedCost,
	rowJson: JSON.stringify(charge.other)
});

const chargeOfRow = (row: typeof billCharges.$inferSelect): BillCharge => {
	const { billId, chargeCategory: category, rowJson, ...plain } = row;
	const place = `line ${String(row.line)} of bill ${billId}`;
	const other = parseStoredJson(rowJson, `row_json of ${place}`) as Record<string, string>;
	const moment = (name: string): string | null => parseBillMoment(other[name] ?? '');
	return checkStored(
		billChargeSchema,
		{
			...plain,
			category,
			isCorrection: other['ChargeClass'] === 'Correction',
			periodStartUtc: moment('ChargePeriodStart'),
			periodEndUtc: moment('ChargePeriodEnd'),
			other
		},
		place
	);
};

/**
 * Written by hand, and with values that are made when a statement runs: a query builder, or all values at once, takes gigabytes
 * for a large bill.
 */
const insertsOf = (billId: string, charges: readonly BillCharge[]): InStatement[] => {
	const columns = Object.entries(getTableColumns(billCharges)) as [
		keyof ChargeRow,
		{ name: string }
	][];
	const names = columns.map(([, { name }]) => `"${name}"`).join(', ');
	const placeholders = `(${columns.map(() => '?').join(', ')})`;
	const statements: InStatement[] = [];
	for (let start = 0; start < charges.length; start += rowsPerStatement) {
		const part = charges.slice(start, start + rowsPerStatement);
		const values = part.map(() => placeholders).join(', ');
		statements.push({
			sql: `INSERT INTO "bill_charges" (${names}) VALUES ${values}`,
			get args(): InValue[] {
				return part.flatMap((charge) => {
					const row = rowOfCharge(billId, charge);
					return columns.map(([key]) => row[key] ?? null);
				});
			}
		});
	}
	return statements;
};

const findByHash = async (database: Database, fileHash: string): Promise<Bill | null> => {
	const { orm } = database;
	const [row] = await database.read(() =>
		orm.select().from(bills).where(eq(bills.fileHash, fileHash))
	);
	return row ? checkStored(billSchema, row, `bill ${row.id}`) : null;
};

/**
 * Stores a bill with all its charges in one transaction. Throws `E_USAGE` where the same file was imported before; nothing is
 * stored then, or after any other failure.
 */
export const insertBill = async (
	database: Database,
	bill: Bill,
	charges: readonly BillCharge[]
): Promise<void> => {
	const before = await findByHash(database, bill.fileHash);
	if (before) {
		throw new BenchError(
			'E_USAGE',
			`${bill.fileName} is in ${database.name} already: ${before.id}, imported on ${before.importedAtUtc.slice(0, 10)} from ${before.fileName}`,
			{
				hint: `Look at it with "bench import bills show ${before.id}", or delete it first: bench import bills delete ${before.id} --yes`
			}
		);
	}
	await database.write([database.orm.insert(bills).values(bill), ...insertsOf(bill.id, charges)]);
};

/** The bill of the latest period first. */
export const listBills = async (
	database: Database,
	{ limit }: { limit: number }
): Promise<BillOverview[]> => {
	const { orm } = database;
	const chargeCount = orm
		.select({ n: count() })
		.from(billCharges)
		.where(eq(billCharges.billId, bills.id));
	const rows = await database.read(() =>
		orm
			.select({ ...getTableColumns(bills), chargeCount: sql<number>`(${chargeCount})` })
			.from(bills)
			.orderBy(desc(bills.periodEndUtc), desc(bills.importedAtUtc), bills.id)
			.limit(limit)
	);
	return rows.map(({ chargeCount: charges, ...row }) => ({
		...checkStored(billSchema, row, `bill ${row.id}`),
		chargeCount: charges
	}));
};

const notFound = (text: string): BenchError =>
	new BenchError('E_NOT_FOUND', `there is no bill "${text}" in this database`, {
		hint: 'List the bills with "bench import bills".'
	});

/** Finds a bill by its id or by the beginning of it. Throws `E_NOT_FOUND` for none and `E_USAGE` for several. */
export const findBill = async (database: Database, idOrPrefix: string): Promise<Bill> => {
	const { orm } = database;
	const rows = await database.read(() =>
		orm
			.select()
			.from(bills)
			.where(beginsWith(bills.id, idOrPrefix))
			.orderBy(bills.id)
			.limit(mostMatches)
	);
	const row = onlyMatch(rows, idOrPrefix, { plural: 'bills', notFound: notFound(idOrPrefix) });
	return checkStored(billSchema, row, `bill ${row.id}`);
};

/** All charges of a bill in the order of its file; empty for an unknown id. */
export const chargesOfBill = async (database: Database, billId: string): Promise<BillCharge[]> => {
	const { orm } = database;
	const charges: BillCharge[] = [];
	for (let line = 0; ;) {
		const after = line;
		const rows = await database.read(() =>
			orm
				.select()
				.from(billCharges)
				.where(sql`${billCharges.billId} = ${billId} and ${billCharges.line} > ${after}`)
				.orderBy(billCharges.line)
				.limit(rowsPerPage)
		);
		for (const row of rows) charges.push(chargeOfRow(row));
		if (rows.length < rowsPerPage) return charges;
		line = rows.at(-1)?.line ?? line;
	}
};

/** Deletes a bill and its charges in one transaction; how many charges. Throws `E_NOT_FOUND` for an unknown id. */
export const deleteBill = async (database: Database, id: string): Promise<number> => {
	const { orm } = database;
	// From the bottom up, so that the count is known and no server needs foreign keys switched on.
	const [charges = 0, deleted = 0] = await database.write([
		orm.delete(billCharges).where(eq(billCharges.billId, id)),
		orm.delete(bills).where(eq(bills.id, id))
	]);
	if (deleted === 0) throw notFound(id);
	return charges;
};
