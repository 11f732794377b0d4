/**
 * The costs of serving models oneself as rows of a FOCUS file (version 1.2), so that they can be charged back beside what
 * clouds bill. The caller writes them as CSV.
 */
import { toDecimal } from '#core/decimal.ts';

/** One line of cost of one month. */
export interface MonthlyCost {
	/** What it is: `server, capital recovery`. */
	label: string;
	/** USD of the month, decimal text; null where a price is unknown. */
	usd: string | null;
	/** YYYY-MM. */
	month: string;
	useCase: string;
}

export interface FocusRowsOptions {
	/** Who runs the service, such as a department; ProviderName, PublisherName and InvoiceIssuerName. */
	provider: string;
	/** Such as `self-hosted models`. */
	service: string;
	/** Account that is charged; BillingAccountId. */
	billingAccount: string;
}

export interface FocusTable {
	header: string[];
	rows: string[][];
	/** Costs whose amount is unknown: they are in no row, as a row of 0 would be a lie. */
	unknownCosts: MonthlyCost[];
}

const columns = [
	'BilledCost',
	'BillingAccountId',
	'BillingAccountName',
	'BillingCurrency',
	'BillingPeriodEnd',
	'BillingPeriodStart',
	'ChargeCategory',
	'ChargeClass',
	'ChargeDescription',
	'ChargeFrequency',
	'ChargePeriodEnd',
	'ChargePeriodStart',
	'ConsumedQuantity',
	'ConsumedUnit',
	'ContractedCost',
	'ContractedUnitPrice',
	'EffectiveCost',
	'InvoiceIssuerName',
	'ListCost',
	'ListUnitPrice',
	'PricingCategory',
	'PricingCurrency',
	'PricingQuantity',
	'PricingUnit',
	'ProviderName',
	'PublisherName',
	'ServiceCategory',
	'ServiceName',
	'SkuId',
	'SkuPriceId',
	'SubAccountId',
	'SubAccountName',
	'Tags'
] as const;

const monthStart = (year: number, month: number): string =>
	`${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01T00:00:00Z`;

/** First moment of a month and of the next one; throws a RangeError for what is no month, which no caller may pass. */
const boundsOf = (month: string): { start: string; end: string } => {
	const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month);
	if (!match) throw new RangeError(`expected a month as YYYY-MM, found ${month}`);
	const [year, number] = [Number(match[1]), Number(match[2])];
	return {
		start: monthStart(year, number),
		end: number === 12 ? monthStart(year + 1, 1) : monthStart(year, number + 1)
	};
};

/**
 * A header and one row for each known cost, in their order. What a cost line saves (a negative amount) is an adjustment; all
 * four costs of a row are the same, as nothing was listed, negotiated or prepaid. One row is one month of its line.
 */
export const focusRows = (
	costs: readonly MonthlyCost[],
	{ provider, service, billingAccount }: FocusRowsOptions
): FocusTable => {
	const rows: string[][] = [];
	const unknownCosts: MonthlyCost[] = [];
	for (const cost of costs) {
		if (cost.usd === null) {
			unknownCosts.push(cost);
			continue;
		}
		const amount = toDecimal(cost.usd);
		const usd = amount.toFixed();
		const { start, end } = boundsOf(cost.month);
		const isUsage = amount.gte(0);
		const usage = (text: string): string => (isUsage ? text : '');
		const values: Record<(typeof columns)[number], string> = {
			BilledCost: usd,
			BillingAccountId: billingAccount,
			BillingAccountName: billingAccount,
			BillingCurrency: 'USD',
			BillingPeriodEnd: end,
			BillingPeriodStart: start,
			ChargeCategory: isUsage ? 'Usage' : 'Adjustment',
			ChargeClass: '',
			ChargeDescription: `${cost.label}, ${cost.useCase}, ${cost.month}`,
			ChargeFrequency: 'Recurring',
			ChargePeriodEnd: end,
			ChargePeriodStart: start,
			ConsumedQuantity: usage('1'),
			ConsumedUnit: usage('Months'),
			ContractedCost: usd,
			ContractedUnitPrice: usage(usd),
			EffectiveCost: usd,
			InvoiceIssuerName: provider,
			ListCost: usd,
			ListUnitPrice: usage(usd),
			PricingCategory: usage('Standard'),
			PricingCurrency: 'USD',
			PricingQuantity: usage('1'),
			PricingUnit: usage('Months'),
			ProviderName: provider,
			PublisherName: provider,
			ServiceCategory: 'AI and Machine Learning',
			ServiceName: service,
			SkuId: usage(cost.label),
			SkuPriceId: usage(cost.label),
			SubAccountId: cost.useCase,
			SubAccountName: cost.useCase,
			Tags: JSON.stringify({ useCase: cost.useCase })
		};
		rows.push(columns.map((name) => values[name]));
	}
	return { header: [...columns], rows, unknownCosts };
};
