import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { billChargeSchema, billSchema } from '#core/bill.ts';
import { toDecimal } from '#core/decimal.ts';
import { BenchError, renderProblem } from '#core/errors.ts';
import { loadFocusBill, readFocusBill } from '#bench/importers/focus-bill.ts';
import { focusText, usageRow, type FocusRow } from './support/focus-text.ts';

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'bench-bill-'));
});
afterAll(() => {
	rmSync(folder, { recursive: true });
});

const failure = (text: string): BenchError => {
	try {
		readFocusBill(text, 'bill.csv');
	} catch (error) {
		if (error instanceof BenchError) return error;
		throw error;
	}
	throw new Error('expected a BenchError');
};
const problems = (text: string): string[] => failure(text).problems.map(renderProblem);
const problemsOf = (...rows: FocusRow[]): string[] => problems(focusText(rows));

describe('a FOCUS bill', () => {
	it('is read as charges, with all other columns kept', () => {
		const { charges, ...bill } = readFocusBill(
			focusText([{ SkuMeter: 'Input Tokens', Tags: '{"team":"a, b"}', x_Note: '' }]),
			'bill.csv'
		);
		expect(bill).toEqual({
			focusVersion: '1.1',
			versionReason: 'it has SkuMeter',
			currency: 'USD',
			periodStartUtc: '2026-10-01T00:00:00.000Z',
			periodEndUtc: '2026-10-02T00:00:00.000Z'
		});
		expect(charges).toEqual([
			{
				line: 2,
				provider: 'Example AI',
				service: 'Models',
				sku: 'model-in',
				category: 'Usage',
				isCorrection: false,
				commitmentStatus: null,
				periodStartUtc: '2026-10-01T00:00:00.000Z',
				periodEndUtc: '2026-10-02T00:00:00.000Z',
				quantity: '4000000',
				unit: 'Tokens',
				listCost: '10',
				contractedCost: '9',
				effectiveCost: '9',
				billedCost: '9',
				other: {
					BillingCurrency: 'USD',
					ChargePeriodStart: '2026-10-01T00:00:00Z',
					ChargePeriodEnd: '2026-10-02T00:00:00Z',
					ListUnitPrice: '2.5',
					PricingQuantity: '4',
					PricingUnit: '1000000 Tokens',
					SkuMeter: 'Input Tokens',
					Tags: '{"team":"a, b"}'
				}
			}
		]);
	});

	it.each([
		['1.0', {}, []],
		['1.0', { BillingAccountType: 'Agreement' }, []],
		['1.1', { SkuPriceDetails: '{}' }, []],
		['1.2', { InvoiceId: 'i1', SkuMeter: 'm' }, []],
		['1.3', { ServiceProviderName: 'Example AI' }, []],
		['1.3', { HostProviderName: 'Example Cloud' }, []],
		['1.4', { ServiceProviderName: 'Example AI' }, ['ProviderName']],
		['1.4', { ServiceProviderName: 'Example AI', InvoiceDetailId: 'd1' }, []]
	] as const)('is of version %s with the columns %j', (version, columns, without) => {
		const bill = readFocusBill(focusText([columns], without), 'bill.csv');
		expect(bill.focusVersion).toBe(version);
		expect(bill.charges[0]?.provider).toBe('Example AI');
	});

	it('names the seller by the newer column, and by the older one where that is empty', () => {
		const { charges } = readFocusBill(
			focusText([{ ServiceProviderName: 'New' }, { ServiceProviderName: '' }]),
			'bill.csv'
		);
		expect(charges.map(({ provider }) => provider)).toEqual(['New', 'Example AI']);
	});

	it('keeps every amount exactly, exponents included', () => {
		fc.assert(
			fc.property(
				fc.bigInt({ min: 0n, max: 10n ** 18n }),
				fc.integer({ min: -20, max: 3 }),
				(digits, exponent) => {
					const cost = `${String(digits)}E${String(exponent)}`;
					const [charge] = readFocusBill(focusText([{ BilledCost: cost }]), 'bill.csv').charges;
					expect(toDecimal(charge?.billedCost ?? 'none').eq(toDecimal(cost))).toBe(true);
					expect(charge?.billedCost).toMatch(/^\d+(\.\d+)?$/);
				}
			)
		);
	});

	it('leaves unknown what is empty or NULL, and takes the priced quantity where none was consumed', () => {
		const [charge] = readFocusBill(
			focusText([
				{
					ListCost: '',
					ContractedCost: 'NULL',
					SkuId: '',
					ConsumedQuantity: '',
					ConsumedUnit: 'null'
				}
			]),
			'bill.csv'
		).charges;
		expect(charge).toMatchObject({
			listCost: null,
			contractedCost: null,
			sku: null,
			quantity: '4',
			unit: '1000000 Tokens'
		});
	});

	it('takes negative amounts of credits, adjustments and corrections, and of nothing else', () => {
		const negative = {
			BilledCost: '-1',
			EffectiveCost: '-1',
			ListCost: '-1',
			ContractedCost: '-1'
		};
		for (const change of [
			{ ChargeCategory: 'Credit' },
			{ ChargeCategory: 'Adjustment' },
			{ ChargeClass: 'Correction' },
			{ ChargeClass: 'Correction', ChargeCategory: 'Tax' }
		]) {
			const text = focusText([{ ...negative, ...change }]);
			expect(readFocusBill(text, 'bill.csv').charges[0]?.billedCost).toBe('-1');
		}
		expect(problemsOf(negative, { ChargeCategory: 'Tax', BilledCost: '-0.01' })).toEqual([
			...['BilledCost', 'ListCost', 'ContractedCost', 'EffectiveCost'].map(
				(name) =>
					`bill.csv:2 column "${name}": an amount outside of credits, adjustments and corrections may not be negative, found -1`
			),
			'bill.csv:3 column "BilledCost": an amount outside of credits, adjustments and corrections may not be negative, found -0.01'
		]);
	});

	it.each<[FocusRow, string]>([
		[{ BilledCost: '' }, 'column "BilledCost": is empty; expected a value'],
		[
			{ BilledCost: '1,5' },
			'column "BilledCost": expected a number with a decimal point, found 1,5'
		],
		[{ ListCost: '$3' }, 'column "ListCost": expected a number with a decimal point, found $3'],
		[{ ListUnitPrice: '-2.5' }, 'column "ListUnitPrice": a price may not be negative, found -2.5'],
		[
			{ ConsumedQuantity: '-3' },
			'column "ConsumedQuantity": a quantity outside of corrections may not be negative, found -3'
		],
		[
			{ ChargePeriodStart: '2026-10-32T00:00:00Z' },
			'column "ChargePeriodStart": expected a moment in UTC such as 2026-11-01T00:00:00Z, found 2026-10-32T00:00:00Z'
		],
		[{ ChargePeriodEnd: '' }, 'column "ChargePeriodEnd": is empty; expected a value'],
		[
			{ ChargePeriodEnd: '2026-10-01T00:00:00Z' },
			'column "ChargePeriodEnd": is not after ChargePeriodStart 2026-10-01T00:00:00.000Z'
		],
		[
			{ ChargeCategory: 'usage' },
			'column "ChargeCategory": expected Usage, Purchase, Tax, Credit, Adjustment, found usage'
		],
		[
			{ ChargeClass: 'Refund' },
			'column "ChargeClass": expected Correction or nothing, found Refund'
		],
		[
			{ CommitmentDiscountStatus: 'Idle' },
			'column "CommitmentDiscountStatus": expected Used, Unused or nothing, found Idle'
		],
		[
			{ BillingCurrency: 'Dollar' },
			'column "BillingCurrency": expected three capital letters such as USD, found Dollar'
		],
		[{ ProviderName: '' }, 'column "ProviderName": is empty; expected a value'],
		[{ ServiceName: '' }, 'column "ServiceName": is empty; expected a value']
	])('with %j is refused', (change, expected) => {
		expect(problemsOf({}, change)).toEqual([`bill.csv:3 ${expected}`]);
	});

	it('with a formula in a cell is refused with the cell', () => {
		const text = focusText([{}]).replace('model-in', '=HYPERLINK(A1)');
		expect(problems(text)).toEqual([
			'bill.csv:2 column "SkuId": "=HYPERLINK(A1)" would be a formula in a spreadsheet; expected plain text or a number'
		]);
	});

	it('with a quotation mark left open is refused with its line', () => {
		const text = focusText([{}, {}]).replace('Models', '"Models');
		expect(problems(text)).toEqual([
			'bill.csv:2 column "ServiceName": a quotation mark opens a cell and none closes it'
		]);
	});

	it('in several currencies is refused with the lines of each', () => {
		expect(
			problemsOf({}, { BillingCurrency: 'EUR' }, {}, ...Array.from({ length: 6 }, () => ({})))
		).toEqual([
			'bill.csv column "BillingCurrency": one bill has one currency, found USD (line 2, 4, 5, 6, 7 and 3 more); EUR (line 3); split the file by currency'
		]);
	});

	it('without the columns that count is refused with all that are missing', () => {
		expect(problems('billedCost,ServiceName\n1,a\n2,b\n')).toEqual([
			'bill.csv:1 column "BilledCost": is missing; expected this column of FOCUS 1.0 to 1.4; found "billedCost"',
			...[
				'BillingCurrency',
				'ChargeCategory',
				'ChargePeriodEnd',
				'ChargePeriodStart',
				'EffectiveCost'
			].map(
				(name) =>
					`bill.csv:1 column "${name}": is missing; expected this column of FOCUS 1.0 to 1.4`
			),
			'bill.csv:1 column "ServiceProviderName": is missing; expected it (FOCUS 1.3 and later) or ProviderName (before 1.4)'
		]);
	});

	it('of a draft before 1.0 is refused with the columns that show it', () => {
		const text = focusText(
			[{ AmortizedCost: '1', ChargeType: 'Usage' }],
			['EffectiveCost', 'ChargeCategory']
		);
		expect(problems(text).slice(0, 2)).toEqual([
			'bill.csv:1 column "AmortizedCost": is of a draft before FOCUS 1.0, where it became EffectiveCost; expected FOCUS 1.0 to 1.4',
			'bill.csv:1 column "ChargeType": is of a draft before FOCUS 1.0, where it became ChargeCategory; expected FOCUS 1.0 to 1.4'
		]);
	});

	it('with nothing but a header is refused', () => {
		expect(problems(`${Object.keys(usageRow).join(',')}\n`)).toEqual([
			'bill.csv: there are no rows below the header'
		]);
	});

	it('shows the first fifty of very many problems and says how many more there are', () => {
		const shown = problemsOf(...Array.from({ length: 300 }, () => ({ BilledCost: 'x' })));
		expect(shown).toHaveLength(51);
		expect(shown.at(-1)).toBe('bill.csv: and 250 more');
	});

	it('that comes with the project is valid, and is one bill with one id however often it is read', async () => {
		const file = fileURLToPath(new URL('../../scenarios/bills/focus-example.csv', import.meta.url));
		const first = await loadFocusBill(file, '2026-11-25T10:00:00.000Z');
		const again = await loadFocusBill(file, '2026-11-26T10:00:00.000Z');
		expect(billSchema.parse(first.bill)).toMatchObject({
			fileName: 'focus-example.csv',
			focusVersion: '1.2'
		});
		expect(first.charges.map((charge) => billChargeSchema.parse(charge))).toEqual(first.charges);
		expect(again.bill).toEqual({ ...first.bill, importedAtUtc: '2026-11-26T10:00:00.000Z' });
	});

	it('that is no text or cannot be read is refused', async () => {
		const at = '2026-11-25T10:00:00.000Z';
		const file = join(folder, 'bill.csv');
		await expect(loadFocusBill(file, at)).rejects.toMatchObject({ code: 'E_FILE' });
		writeFileSync(file, Buffer.from([0x1f, 0x8b, 8, 0, 0xff]));
		await expect(loadFocusBill(file, at)).rejects.toMatchObject({
			code: 'E_CONFIG',
			problems: [{ message: 'is packed with gzip; expected the text itself' }]
		});
		writeFileSync(file, Buffer.from(focusText([{ ServiceName: 'Größe' }]), 'latin1'));
		await expect(loadFocusBill(file, at)).rejects.toMatchObject({
			code: 'E_CONFIG',
			problems: [{ message: 'is not text in UTF-8' }]
		});
	});
});
