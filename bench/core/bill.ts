/**
 * A bill and its charges, in the form of FOCUS (the FinOps open cost and usage specification, versions 1.0 to 1.4). Amounts are
 * exact decimal text in the currency of the bill.
 */
import { z } from 'zod';

export const focusVersions = ['1.0', '1.1', '1.2', '1.3', '1.4'] as const;
export type FocusVersion = (typeof focusVersions)[number];

/** What kind of charge: the values of ChargeCategory. */
export const chargeCategories = ['Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment'] as const;
export type ChargeCategory = (typeof chargeCategories)[number];

/** Whether a charge is the used or the unused part of a commitment: the values of CommitmentDiscountStatus. */
export const commitmentStatuses = ['Used', 'Unused'] as const;
export type CommitmentStatus = (typeof commitmentStatuses)[number];

const amount = z.string().regex(/^-?\d+(\.\d+)?$/);
const moment = z.iso.datetime();

export const billChargeSchema = z.strictObject({
	line: z.int().min(1).describe('Line of the file, from 1'),
	provider: z.string().min(1).describe('ServiceProviderName, or ProviderName before FOCUS 1.3'),
	service: z.string().min(1).describe('ServiceName'),
	sku: z.string().min(1).nullable().describe('SkuId; null where the file does not say'),
	category: z.enum(chargeCategories).describe('ChargeCategory'),
	isCorrection: z
		.boolean()
		.describe('Whether it corrects a charge of an earlier bill (ChargeClass is Correction)'),
	commitmentStatus: z
		.enum(commitmentStatuses)
		.nullable()
		.describe('CommitmentDiscountStatus; null outside of a commitment'),
	periodStartUtc: moment.describe('ChargePeriodStart: first moment that the charge is about'),
	periodEndUtc: moment.describe('ChargePeriodEnd: first moment after it'),
	quantity: amount
		.nullable()
		.describe('ConsumedQuantity, else PricingQuantity; null where the file has neither'),
	unit: z.string().min(1).nullable().describe('Unit of the quantity, as written'),
	listCost: amount.nullable().describe('ListCost: list price × quantity; null where not said'),
	contractedCost: amount.nullable().describe('ContractedCost: negotiated price × quantity'),
	effectiveCost: amount
		.nullable()
		.describe('EffectiveCost: prepaid amounts spread over what used them; null where not said'),
	billedCost: amount.describe('BilledCost: what is on the invoice'),
	other: z
		.record(z.string(), z.string())
		.describe('All other columns that are not empty, by name, as read')
});

export type BillCharge = z.infer<typeof billChargeSchema>;

export const billSchema = z.strictObject({
	id: z.string().min(1).describe('bill- and the beginning of the hash of the file'),
	fileName: z.string().min(1).describe('Name of the file without its folder'),
	fileHash: z
		.string()
		.regex(/^[0-9a-f]{64}$/)
		.describe('SHA-256 of the file, hex'),
	importedAtUtc: moment,
	focusVersion: z.enum(focusVersions).describe('Version of FOCUS that the columns belong to'),
	currency: z
		.string()
		.regex(/^[A-Z]{3}$/)
		.describe('BillingCurrency of every charge, ISO 4217'),
	periodStartUtc: moment.describe('First moment that a charge is about'),
	periodEndUtc: moment.describe('First moment after the last charge')
});

export type Bill = z.infer<typeof billSchema>;

const writtenMoment =
	/^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)? ?(?:Z|UTC|\+00:?00))?$/;

/**
 * A moment as FOCUS files write it (`2026-11-01T00:00:00Z`, without seconds, `2026-11-01 00:00:00 UTC`, or a day, which is its
 * midnight) as ISO 8601 in UTC with milliseconds. Null for a day that does not exist, another time zone or none.
 */
export const parseBillMoment = (text: string): string | null => {
	const match = writtenMoment.exec(text);
	if (!match) return null;
	const [, day = '', minutes = '00:00', seconds = ':00'] = match;
	const moment = new Date(`${day}T${minutes}${seconds.slice(0, 7)}Z`);
	if (Number.isNaN(moment.getTime())) return null;
	const iso = moment.toISOString();
	// Date takes the 30th of February for the 2nd of March.
	return iso.startsWith(`${day}T${minutes}`) ? iso : null;
};
