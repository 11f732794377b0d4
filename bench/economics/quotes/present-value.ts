/**
 * Payments at whole months, brought to the start and spread evenly again. `PV = Σ C_t / (1+r)^(t/12)`: a year at the rate r and
 * twelve months at its twelfth root are the same, so that level figures and payments have one present value.
 */
import { Decimal, toDecimal } from '#core/decimal.ts';
import { annuityPerYear } from '../option/cost-line.ts';

/** An amount at the end of `month` months; 0 is the start, negative before it. */
export interface Payment {
	month: number;
	usd: Decimal;
}

/** Guard digits beyond what Decimal keeps of a quotient are cut here, so that powers stay small. */
const workingPlaces = 40;

/** (1 + r)^(1/12) to 39 places, by Newton's method. */
export const monthlyGrowth = (ratePerYear: string): Decimal => {
	const target = toDecimal(ratePerYear).plus(1);
	if (target.eq(1)) return target;
	let root = new Decimal(Math.pow(target.toNumber(), 1 / 12));
	// A double is right to 15 places and each step doubles that.
	for (let step = 0; step < 3; step++) {
		const eleventh = root.pow(11).round(workingPlaces + 5);
		root = root.times(11).plus(target.div(eleventh)).div(12).round(workingPlaces);
	}
	return root;
};

/** A case is reckoned again and again at one or two rates, and the searches for a rate try some dozens. */
const mostKeptRates = 64;
const keptRates = new Map<string, (month: number) => Decimal>();

/** Factors that bring amounts at whole months to the start: `factor(t)` is (1+r)^(−t/12). */
export const discounting = (ratePerYear: string): ((month: number) => Decimal) => {
	const kept = keptRates.get(ratePerYear);
	if (kept) return kept;
	const factor = factorsOf(ratePerYear);
	if (keptRates.size >= mostKeptRates) keptRates.clear();
	keptRates.set(ratePerYear, factor);
	return factor;
};

const factorsOf = (ratePerYear: string): ((month: number) => Decimal) => {
	const growth = monthlyGrowth(ratePerYear);
	const inverse = new Decimal(1).div(growth);
	const factors = new Map<number, Decimal>([[0, new Decimal(1)]]);
	const factor = (month: number): Decimal => {
		const known = factors.get(month);
		if (known !== undefined) return known;
		const toward = month > 0 ? month - 1 : month + 1;
		const value = factor(toward)
			.times(month > 0 ? inverse : growth)
			.round(workingPlaces);
		factors.set(month, value);
		return value;
	};
	return factor;
};

/** Present value of payments, USD. */
export const presentValueUsd = (
	payments: readonly Payment[],
	factor: (month: number) => Decimal
): Decimal =>
	payments
		.reduce((sum, { month, usd }) => sum.plus(usd.times(factor(month))), new Decimal(0))
		.round(workingPlaces);

/** The equal amount at the end of each of `months` months with the same present value. */
export const levelPerMonth = (
	presentValue: Decimal,
	months: number,
	factor: (month: number) => Decimal
): Decimal => {
	const annuity = Array.from({ length: months }, (_, month) => factor(month + 1));
	return presentValue.div(annuity.reduce((sum, each) => sum.plus(each), new Decimal(0)));
};

/** The equal amount at the end of each year with the same present value: capital recovery over `months / 12` years. */
export const levelPerYear = (presentValue: Decimal, months: number, ratePerYear: string): Decimal =>
	presentValue.times(annuityPerYear(ratePerYear, new Decimal(months).div(12).toFixed(), '0'));
