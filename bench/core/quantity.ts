/**
 * A number of the cost model as an author writes it: a value, a range or a distribution, with where it comes from. What is
 * shown as a point is exact decimal text; the spread is for sampling and may be binary.
 */
import { z } from 'zod';
import { decimalText, toDecimal, type Decimal } from './decimal.ts';
import { withArticle } from './with-article.ts';

const plainDecimal = /^-?\d+(\.\d+)?$/;

/** A decimal of either sign: a number or a string in files, decimal text once parsed. */
export const signedDecimalSchema = z
	.union([z.number(), z.string()])
	.transform((value, context) => {
		if (typeof value === 'number') return decimalText(value);
		// What is too large for a binary float could be calculated with, but not drawn from.
		if (plainDecimal.test(value.trim()) && Number.isFinite(Number(value))) {
			return decimalText(value.trim());
		}
		context.addIssue({ code: 'custom', message: 'expected a plain decimal such as 2.50' });
		return z.NEVER;
	})
	.meta({ description: 'A decimal number' });

/** How a quantity may differ from its value. `triangular`: value is the mode. `normal`, `lognormal`: low and high hold 90 %. */
export const spreadKinds = ['uniform', 'triangular', 'normal', 'lognormal'] as const;
export type SpreadKind = (typeof spreadKinds)[number];

const writtenQuantitySchema = z
	.union([
		signedDecimalSchema,
		z.strictObject({
			value: signedDecimalSchema
				.optional()
				.describe('What is calculated with; the middle where absent'),
			low: signedDecimalSchema.optional().describe('Lower end of what is thought possible'),
			high: signedDecimalSchema.optional().describe('Upper end of what is thought possible'),
			distribution: z
				.enum(spreadKinds)
				.optional()
				.describe(
					'How it lies between the ends: triangular with a value and uniform without one, unless said; for normal and lognormal the ends hold 90 %'
				),
			source: z
				.string()
				.min(1)
				.optional()
				.describe('Page, quote, measurement or person it comes from'),
			asOf: z.iso.date().optional().describe('Day for which the source says so, YYYY-MM-DD')
		})
	])
	.meta({ id: 'quantity' });

export interface Quantity {
	/** Decimal text. */
	value: string;
	/** Null for a plain value. */
	spread: { kind: SpreadKind; low: string; high: string } | null;
	source: string | null;
	/** YYYY-MM-DD. */
	asOf: string | null;
}

export interface QuantityLimits {
	/** Smallest and largest value that makes sense, decimal text; what is outside is refused. */
	min?: string;
	max?: string;
	/** Whether `min` itself is refused. */
	aboveMin?: boolean;
	/** What the quantity is, with its unit; shown by editors. */
	description: string;
}

/**
 * The middle of a range, exact: the arithmetic one, and the geometric one (to 15 digits) of a lognormal range. Never outside of it,
 * whatever was rounded.
 */
const middleOf = (kind: SpreadKind, low: Decimal, high: Decimal): Decimal => {
	if (kind !== 'lognormal') return low.plus(high).div(2);
	// Roots first: the product of the ends can be too large or too small for a binary float.
	const root = Math.sqrt(low.toNumber()) * Math.sqrt(high.toNumber());
	const middle = toDecimal(root.toPrecision(15));
	return middle.lt(low) ? low : middle.gt(high) ? high : middle;
};

const quantityOf = (written: z.output<typeof writtenQuantitySchema>): Quantity | string => {
	if (typeof written === 'string') {
		return { value: written, spread: null, source: null, asOf: null };
	}
	const { value, low, high, distribution, source = null, asOf = null } = written;
	if (low === undefined && high === undefined) {
		if (value === undefined) return 'expected a value, or a range with "low" and "high"';
		if (distribution !== undefined)
			return `${withArticle(distribution)} distribution needs "low" and "high"`;
		return { value, spread: null, source, asOf };
	}
	if (low === undefined || high === undefined) return 'a range needs both "low" and "high"';
	const [from, to] = [toDecimal(low), toDecimal(high)];
	if (from.gt(to)) return `"low" ${low} is above "high" ${high}`;
	const kind = distribution ?? (value === undefined ? 'uniform' : 'triangular');
	if (kind === 'lognormal' && from.lte(0)) return 'a lognormal range must be above 0';
	const point = value ?? middleOf(kind, from, to).toFixed();
	if (from.gt(point) || to.lt(point)) {
		return `the value ${point} is not between "low" ${low} and "high" ${high}`;
	}
	return { value: point, spread: from.eq(to) ? null : { kind, low, high }, source, asOf };
};

/** The schema of one quantity, within limits. */
export const quantitySchema = ({ min, max, aboveMin = false, description }: QuantityLimits) =>
	writtenQuantitySchema
		.transform((written, context): Quantity => {
			const quantity = quantityOf(written);
			const fail = (message: string): Quantity => {
				context.addIssue({ code: 'custom', message });
				return z.NEVER;
			};
			if (typeof quantity === 'string') return fail(quantity);
			const ends = [quantity.value, quantity.spread?.low, quantity.spread?.high];
			for (const end of ends) {
				if (end === undefined) continue;
				const number = toDecimal(end);
				if (min !== undefined && (aboveMin ? number.lte(min) : number.lt(min))) {
					return fail(`expected a number ${aboveMin ? '>' : '≥'} ${min}, found ${end}`);
				}
				if (max !== undefined && number.gt(max)) {
					return fail(`expected a number ≤ ${max}, found ${end}`);
				}
			}
			return quantity;
		})
		.meta({ description });
