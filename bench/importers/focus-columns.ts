/**
 * The columns of a FOCUS file: which version they belong to, and whether those that a reconciliation needs are there. Versions
 * as of the specification's release of 2026-06-04 (1.4); 1.3 brought ServiceProviderName, 1.4 dropped ProviderName.
 */
import type { FocusVersion } from '#core/bill.ts';
import { columnPath } from './csv-table.ts';
import type { ProblemList } from './problem-list.ts';

/** Columns that came with a version and are of no earlier one. Newest first. */
const columnsSince: readonly (readonly [FocusVersion, readonly string[]])[] = [
	['1.4', ['InvoiceDetailId']],
	[
		'1.3',
		[
			'AllocatedMethodDetails',
			'AllocatedMethodId',
			'AllocatedResourceId',
			'AllocatedResourceName',
			'AllocatedTags',
			'ContractApplied',
			'HostProviderName',
			'ServiceProviderName'
		]
	],
	// Not BillingAccountType and SubAccountType: exporters wrote them before 1.2 had them.
	[
		'1.2',
		[
			'InvoiceId',
			'PricingCurrency',
			'PricingCurrencyContractedUnitPrice',
			'PricingCurrencyEffectiveCost',
			'PricingCurrencyListUnitPrice'
		]
	],
	[
		'1.1',
		[
			'CapacityReservationId',
			'CapacityReservationStatus',
			'CommitmentDiscountQuantity',
			'CommitmentDiscountUnit',
			'ServiceSubcategory',
			'SkuMeter',
			'SkuPriceDetails'
		]
	]
];

/** Columns of drafts before 1.0, under the name that replaced them. */
const columnsBeforeOne: Readonly<Record<string, string>> = {
	AmortizedCost: 'EffectiveCost',
	ChargeType: 'ChargeCategory',
	ChargeSubcategory: 'ChargeClass',
	UsageQuantity: 'ConsumedQuantity',
	UsageUnit: 'ConsumedUnit'
};

/** Without these nothing can be reconciled. All are mandatory in every version. */
const requiredColumns = [
	'BilledCost',
	'BillingCurrency',
	'ChargeCategory',
	'ChargePeriodEnd',
	'ChargePeriodStart',
	'EffectiveCost',
	'ServiceName'
] as const;

/** The columns that name who sells, the one of the newer versions first. */
const providerColumns = ['ServiceProviderName', 'ProviderName'] as const;

export interface FocusColumns {
	version: FocusVersion;
	/** Which columns show the version, in words. */
	versionReason: string;
	/** Position of a column by name, from 0. */
	positions: ReadonlyMap<string, number>;
	/** Names of the columns that say who sells, in the order in which they are asked. */
	providerColumns: readonly string[];
}

const versionOf = (names: ReadonlySet<string>): Pick<FocusColumns, 'version' | 'versionReason'> => {
	for (const [version, columns] of columnsSince) {
		const found = columns.filter((name) => names.has(name));
		if (found.length === 0) continue;
		if (version === '1.3' && !names.has('ProviderName')) {
			return {
				version: '1.4',
				versionReason: `it has ${found.join(', ')} and no longer ProviderName`
			};
		}
		return { version, versionReason: `it has ${found.join(', ')}` };
	}
	return { version: '1.0', versionReason: 'it has no column of a later version' };
};

/**
 * Finds the columns in a header. Null where required ones are missing or the file is older than FOCUS 1.0; what is wrong is in
 * `problems`.
 */
export const findFocusColumns = (
	header: readonly string[],
	problems: ProblemList
): FocusColumns | null => {
	const positions = new Map(header.map((name, index) => [name, index]));
	const before = problems.count;
	for (const [old, now] of Object.entries(columnsBeforeOne)) {
		if (!positions.has(old) || positions.has(now)) continue;
		problems.add(
			1,
			columnPath(old),
			`is of a draft before FOCUS 1.0, where it became ${now}; expected FOCUS 1.0 to 1.4`
		);
	}
	const byLowerCase = new Map(header.map((name) => [name.toLowerCase(), name]));
	const addMissing = (name: string, what: string): void => {
		const similar = byLowerCase.get(name.toLowerCase());
		const found = similar === undefined ? '' : `; found ${JSON.stringify(similar)}`;
		problems.add(1, columnPath(name), `is missing; expected ${what}${found}`);
	};
	for (const name of requiredColumns) {
		if (!positions.has(name)) addMissing(name, 'this column of FOCUS 1.0 to 1.4');
	}
	const providers = providerColumns.filter((name) => positions.has(name));
	if (providers.length === 0) {
		addMissing('ServiceProviderName', 'it (FOCUS 1.3 and later) or ProviderName (before 1.4)');
	}
	if (problems.count > before) return null;
	return { ...versionOf(new Set(header)), positions, providerColumns: providers };
};
