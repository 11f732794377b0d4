/** Checks of a quote that need more than one field: currencies, dates, steps, tiers, lines and totals. */
import { toDecimal } from '../decimal.ts';
import { checkLines, type CheckedLine } from './check-lines.ts';
import { checkTotals, type QuoteProblem } from './check-total.ts';
import type { RampStep } from './line-amount.ts';

/** A quote of any kind, as far as the checks look at it. */
export interface CheckedQuote {
	quotedOn: string;
	validUntil: string;
	currency: string;
	fx?: { usdPerUnit: string } | undefined;
	tax?: { treatment: string; rateShare?: string | undefined; recoverable: boolean } | undefined;
	payment?:
		| { depositShare?: string | undefined; milestones?: readonly { share: string }[] | undefined }
		| undefined;
	statedTotal?: string | { amount: string; covers: 'lines' | 'term' } | undefined;
	termMonths?: number | undefined;
	escalatorSharePerYear?: string | undefined;
	ramp?: readonly RampStep[] | undefined;
	/** Contract discount of an API quote. */
	discountShare?: string | undefined;
	commit?: { ramp?: readonly RampStep[] | undefined; per: string } | undefined;
	tiers?: readonly { from: string; discountShare: string }[] | undefined;
	tierBasis?: string | undefined;
	tierMode?: string | undefined;
	lines: readonly CheckedLine[];
}

const checkSteps = (
	steps: readonly RampStep[] | undefined,
	path: readonly string[]
): QuoteProblem[] =>
	(steps ?? []).flatMap((step, index, all): QuoteProblem[] => {
		const before = all[index - 1];
		return before === undefined || step.fromMonth > before.fromMonth
			? []
			: [
					{
						path: [...path, index, 'fromMonth'],
						message: `month ${String(step.fromMonth)} does not come after month ${String(before.fromMonth)} of the step before`
					}
				];
	});

const checkTiers = (quote: CheckedQuote): QuoteProblem[] => {
	const { tiers = [] } = quote;
	const problems: QuoteProblem[] = tiers.flatMap((tier, index) => {
		const before = tiers[index - 1];
		if (before === undefined) return [];
		const found: QuoteProblem[] = [];
		if (toDecimal(tier.from).lte(before.from)) {
			found.push({
				path: ['tiers', index, 'from'],
				message: `the tiers fall back on themselves: ${tier.from} does not lie above ${before.from} of the tier before`
			});
		}
		if (toDecimal(tier.discountShare).lt(before.discountShare)) {
			found.push({
				path: ['tiers', index, 'discountShare'],
				message: `the tiers fall back on themselves: more volume gets ${tier.discountShare} off, the tier before ${before.discountShare}`
			});
		}
		return found;
	});
	if (tiers.length > 0) {
		for (const key of ['tierBasis', 'tierMode'] as const) {
			if (quote[key] === undefined) {
				problems.push({ path: [key], message: 'missing; tiers cannot be read without it' });
			}
		}
	}
	return problems;
};

const checkMoney = ({ currency, fx, tax, payment }: CheckedQuote): QuoteProblem[] => {
	const problems: QuoteProblem[] = [];
	if (currency !== 'USD' && fx === undefined) {
		problems.push({
			path: ['fx'],
			message: `missing; ${currency} needs a rate: fx: { usdPerUnit, asOf, source }`
		});
	}
	if (currency === 'USD' && fx !== undefined && !toDecimal(fx.usdPerUnit).eq(1)) {
		problems.push({
			path: ['fx', 'usdPerUnit'],
			message: `the quote is in USD, so a rate other than 1 makes no sense, found ${fx.usdPerUnit}`
		});
	}
	if (tax !== undefined && tax.rateShare === undefined) {
		const needed = (tax.treatment === 'included') === tax.recoverable;
		if (needed) {
			problems.push({
				path: ['tax', 'rateShare'],
				message: `missing; tax that is ${tax.treatment} and ${tax.recoverable ? '' : 'not '}recoverable cannot be reckoned without its rate`
			});
		}
	}
	if (payment?.milestones !== undefined) {
		const shares = payment.milestones.reduce(
			(total, { share }) => total.plus(share),
			toDecimal('0')
		);
		if (!shares.eq(1)) {
			problems.push({
				path: ['payment', 'milestones'],
				message: `the shares add up to ${shares.toFixed()}, expected 1`
			});
		}
		if (payment.depositShare !== undefined) {
			problems.push({
				path: ['payment', 'depositShare'],
				message: 'give a deposit or milestones, not both; a deposit can be the first milestone'
			});
		}
	}
	return problems;
};

/** Everything that is wrong with a quote whose fields are each well formed. */
export const checkQuote = (quote: CheckedQuote): QuoteProblem[] => [
	...(quote.validUntil < quote.quotedOn
		? [
				{
					path: ['validUntil'],
					message: `${quote.validUntil} is before the date of the quote, ${quote.quotedOn}`
				}
			]
		: []),
	...checkMoney(quote),
	...checkLines(quote.lines),
	...checkSteps(quote.ramp, ['ramp']),
	...checkSteps(quote.commit?.ramp, ['commit', 'ramp']),
	...(quote.commit?.per === 'term' && quote.termMonths === undefined
		? [
				{
					path: ['commit', 'per'],
					message: 'a commitment over the term needs "termMonths"'
				}
			]
		: []),
	...checkTiers(quote),
	...checkTotals(quote)
];
