import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BenchError, renderProblem } from '#core/errors.ts';
import type { Bill } from '#core/bill.ts';
import type { BillReconciliation } from '#bench/economics/bill/reconcile-bill.ts';
import { openDatabase } from '#db/client.server.ts';
import { numberOf } from '../db/support/temporary-database.ts';
import { focusText, type FocusRow } from '../importers/support/focus-text.ts';
import { createWorkplace, runBench, type Workplace } from './support/bench-process.ts';
import { callCommand, type Recorded } from './support/recorded-context.ts';

const example = fileURLToPath(new URL('../../scenarios/bills/focus-example.csv', import.meta.url));

interface Desk {
	workplace: Workplace;
	/** `bench import …` with the database of the workplace. */
	call: (...args: string[]) => Promise<Recorded>;
	/** Writes a FOCUS file and returns its path. */
	bill: (...rows: FocusRow[]) => string;
}

const createDesk = (): Desk => {
	const workplace = createWorkplace();
	onTestFinished(() => {
		workplace[Symbol.dispose]();
	});
	return {
		workplace,
		call: (...args) => callCommand('import', [...args, '--db', workplace.databaseUrl]),
		bill: (...rows) => {
			const file = join(workplace.path, 'bill.csv');
			writeFileSync(file, focusText(rows));
			return file;
		}
	};
};

const stored = async ({ workplace }: Desk, table: 'bills' | 'bill_charges'): Promise<unknown> => {
	const database = await openDatabase(workplace.databaseUrl);
	try {
		return await numberOf(database, `SELECT count(*) FROM ${table}`);
	} finally {
		await database.close();
	}
};

