/** What every quote has, whatever it is for: who, when, in which money, and on which terms. */
import { z } from 'zod';
import { clauseIds } from './clause-id.ts';
import {
	monthsSchema,
	positiveSchema,
	shareSchema,
	signedAmountSchema,
	upliftSchema
} from './quote-decimal.ts';

const text = z.string().trim().min(1).max(2_000);

const fxSchema = z.strictObject({
	usdPerUnit: positiveSchema.describe('USD for one unit of the currency'),
	asOf: z.iso.date().describe('Day of the rate, YYYY-MM-DD'),
	source: text.describe('Who published the rate')
});

const taxSchema = z.strictObject({
	treatment: z.enum(['excluded', 'included']).describe('Whether the prices contain the tax'),
	rateShare: shareSchema.optional().describe('Rate of the tax: 0.19 is 19 %'),
	recoverable: z
		.boolean()
		.default(true)
		.describe('Whether the buyer gets the tax back; a cost otherwise')
});

const paymentSchema = z.strictObject({
	netDays: z.int().min(0).max(180).optional().describe('Days after the invoice: 30 for net 30'),
	depositShare: shareSchema
		.optional()
		.describe(
			'Share of what is paid once that is due with the order, a lead time before the start'
		),
	milestones: z
		.array(
			z.strictObject({
				month: z.int().min(-24).max(60).describe('Months after the start; negative is before it'),
				share: shareSchema
			})
		)
		.min(1)
		.optional()
		.describe('How what is paid once is spread, in place of a deposit; the shares add up to 1'),
	prepayMonths: z
		.int()
		.min(1)
		.max(60)
		.optional()
		.describe(
			'Recurring charges are paid so many months in advance: 3 for quarterly, 12 for yearly'
		)
});

/** Fields that all kinds of quotes share; see `quoteTermsSchema` for them alone. */
export const quoteTerms = {
	vendor: text.max(120),
	number: text.max(80).describe("The vendor's own number of the quote"),
	version: z.int().min(1).max(9_999).default(1).describe('A corrected quote has a higher version'),
	title: text.optional().describe('What the offer is about, in a few words'),
	fictional: z.boolean().default(false).describe('An example, not an offer of anybody'),
	quotedOn: z.iso.date().describe('Date of the quote, YYYY-MM-DD'),
	validUntil: z.iso.date().describe('Last day on which the offer stands, YYYY-MM-DD'),
	currency: z
		.string()
		.regex(/^[A-Z]{3}$/, 'expected a currency code of three capital letters such as USD')
		.describe('ISO 4217 code'),
	fx: fxSchema.optional().describe('Required unless the currency is USD'),
	tax: taxSchema.optional(),
	incoterm: z
		.enum(['EXW', 'FCA', 'CPT', 'CIP', 'DAP', 'DPU', 'DDP', 'FAS', 'FOB', 'CFR', 'CIF'])
		.optional()
		.describe('Incoterms 2020: who carries freight, risk and duty'),
	payment: paymentSchema.optional(),
	leadTimeWeeks: z.number().min(0).max(200).optional().describe('Order to start of use'),
	leadTimePenalty: text.optional().describe('What the vendor owes if it is late'),
	warrantyMonths: z.int().min(0).max(180).optional(),
	supportTier: text.optional().describe('Such as "24×7, 4 h on site"'),
	priceProtectionMonths: z
		.int()
		.min(0)
		.max(180)
		.optional()
		.describe('For how long the prices hold after the start'),
	escalatorSharePerYear: upliftSchema
		.optional()
		.describe('Yearly change of the recurring prices: 0.03 is 3 % more each year'),
	termination: z
		.strictObject({
			noticeMonths: z.int().min(0).max(60).optional(),
			feeShare: shareSchema
				.optional()
				.describe('Share of what is left of the contract that an early end costs'),
			note: text.optional()
		})
		.optional()
		.describe('How the buyer gets out early'),
	autoRenewal: z
		.strictObject({
			months: monthsSchema.describe('For how long it renews'),
			noticeMonths: z.int().min(0).max(24).optional(),
			upliftShare: upliftSchema.optional().describe('Change of the price at a renewal')
		})
		.optional(),
	governingLaw: text.optional(),
	clauses: z
		.partialRecord(z.enum(clauseIds), text)
		.optional()
		.describe('Wording of clauses that matter, by their name'),
	evidence: z
		.strictObject({
			document: text.optional().describe('Name of the document that was read'),
			page: z.int().min(1).optional(),
			enteredBy: text.optional(),
			note: text.optional()
		})
		.optional()
		.describe('Where the figures can be looked up'),
	statedTotal: z
		.union([
			signedAmountSchema,
			z.strictObject({
				amount: signedAmountSchema,
				covers: z
					.enum(['lines', 'term'])
					.describe('lines: the sum of the line totals; term: all that is paid over termMonths')
			})
		])
		.optional()
		.describe('Total as printed; an amount alone is the sum of the line totals. Checked')
};

/** The shared fields alone, whatever else there is: what can be said of a quote whose kind or lines are not known yet. */
export const quoteTermsSchema = z.object(quoteTerms);
