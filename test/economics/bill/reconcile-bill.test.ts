import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { BillCharge } from '#core/bill.ts';
import { Decimal, toDecimal } from '#core/decimal.ts';
import type { UnitPrice } from '#bench/economics/bill/estimate-charge.ts';
import { reconcileBill, type BillReconciliation } from '#bench/economics/bill/reconcile-bill.ts';
import { anyCharge, sampleCharge } from '../support/sample-charge.ts';

const perMtok = (usdPerUnit: string): UnitPrice => ({
	usdPerUnit,
	unit: '1M tokens',
	source: 'a test'
});
const priceOf = ({ sku }: BillCharge): UnitPrice | null => (sku === 'a' ? perMtok('2.5') : null);
const usd = { currency: 'USD', priceOf };
const sum = (amounts: readonly (string | null)[]): Decimal =>
	amounts.reduce((total, amount) => total.plus(amount ?? 0), new Decimal(0));
const anyBill = fc.array(anyCharge, { minLength: 1, maxLength: 30 });

/** A reservation of 744 hours at 15.60, of which 600 were used; 24 an hour at list. */
const reservation: BillCharge[] = [
	sampleCharge({
		sku: 'gpu',
		commitmentStatus: 'Used',
		listCost: '14400',
		effectiveCost: '9360',
		billedCost: '0',
		other: { CommitmentDiscountId: 'c1' }
	}),
	sampleCharge({
		sku: 'gpu',
		commitmentStatus: 'Unused',
		listCost: '0',
		effectiveCost: '2246.4',
		billedCost: '0',
		other: { CommitmentDiscountId: 'c1' }
	}),
	sampleCharge({
		sku: 'gpu',
		category: 'Purchase',
		listCost: '11606.4',
		effectiveCost: '0',
		billedCost: '11606.4',
		other: { CommitmentDiscountId: 'c1' }
	})
];

