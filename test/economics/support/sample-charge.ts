/** Whole charges for tests to change what they are about. */
import fc from 'fast-check';
import type { BillCharge } from '#core/bill.ts';

/** Four million input tokens, listed at 10, for 9. */
export const sampleCharge = (changes: Partial<BillCharge> = {}): BillCharge => ({
	line: 2,
	provider: 'Example AI',
	service: 'Models',
	sku: 'model-in',
	category: 'Usage',
	isCorrection: false,
	commitmentStatus: null,
	periodStartUtc: '2026-10-01T00:00:00.000Z',
	periodEndUtc: '2026-11-01T00:00:00.000Z',
	quantity: '4000000',
	unit: 'Tokens',
	listCost: '10',
	contractedCost: '9',
	effectiveCost: '9',
	billedCost: '9',
	other: {},
	...changes
});

const cents = (max: number): fc.Arbitrary<string> =>
	fc.nat({ max }).map((amount) => (amount / 100).toFixed(2));
const known = fc.option(cents(100_000), { nil: null });

/** Any charge that a bill can hold, of a few providers, services and SKUs. */
export const anyCharge: fc.Arbitrary<BillCharge> = fc
	.record({
		provider: fc.constantFrom('Example AI', 'Example Cloud'),
		service: fc.constantFrom('Models', 'GPU'),
		sku: fc.constantFrom('a', 'b', null),
		category: fc.constantFrom('Usage', 'Usage', 'Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment'),
		commitmentStatus: fc.constantFrom(null, null, 'Used', 'Unused'),
		quantity: known,
		unit: fc.constantFrom('Tokens', '1K Tokens', 'Hours', null),
		listCost: known,
		contractedCost: known,
		effectiveCost: known,
		billedCost: cents(100_000),
		other: fc.constantFrom<Record<string, string>>(
			{},
			{ SkuMeter: 'Input Tokens' },
			{ SkuMeter: 'Output Tokens', PricingQuantity: '3', PricingUnit: '1M Tokens' },
			{ SkuPriceDetails: '{"TokenType":"CacheRead","ModelId":"m"}' },
			{ CommitmentDiscountId: 'c1', ListUnitPrice: '2', PricingQuantity: '5' }
		)
	} satisfies Record<string, fc.Arbitrary<unknown>>)
	.map((changes) => sampleCharge(changes as Partial<BillCharge>));
