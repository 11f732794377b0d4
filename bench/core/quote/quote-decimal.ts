/** Decimal fields of a quote: amounts, shares and rates, as decimal text once parsed. */
import { z } from 'zod';
import { toDecimal } from '../decimal.ts';
import { signedDecimalSchema } from '../quantity.ts';

/** Amounts beyond this are a slip of a column, not an offer; it also bounds what is multiplied out. */
const largestAmount = '1000000000000';

const bounded = (min: string, aboveMin: boolean, max: string) =>
	signedDecimalSchema.superRefine((value, context) => {
		const number = toDecimal(value);
		if (aboveMin ? number.lte(min) : number.lt(min)) {
			context.addIssue({
				code: 'custom',
				message: `expected a number ${aboveMin ? 'above' : 'from'} ${min}, found ${value}`
			});
		} else if (number.gt(max)) {
			context.addIssue({
				code: 'custom',
				message: `expected a number up to ${max}, found ${value}`
			});
		}
	});

/** ≥ 0. */
export const amountSchema = bounded('0', false, largestAmount);

/** > 0. */
export const positiveSchema = bounded('0', true, largestAmount);

/** Of either sign, for lines whose item decides about the sign. */
export const signedAmountSchema = bounded(`-${largestAmount}`, false, largestAmount);

/** 0 to 1: `0.1` is ten per cent. */
export const shareSchema = bounded('0', false, '1');

/** A yearly change of a price: −0.9 to 1. */
export const upliftSchema = bounded('-0.9', false, '1');

/** Months of a contract, 1 to 180. */
export const monthsSchema = z.int().min(1).max(180);

/** A month after the start, 0 to 179. */
export const startMonthSchema = z.int().min(0).max(179);