describe('the reconciliation of a bill', () => {
	it('is the same in whatever order the charges come', () => {
		const shuffled = anyBill.chain((charges) =>
			fc.tuple(
				fc.constant(charges),
				fc.shuffledSubarray(charges, { minLength: charges.length, maxLength: charges.length })
			)
		);
		fc.assert(
			fc.property(shuffled, ([charges, others]) => {
				expect(reconcileBill(others, usd)).toEqual(reconcileBill(charges, usd));
			})
		);
	});

	it('adds up: kinds, services and SKUs to the bill, and known and missing charges to all', () => {
		fc.assert(
			fc.property(anyBill, (charges) => {
				const result = reconcileBill(charges, usd);
				const billed = sum(charges.map(({ billedCost }) => billedCost)).toFixed();
				expect(result.billed).toBe(billed);
				expect(sum(result.kinds.map((kind) => kind.billed)).toFixed()).toBe(billed);
				for (const parts of [result.services, result.skus]) {
					expect(sum(parts.map((part) => part.billed)).toFixed()).toBe(result.consumption.billed);
					for (const name of ['list', 'contracted', 'effective'] as const) {
						const amounts = parts.map((part) => part[name].amount);
						expect(sum(amounts).eq(result.consumption[name].amount ?? 0)).toBe(true);
					}
				}
				for (const sums of [result.consumption, ...result.services, ...result.skus]) {
					for (const { knownCount, missingCount } of [sums.list, sums.contracted, sums.effective]) {
						expect(knownCount + missingCount).toBe(sums.chargeCount);
					}
					const { estimate } = sums;
					expect(
						(estimate?.estimatedCount ?? 0) +
							(estimate?.withoutPriceCount ?? 0) +
							(estimate?.withoutQuantityCount ?? 0) +
							(estimate?.unitMismatchCount ?? 0)
					).toBe(sums.chargeCount);
				}
			})
		);
	});

	it('keeps the identities of discount, residual and waste', () => {
		const isClose = (a: Decimal, b: Decimal): boolean => a.minus(b).abs().lt('1e-30');
		fc.assert(
			fc.property(anyBill, (charges) => {
				const result = reconcileBill(charges, usd);
				for (const sums of [result.consumption, ...result.skus]) {
					const { comparable, effectiveDiscountShare, estimate } = sums;
					if (effectiveDiscountShare !== null) {
						const paidShare = new Decimal(1).minus(effectiveDiscountShare);
						const product = paidShare.times(comparable.list);
						expect(isClose(product, toDecimal(comparable.effective))).toBe(true);
					}
					if (estimate?.residualBilled) {
						const back = toDecimal(estimate.estimateUsd ?? 'none').plus(estimate.residualBilled);
						expect(back.eq(estimate.billedCost ?? 'none')).toBe(true);
					}
				}
				const { commitment, discountAfterWasteShare, consumption } = result;
				if (discountAfterWasteShare !== null && consumption.effectiveDiscountShare !== null) {
					expect(toDecimal(discountAfterWasteShare).lte(consumption.effectiveDiscountShare)).toBe(
						true
					);
				}
				const share = commitment?.unusedShare ?? null;
				if (share !== null) {
					expect(toDecimal(share).gte(0) && toDecimal(share).lte(1)).toBe(true);
					expect(
						sum(result.commitments.map(({ unused }) => unused.amount)).eq(
							commitment?.unused.amount ?? 0
						)
					).toBe(true);
				}
			})
		);
	});

	it('tells discount, waste and prepayment of a reservation apart, and counts nothing twice', () => {
		const result = reconcileBill(reservation, { currency: 'USD' });
		expect(result).toMatchObject({
			billed: '11606.4',
			consumption: { chargeCount: 1, effectiveDiscountShare: '0.35', billed: '0' },
			discountAfterWasteShare: '0.194',
			commitment: { used: { amount: '9360' }, unused: { amount: '2246.4' } },
			commitments: [{ commitment: 'c1' }],
			estimates: 'not-asked-for'
		} satisfies DeepPartial<BillReconciliation>);
		expect(result.kinds.map(({ kind, billed }) => [kind, billed])).toEqual([
			['consumption', '0'],
			['unused-commitment', '0'],
			['prepayment', '11606.4']
		]);
		expect(
			toDecimal(result.commitment?.unusedShare ?? 'none')
				.round(6)
				.toFixed()
		).toBe('0.193548');
	});

	it('counts charges without a list cost and takes none of them for free', () => {
		const { consumption } = reconcileBill(
			[
				sampleCharge(),
				sampleCharge({ listCost: null }),
				// Exporters write 0 where they do not know.
				sampleCharge({ listCost: '0', contractedCost: '0' }),
				// This one is really free.
				sampleCharge({ listCost: '0', contractedCost: '0', effectiveCost: '0', billedCost: '0' })
			],
			{ currency: 'USD' }
		);
		expect(consumption.list).toEqual({ amount: '10', knownCount: 2, missingCount: 2 });
		expect(consumption.contracted.missingCount).toBe(1);
		expect(consumption.effectiveDiscountShare).toBe('0.1');
	});

	it('has no discount, no estimate and no waste where the bill gives nothing for them', () => {
		const charges = [sampleCharge({ listCost: null, effectiveCost: null })];
		const result = reconcileBill(charges, { currency: 'USD', priceOf: () => null });
		expect(result.consumption).toMatchObject({
			list: { amount: null, missingCount: 1 },
			effective: { amount: null, missingCount: 1 },
			effectiveDiscountShare: null,
			estimate: { estimateUsd: null, residualBilled: null, withoutPriceCount: 1 }
		});
		expect(result).toMatchObject({ commitment: null, discountAfterWasteShare: null });
	});

	it('shows what was billed beyond our estimate, over the same charges', () => {
		const { consumption } = reconcileBill(
			[
				sampleCharge({ sku: 'a' }),
				sampleCharge({ sku: 'b' }),
				sampleCharge({ sku: 'a', unit: 'Hours' })
			],
			usd
		);
		expect(consumption.estimate).toEqual({
			estimateUsd: '10',
			estimatedCount: 1,
			billedCost: '9',
			effectiveCost: '9',
			residualBilled: '-1',
			residualEffective: '-1',
			withoutPriceCount: 1,
			withoutQuantityCount: 0,
			unitMismatchCount: 1,
			unitMismatches: ['the price is per 1M tokens, the quantity is in Hours'],
			sources: ['a test']
		});
	});

	it('estimates nothing for a bill in another currency, and says so', () => {
		const result = reconcileBill([sampleCharge({ sku: 'a' })], { currency: 'EUR', priceOf });
		expect(result.estimates).toBe('other-currency');
		expect(result.consumption.estimate).toBeNull();
	});

	it.each<[string, Partial<BillCharge>, UnitPrice]>([
		[
			'the list cost of the bill is 1,000 × our estimate: one of the two probably counts thousands',
			{ listCost: '10000' },
			perMtok('2.5')
		],
		[
			'our estimate is 730 × the list cost of the bill: one of the two is probably an hourly price taken for a monthly one',
			{ listCost: '24', effectiveCost: '24', billedCost: '24', quantity: '730', unit: 'Hours' },
			{ usdPerUnit: '24', unit: 'hour', source: 'a test' }
		],
		[
			'the list cost of the bill is 1,000,000 × the list price × the priced quantity of the bill: one of the two probably counts millions',
			{ other: { ListUnitPrice: '0.0000025', PricingQuantity: '4', PricingUnit: '1M tokens' } },
			perMtok('2.5')
		],
		[
			'the priced quantity (both in the same unit) is 1,000 × the consumed quantity: one of the two probably counts thousands',
			{ other: { PricingQuantity: '4000', PricingUnit: '1M tokens' } },
			perMtok('2.5')
		]
	])('suspects: %s', (sentence, changes, price) => {
		const { skus } = reconcileBill([sampleCharge(changes)], {
			currency: 'USD',
			priceOf: () => price
		});
		expect(skus[0]?.suspicions).toEqual([sentence]);
	});

	it('suspects nothing where a discount explains the difference', () => {
		const result = reconcileBill(
			[sampleCharge({ sku: 'a', effectiveCost: '1', billedCost: '1' })],
			usd
		);
		expect(result.skus[0]?.suspicions).toEqual([]);
	});

	it('has the real price and cache share of the tokens of each model', () => {
		const tokens = (type: string, quantity: string, cost: string): BillCharge =>
			sampleCharge({
				quantity,
				effectiveCost: cost,
				other: { SkuPriceDetails: JSON.stringify({ TokenType: type, ModelId: 'm' }) }
			});
		const [model] = reconcileBill(
			[
				tokens('Input', '500000', '1.5'),
				tokens('CacheWrite', '2000000', '7.5'),
				tokens('CacheRead', '7500000', '2.25'),
				tokens('Output', '1000000', '10'),
				tokens('Output', '500000', '5')
			],
			{ currency: 'USD' }
		).tokens;
		expect(model).toMatchObject({ provider: 'Example AI', model: 'm', cacheReadShare: '0.75' });
		expect(model?.kinds.map(({ kind, effectivePerMtok }) => [kind, effectivePerMtok])).toEqual([
			['input', '3'],
			['cache-read', '0.3'],
			['cache-write', '3.75'],
			['output', '10']
		]);
	});

	it('has no cache share where cache reads have no line of their own', () => {
		const charge = sampleCharge({ other: { SkuMeter: 'Input Tokens' } });
		expect(reconcileBill([charge], { currency: 'USD' }).tokens[0]?.cacheReadShare).toBeNull();
	});
});

type DeepPartial<T> = T extends readonly (infer Item)[]
	? DeepPartial<Item>[]
	: T extends object
		? { [Key in keyof T]?: DeepPartial<T[Key]> }
		: T;
