/** `bench import bill FILE` stores and reconciles a bill; `bench import bills` lists, shows and deletes stored ones. */
import type { Command } from 'commander';
import type { Bill, BillCharge } from '#core/bill.ts';
import { BenchError } from '#core/errors.ts';
import { chargesOfBill, deleteBill, findBill, insertBill, listBills } from '#db/bills.server.ts';
import { reconcileBill, type BillReconciliation } from '#bench/economics/bill/reconcile-bill.ts';
import { loadFocusBill } from '#bench/importers/focus-bill.ts';
import { openPriceBook } from '#bench/importers/price-book/price-book.ts';
import { billJson, renderBill, renderBillList } from '#bench/report/bill-report.ts';
import type { CommandContext } from '../context.ts';
import { withExistingDatabase } from '../existing-database.ts';
import {
	addCommonOptions,
	databaseFlag,
	openCommandDatabase,
	parseCount,
	type CommonOptions
} from '../options.ts';
import { priceOfTokens } from './token-prices.ts';

interface BillOptions extends CommonOptions {
	/** Price files of the user. */
	prices: string[];
}

const makeFirst = 'Give its path with --db, or import a bill first: bench import bill FILE.csv';

const reconcile = async (
	{ currency }: Bill,
	charges: readonly BillCharge[],
	{ prices }: BillOptions
): Promise<BillReconciliation> => {
	const book = await openPriceBook({ overlayFiles: prices });
	return reconcileBill(charges, { currency, priceOf: priceOfTokens(book) });
};

const importBill = async (
	file: string,
	options: BillOptions,
	context: CommandContext
): Promise<void> => {
	const { bill, charges, versionReason } = await loadFocusBill(file, new Date().toISOString());
	// Before it is stored: what fails here must leave nothing behind.
	const reconciliation = await reconcile(bill, charges, options);
	const database = await openCommandDatabase(options.db, context);
	try {
		await insertBill(database, bill, charges);
		if (options.json) context.print(billJson(bill, reconciliation));
		else {
			context.print(renderBill(bill, reconciliation, context.outputColumns));
			context.note(
				`stored as ${bill.id} in ${database.name}; read as FOCUS ${bill.focusVersion}, as ${versionReason}`
			);
		}
	} finally {
		await database.close();
	}
};

const list = (options: CommonOptions & { limit: number }, context: CommandContext): Promise<void> =>
	withExistingDatabase(options, context, makeFirst, async (database) => {
		const bills = await listBills(database, { limit: options.limit });
		if (options.json) context.print(JSON.stringify(bills, null, '\t'));
		else if (bills.length === 0) {
			context.print(`no bills in ${database.name}; import one with: bench import bill FILE.csv`);
		} else context.print(renderBillList(bills));
	});

const show = (id: string, options: BillOptions, context: CommandContext): Promise<void> =>
	withExistingDatabase(options, context, makeFirst, async (database) => {
		const bill = await findBill(database, id);
		const charges = await chargesOfBill(database, bill.id);
		const reconciliation = await reconcile(bill, charges, options);
		context.print(
			options.json
				? billJson(bill, reconciliation)
				: renderBill(bill, reconciliation, context.outputColumns)
		);
	});

const remove = (
	id: string,
	options: CommonOptions & { yes?: true },
	context: CommandContext
): Promise<void> =>
	withExistingDatabase(options, context, makeFirst, async (database) => {
		const bill = await findBill(database, id);
		if (!options.yes) {
			const flag = databaseFlag(options);
			throw new BenchError('E_USAGE', `this deletes ${bill.id} (${bill.fileName}) for good`, {
				hint: `Nothing was deleted. To go on: bench import bills delete ${bill.id} --yes${flag === null ? '' : ` --db ${flag}`}`
			});
		}
		const chargeCount = await deleteBill(database, bill.id);
		if (options.json) {
			context.print(
				JSON.stringify({ bill: bill.id, deleted: { charges: chargeCount } }, null, '\t')
			);
		} else {
			context.print(`deleted ${bill.id}: ${chargeCount.toLocaleString('en-US')} charges`);
		}
	});

const addPrices = (command: Command): Command =>
	command.option(
		'--prices <file>',
		'a price file of your own, such as negotiated rates, before the built-in ones; may be given again',
		(file: string, files: string[]) => [...files, file],
		[]
	);

/** Adds the sub-commands `bill` and `bills`. */
export const defineBills = (command: Command, context: CommandContext): void => {
	addPrices(
		addCommonOptions(
			command
				.command('bill')
				.description(
					'read a bill (FOCUS 1.0 to 1.4, CSV), reconcile it with list prices and store it'
				)
		)
	)
		.argument('<file>', 'the bill, such as an export of a cloud')
		.action((file: string, options: BillOptions) => importBill(file, options, context));
	const bills = command.command('bills').description('list, show and delete stored bills');
	addCommonOptions(
		bills
			.command('list', { isDefault: true })
			.description('the bills in the database, the latest period first')
	)
		.option('--limit <n>', 'most bills to list', parseCount, 50)
		.action((options: CommonOptions & { limit: number }) => list(options, context));
	addPrices(
		addCommonOptions(
			bills.command('show').description('reconcile a stored bill again, with the prices of today')
		)
	)
		.argument('<id>', 'id of the bill, or the beginning of it')
		.action((id: string, options: BillOptions) => show(id, options, context));
	addCommonOptions(bills.command('delete').description('delete a bill and its charges'))
		.argument('<id>', 'id of the bill, or the beginning of it')
		.option('--yes', 'really delete')
		.action((id: string, options: CommonOptions & { yes?: true }) => remove(id, options, context));
};
