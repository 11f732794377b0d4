/**
 * Ratios of two amounts for the same thing that look like a mistaken unit: per thousand for per unit, per million for per
 * unit, an hourly price taken for a monthly one.
 */
import type { Decimal } from '#core/decimal.ts';

export type SlipKind = 'thousand' | 'million' | 'hours-a-month' | 'far-apart';

export interface UnitSlip {
	kind: SlipKind;
	/** The larger amount is the first one. */
	firstIsLarger: boolean;
	/** Larger / smaller amount, for a reader: two digits that mean something. */
	factor: string;
}

/** A month has 672 to 744 hours, calculators use 730 or 720; a percent more on either side for rounding. */
const bands: readonly { kind: SlipKind; from: number; to: number }[] = [
	{ kind: 'hours-a-month', from: 665, to: 752 },
	{ kind: 'thousand', from: 950, to: 1_050 },
	{ kind: 'million', from: 950_000, to: 1_050_000 }
];

/** From here on two amounts for the same thing cannot differ by a discount alone. */
const farApart = 10;

/** Null where the amounts are close, or one of them is not above 0. */
export const unitSlipOf = (first: Decimal, second: Decimal): UnitSlip | null => {
	if (first.lte(0) || second.lte(0)) return null;
	const firstIsLarger = first.gte(second);
	// Binary from here on: only the size of the ratio matters.
	const ratio = (firstIsLarger ? first.div(second) : second.div(first)).toNumber();
	if (ratio < farApart) return null;
	const kind = bands.find(({ from, to }) => ratio >= from && ratio <= to)?.kind ?? 'far-apart';
	const factor = Number(ratio.toPrecision(3)).toLocaleString('en-US');
	return { kind, firstIsLarger, factor };
};

const explanations: Readonly<Record<SlipKind, string>> = {
	thousand: 'one of the two probably counts thousands',
	million: 'one of the two probably counts millions',
	'hours-a-month': 'one of the two is probably an hourly price taken for a monthly one',
	'far-apart': 'no discount explains that'
};

/** `the list cost of the bill is 1,000 × our estimate: one of the two probably counts thousands` */
export const renderUnitSlip = (slip: UnitSlip, first: string, second: string): string => {
	const [larger, smaller] = slip.firstIsLarger ? [first, second] : [second, first];
	return `${larger} is ${slip.factor} × ${smaller}: ${explanations[slip.kind]}`;
};