const problemsOf = ({ error }: Recorded): string[] =>
	error instanceof BenchError
		? error.problems.map((problem) => renderProblem(problem).replace(/^.*\//u, ''))
		: [];

describe('bench import bill', () => {
	it('stores a bill and prints what it comes to', async () => {
		const desk = createDesk();
		const { stdout, stderr, error } = await desk.call('bill', example);
		expect(error).toBeNull();
		expect(stdout).toMatchInlineSnapshot(`
			"bill-eccc0dfa7239: focus-example.csv, FOCUS 1.2, 2026-10-01 to 2026-11-01, 11 charges in USD

			$22,275.61 billed.
			Where the bill states both (5 of 7 charges; not gpu-8xh100 (1 without list cost), text-embedding-3-small-in (1 without list cost)), what was used or bought cost $19,065.00 effectively and $24,650.00 at list price: 22.7 % less.
			$2,246.40 of the commitments went unused, 19.4 % of what they cost; counting that, the discount is 13.5 %.
			By our price book 4 charges would cost $5,450.60; billed was 10.0 % below it, effectively 10.0 % below it.

			charges                     count      billed   effective
			used or bought                  7   $9,693.10  $19,053.10
			commitment, unused              1          $0   $2,246.40
			prepaid, charged when used      1  $11,606.40          $0
			credits                         1    −$250.00    −$250.00
			taxes                           1   $1,226.11   $1,226.11
			in all                         11  $22,275.61  $22,275.61

			provider       service      SKU                        charges          list    contracted   effective     billed  discount   estimate  billed − est.  effective − est.
			Example Cloud  GPU Compute  gpu-8xh100                       3  $19,200.00 *  $19,200.00 *  $14,147.50  $4,787.50    26.2 %          –              –                 –
			OpenAI         OpenAI API   gpt-5.4-in                       1     $3,000.00     $2,700.00   $2,700.00  $2,700.00    10.0 %  $3,000.00       −$300.00          −$300.00
			OpenAI         OpenAI API   gpt-5.4-out                      1     $2,250.00     $2,025.00   $2,025.00  $2,025.00    10.0 %  $2,250.00       −$225.00          −$225.00
			OpenAI         OpenAI API   gpt-5.4-cached                   1       $200.00       $180.00     $180.00    $180.00    10.0 %    $200.00        −$20.00           −$20.00
			OpenAI         OpenAI API   text-embedding-3-small-in        1             –         $0.60       $0.60      $0.60         –      $0.60             $0                $0
			in all                                                       7  $24,650.00 *  $24,105.60 *  $19,053.10  $9,693.10    22.7 %  $5,450.60       −$545.00          −$545.00

			commitment             used     unused  wasted
			commit-example-1  $9,360.00  $2,246.40  19.4 %

			provider  model                   tokens              count  effective  per 1M tokens  of all input
			OpenAI    gpt-5.4                 input       1,200,000,000  $2,700.00          $2.25
			OpenAI    gpt-5.4                 cache read    800,000,000    $180.00         $0.225        40.0 %
			OpenAI    gpt-5.4                 output        150,000,000  $2,025.00         $13.50
			OpenAI    text-embedding-3-small  input          30,000,000      $0.60          $0.02

			not known (* where it is part of a sum):
			  2 of 7 charges for use or purchase without a list cost: in no list sum and in no discount
			  1 of 7 charges for use or purchase without a contracted cost
			  3 of 7 charges for use or purchase without a price in our price book: not estimated

			our prices:
			  gpt-5.4 at openai (@pydantic/genai-prices 0.1.8, as of 2026-09-23)
			  text-embedding-3-small at openai (@pydantic/genai-prices 0.1.8, as of 2026-09-23)
			"
		`);
		expect(stderr).toMatch(
			/^stored as bill-\w{12} in .*bench\.db; read as FOCUS 1\.2, as it has InvoiceId, PricingCurrency\n$/
		);
		expect(await stored(desk, 'bill_charges')).toBe(11);
	});

	it('--json gives the same as data, amounts as exact text', async () => {
		const desk = createDesk();
		const { stdout } = await desk.call('bill', example, '--json');
		const { bill, reconciliation } = JSON.parse(stdout) as {
			bill: Bill;
			reconciliation: BillReconciliation;
		};
		expect(bill).toMatchObject({ fileName: 'focus-example.csv', currency: 'USD' });
		expect(reconciliation).toMatchObject({
			billed: '22275.61',
			commitment: { unused: { amount: '2246.4' } },
			consumption: { estimate: { estimateUsd: '5450.6', residualBilled: '-545' } }
		});
		const again = await desk.call('bills', 'show', bill.id, '--json');
		expect(JSON.parse(again.stdout)).toEqual({ bill, reconciliation });
	});

	it('refuses the same file a second time and keeps the first', async () => {
		const desk = createDesk();
		await desk.call('bill', example);
		const { error } = await desk.call('bill', example);
		expect(error).toMatchObject({ code: 'E_USAGE' });
		expect(error?.message).toMatch(/is in .*bench\.db already: bill-\w{12}, imported on/);
		expect(await stored(desk, 'bills')).toBe(1);
	});

	it.each<[string, FocusRow, string]>([
		[
			'a formula',
			{ ServiceName: 'FORMULA' },
			'bill.csv:3 column "ServiceName": "=1+1" would be a formula in a spreadsheet; expected plain text or a number'
		],
		[
			'negative usage',
			{ BilledCost: '-9' },
			'bill.csv:3 column "BilledCost": an amount outside of credits, adjustments and corrections may not be negative, found -9'
		],
		[
			'two currencies',
			{ BillingCurrency: 'EUR' },
			'bill.csv column "BillingCurrency": one bill has one currency, found USD (line 2); EUR (line 3); split the file by currency'
		],
		[
			'a day that does not exist',
			{ ChargePeriodEnd: '2026-02-30' },
			'bill.csv:3 column "ChargePeriodEnd": expected a moment in UTC such as 2026-11-01T00:00:00Z, found 2026-02-30'
		]
	])('stores nothing of a bill with %s and names the cell', async (_, row, problem) => {
		const desk = createDesk();
		const file = desk.bill({}, row);
		writeFileSync(file, readFileSync(file, 'utf8').replace('FORMULA', '=1+1'));
		const result = await desk.call('bill', file);
		expect(result.error).toMatchObject({ code: 'E_CONFIG' });
		expect(problemsOf(result)).toEqual([problem]);
		expect(result.stdout).toBe('');
		expect(await stored(desk, 'bills')).toBe(0);
		expect(await stored(desk, 'bill_charges')).toBe(0);
	});

	it('stores nothing where a price file of the user is wrong', async () => {
		const desk = createDesk();
		const prices = join(desk.workplace.path, 'prices.yaml');
		writeFileSync(prices, 'entries: 7\n');
		const { error } = await desk.call('bill', example, '--prices', prices);
		expect(error).toMatchObject({ code: 'E_CONFIG' });
		expect(await stored(desk, 'bills')).toBe(0);
	});

	it('estimates from price files of the user, and prints what fits no price and what looks like a slip', async () => {
		const desk = createDesk();
		const prices = join(desk.workplace.path, 'prices.yaml');
		const [sourceUrl, asOf] = ['https://example.com/prices', '2026-10-01'];
		const entry = { sourceUrl, asOf, enteredBy: 'a test', providerId: 'example ai' };
		const entries = [
			{ ...entry, modelId: 'm-1', inputUsdPerMtok: '2.5' },
			{ ...entry, modelId: 'm-2', inputUsdPerMtok: '2500' }
		];
		writeFileSync(prices, JSON.stringify({ entries }));
		const details = (ModelId: string): FocusRow => ({
			SkuId: ModelId,
			SkuPriceDetails: JSON.stringify({ TokenType: 'Input', ModelId })
		});
		const hours = { ConsumedUnit: 'Hours', PricingUnit: 'Hours', PricingQuantity: '4000000' };
		const { stdout, error } = await desk.call(
			'bill',
			desk.bill(details('m-1'), details('m-2'), { ...details('m-1'), ...hours, ListUnitPrice: '' }),
			'--prices',
			prices
		);
		expect(error).toBeNull();
		expect(stdout).toContain('By our price book 2 charges would cost $10,010.00');
		expect(stdout).toContain(
			'Example AI, Models, m-2: our estimate is 1,000 × the list cost of the bill: one of the two probably counts thousands'
		);
		expect(stdout).toContain(
			'in a unit that does not fit our price, not estimated: the price is per 1M tokens, the quantity is in Hours'
		);
		expect(stdout).toContain('m-1 at example ai (a test, as of 2026-10-01)');
	});

	it('shows another currency as such and estimates nothing for it', async () => {
		const desk = createDesk();
		const { stdout } = await desk.call('bill', desk.bill({ BillingCurrency: 'EUR' }));
		expect(stdout).toContain('9.00 EUR billed.');
		expect(stdout).toContain('nothing was estimated: our prices are in USD and the bill is in EUR');
	});

	it('ends with 2 and lists the problems where a file is no bill', async () => {
		const desk = createDesk();
		writeFileSync(desk.workplace.file('no-bill.csv'), 'a,b\n1,2\n');
		const { code, stderr } = await runBench(['import', 'bill', 'no-bill.csv'], desk);
		expect(code).toBe(2);
		expect(stderr).toContain('error E_CONFIG: no-bill.csv has 8 problems; nothing was imported\n');
		expect(stderr).toContain('  no-bill.csv:1 column "BilledCost": is missing; expected');
		expect(stderr).toContain(
			'hint: Export the bill again in the FOCUS format, version 1.0 to 1.4, as CSV in UTF-8'
		);
	});
});

describe('bench import bills', () => {
	it('lists what is stored', async () => {
		const desk = createDesk();
		await desk.call('bill', example);
		await desk.call('bill', desk.bill({}));
		const { stdout } = await desk.call('bills');
		expect(stdout.split('\n').map((line) => line.split(/ {2,}/u).slice(1))).toEqual([
			['from', 'to', 'currency', 'charges', 'FOCUS', 'file'],
			['2026-10-01', '2026-11-01', 'USD', '11', '1.2', 'focus-example.csv'],
			['2026-10-01', '2026-10-02', 'USD', '1', '1.0', 'bill.csv'],
			[]
		]);
		const json = await desk.call('bills', 'list', '--json', '--limit', '1');
		expect(JSON.parse(json.stdout)).toMatchObject([{ chargeCount: 11 }]);
	});

	it('deletes only when told twice', async () => {
		const desk = createDesk();
		await desk.call('bill', example);
		const first = await desk.call('bills', 'delete', 'bill-');
		expect(first.error).toMatchObject({ code: 'E_USAGE' });
		expect(await stored(desk, 'bills')).toBe(1);
		const second = await desk.call('bills', 'delete', 'bill-', '--yes');
		expect(second.stdout).toMatch(/^deleted bill-\w{12}: 11 charges\n$/);
		expect(await stored(desk, 'bill_charges')).toBe(0);
		expect((await desk.call('bills')).stdout).toMatch(/^no bills in .*bench\.db; import one with/);
	});

	it('makes no database where there is none', async () => {
		const { error } = await createDesk().call('bills', 'show', 'bill-1');
		expect(error).toMatchObject({ code: 'E_NOT_FOUND' });
	});
});
