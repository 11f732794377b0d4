import { describe, expect, it } from 'vitest';
import type { Bill, BillCharge } from '#core/bill.ts';
import type { PriceOfCharge } from '#bench/economics/bill/estimate-charge.ts';
import { reconcileBill } from '#bench/economics/bill/reconcile-bill.ts';
import { renderBill } from '#bench/report/bill-report.ts';
import { sampleCharge } from '../economics/support/sample-charge.ts';

const bill: Bill = {
	id: 'bill-1',
	fileName: 'october.csv',
	fileHash: '0'.repeat(64),
	importedAtUtc: '2026-11-20T10:00:00.000Z',
	focusVersion: '1.0',
	currency: 'USD',
	periodStartUtc: '2026-10-01T00:00:00.000Z',
	periodEndUtc: '2026-11-01T00:00:00.000Z'
};

const render = (charges: readonly BillCharge[], priceOf?: PriceOfCharge, width?: number): string =>
	renderBill(bill, reconcileBill(charges, { currency: 'USD', priceOf }), width ?? null);

describe('the report of a bill', () => {
	it('says what is not known and shows none of it as zero', () => {
		const unknown = { listCost: null, contractedCost: null, effectiveCost: null, sku: null };
		expect(render([sampleCharge(unknown)], () => null)).toMatchInlineSnapshot(`
			"bill-1: october.csv, FOCUS 1.0, 2026-10-01 to 2026-11-01, 1 charge in USD

			$9.00 billed.
			The bill does not say what use or purchase cost effectively.

			charges         count  billed  effective
			used or bought      1   $9.00          –
			in all              1   $9.00          –

			provider    service  SKU  charges  list  contracted  effective  billed  discount  estimate  billed − est.  effective − est.
			Example AI  Models   –          1     –           –          –   $9.00         –         –              –                 –
			in all                          1     –           –          –   $9.00         –         –              –                 –

			not known:
			  1 of 1 charge for use or purchase without a list cost: in no list sum and in no discount
			  1 of 1 charge for use or purchase without a contracted cost
			  1 of 1 charge for use or purchase without an effective cost
			  1 of 1 charge for use or purchase without a price in our price book: not estimated"
		`);
	});

	it('says when a bill is dearer than list, and dearer than our estimate', () => {
		const text = render([sampleCharge({ effectiveCost: '12', billedCost: '12' })], () => ({
			usdPerUnit: '2',
			unit: '1M tokens',
			source: 'a test'
		}));
		expect(text).toContain(
			'What was used or bought cost $12.00 effectively and $10.00 at list price: 20.0 % more.'
		);
		expect(text).toContain(
			'By our price book 1 charge would cost $8.00; billed was 50.0 % above it, effectively 50.0 % above it.'
		);
	});

	it('sums effective costs over the kinds, writes both digits of the cents, and names what is not compared', () => {
		const text = render([
			sampleCharge({ effectiveCost: '0.6', billedCost: '0.6', listCost: '1' }),
			sampleCharge({ effectiveCost: '2', sku: 'gpu-hour', listCost: null }),
			sampleCharge({ effectiveCost: '0.3', category: 'Tax', billedCost: '0.3' })
		]);
		expect(text).toMatch(/^in all +3 +\$9\.90 +\$2\.90$/mu);
		expect(text).toContain(
			'Where the bill states both (1 of 2 charges; not gpu-hour (1 without list cost)), what was used or bought cost $0.60 effectively'
		);
	});

	it('lists the dearest twenty SKUs and says how many more there are', () => {
		const charges = Array.from({ length: 30 }, (_, i) =>
			sampleCharge({ sku: `sku-${String(i)}`, effectiveCost: String(i) })
		);
		const text = render(charges);
		expect(text).toContain('sku-10 ');
		expect(text).not.toContain('sku-9 ');
		expect(text).toContain('and 10 more SKUs; --json has all');
	});

	it('keeps list, effective, billed and discount on a narrow screen', () => {
		const line = render([sampleCharge()], undefined, 60)
			.split('\n')
			.find((each) => each.startsWith('SKU'));
		expect(line?.split(/ {2,}/u)).toEqual([
			'SKU',
			'list',
			'effective',
			'billed',
			'discount',
			'estimate'
		]);
	});

	it('has nothing to compare in a bill of nothing but tax', () => {
		const tax: Partial<BillCharge> = { category: 'Tax', sku: null, quantity: null, unit: null };
		const text = render([sampleCharge(tax)]);
		expect(text).toContain('$9.00 billed.\nNothing in it is about use or purchase.');
		expect(text).toContain('taxes');
		expect(text).not.toContain('SKU');
	});
});
