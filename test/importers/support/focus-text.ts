/** FOCUS files for tests: whole, valid rows to change what a test is about. */
import { writeCsv } from '#bench/importers/csv-table.ts';

export type FocusRow = Record<string, string>;

export const usageRow: FocusRow = {
	BilledCost: '9',
	BillingCurrency: 'USD',
	ChargeCategory: 'Usage',
	ChargeClass: '',
	ChargePeriodStart: '2026-10-01T00:00:00Z',
	ChargePeriodEnd: '2026-10-02T00:00:00Z',
	ConsumedQuantity: '4000000',
	ConsumedUnit: 'Tokens',
	ContractedCost: '9',
	EffectiveCost: '9',
	ListCost: '10',
	ListUnitPrice: '2.5',
	PricingQuantity: '4',
	PricingUnit: '1000000 Tokens',
	ProviderName: 'Example AI',
	ServiceName: 'Models',
	SkuId: 'model-in',
	CommitmentDiscountStatus: ''
};

/** CSV of rows that differ from `usageRow` as said; columns are those of all rows, without those named in `without`. */
export const focusText = (
	changes: readonly FocusRow[],
	without: readonly string[] = []
): string => {
	const rows: FocusRow[] = changes.map((change) => ({ ...usageRow, ...change }));
	const header = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter(
		(name) => !without.includes(name)
	);
	return writeCsv(
		header,
		rows.map((row) => header.map((name) => row[name] ?? ''))
	);
};
