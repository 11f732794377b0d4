/**
 * A cost as data: a product of factors, each with its source. The same lines are multiplied out exactly for every figure that
 * is shown, printed one by one by `--explain`, and compiled to binary floats for sampling, so that no formula exists twice.
 */
import { Decimal, toDecimal } from '#core/decimal.ts';
import type { Parameter } from './parameter.ts';

/** What moves together over the years; each drift is a yearly rate of either sign. */
export const driftNames = ['api-price', 'gpu-rent', 'hardware', 'energy', 'salary'] as const;
export type DriftName = (typeof driftNames)[number];

export type Factor =
	/** Hours a month, watts a kilowatt: true by definition. */
	| { kind: 'constant'; label: string; unit: string; value: string }
	| { kind: 'parameter'; parameter: Parameter }
	/** 1 / parameter. */
	| { kind: 'inverse'; parameter: Parameter }
	/** 1 − parameter. */
	| { kind: 'complement'; parameter: Parameter }
	/** (whole − start) / whole, at least 0: the share of the whole that lies after the start, such as years after a warranty. */
	| { kind: 'share-after'; whole: Parameter; start: Parameter }
	/** minuend − subtrahend. */
	| { kind: 'difference'; minuend: Parameter; subtrahend: Parameter }
	/**
	 * Yearly cost of one dollar of capital: (1 − residual/(1+r)^L) · r(1+r)^L/((1+r)^L − 1); (1 − residual)/L where r = 0.
	 * Exact in present value (capital recovery factor).
	 */
	| { kind: 'annuity'; ratePerYear: Parameter; lifeYears: Parameter; residualShare: Parameter };

export interface CostLine {
	/** Unique within its option: `capital`, `power-idle`. */
	id: string;
	/** For a reader: `server, capital recovery`. */
	label: string;
	/** USD per month whatever the volume; per provisioned node and month; or per request. */
	per: 'month' | 'node-month' | 'request';
	factors: readonly Factor[];
	/** Null for what stays as it is. */
	drift: DriftName | null;
	/**
	 * Whether the work behind it is paid when it is done: at the start, and again after every so many months, which are the line's one
	 * inverse factor. The line itself spreads it evenly. No unless said.
	 */
	recurs?: true;
	/** `service` is what serving costs; `rework` what checking, correcting and undetected errors cost. */
	group: 'service' | 'rework';
}

/** Terms below this add nothing to the places that are kept. */
const smallestTerm = toDecimal('1e-44');
const seriesPlaces = 46;

/**
 * (1+r)^x for 0 ≤ x < 1 and 0 ≤ r ≤ 1, to 40 decimal places: the binomial series of (1 − u)^(−x) with u = r/(1+r) ≤ 1/2,
 * Σ x(x+1)…(x+k−1)/k! · u^k.
 */
const partOfYear = (rate: Decimal, x: Decimal): Decimal => {
	const u = rate.div(rate.plus(1));
	let [sum, term] = [new Decimal(1), new Decimal(1)];
	for (let k = 1; term.gt(smallestTerm); k++) {
		term = term
			.times(x.plus(k - 1))
			.times(u)
			.div(k)
			.round(seriesPlaces);
		sum = sum.plus(term);
	}
	return sum;
};

/** (1+r)^L for a decimal number of years; the whole years exactly, the rest of a year to 40 decimal places. */
export const compound = (ratePerYear: Decimal, years: Decimal): Decimal => {
	const whole = Math.floor(years.toNumber());
	const rest = years.minus(whole);
	const growth = ratePerYear.plus(1).pow(whole);
	if (rest.eq(0)) return growth;
	// The series needs rates up to 1; above it a part of a year is twice that part at the rate of half a year.
	return growth.times(
		ratePerYear.gt(1)
			? compound(ratePerYear.plus(1).sqrt().minus(1), rest.times(2))
			: partOfYear(ratePerYear, rest)
	);
};

/** Yearly cost of one dollar of capital, exact to 40 digits; see `Factor`. */
export const annuityPerYear = (
	ratePerYear: string,
	lifeYears: string,
	residualShare: string
): Decimal => {
	const [rate, years, residual] = [ratePerYear, lifeYears, residualShare].map(toDecimal) as [
		Decimal,
		Decimal,
		Decimal
	];
	if (rate.eq(0)) return new Decimal(1).minus(residual).div(years);
	const growth = compound(rate, years);
	return new Decimal(1).minus(residual.div(growth)).times(rate).times(growth).div(growth.minus(1));
};

/** Value of a factor, exact. */
export const factorValue = (factor: Factor): Decimal => {
	switch (factor.kind) {
		case 'constant':
			return toDecimal(factor.value);
		case 'parameter':
			return toDecimal(factor.parameter.value);
		case 'inverse':
			return new Decimal(1).div(factor.parameter.value);
		case 'complement':
			return new Decimal(1).minus(factor.parameter.value);
		case 'difference':
			return toDecimal(factor.minuend.value).minus(factor.subtrahend.value);
		case 'share-after': {
			const after = toDecimal(factor.whole.value).minus(factor.start.value);
			return after.lte(0) ? new Decimal(0) : after.div(factor.whole.value);
		}
		case 'annuity':
			return annuityPerYear(
				factor.ratePerYear.value,
				factor.lifeYears.value,
				factor.residualShare.value
			);
	}
};

/**
 * Product of the factors in USD per `per`. Divided once, at the end, so that a quotient that is a decimal comes out exactly;
 * others are rounded at the 40th decimal place.
 */
export const lineUsd = (line: CostLine): Decimal => {
	let [product, divisor] = [new Decimal(1), new Decimal(1)];
	for (const factor of line.factors) {
		if (factor.kind === 'inverse') divisor = divisor.times(factor.parameter.value);
		else product = product.times(factorValue(factor));
	}
	return product.div(divisor);
};

/** Parameters of a factor, in the order in which they are written. */
export const parametersOfFactor = (factor: Factor): Parameter[] => {
	switch (factor.kind) {
		case 'constant':
			return [];
		case 'parameter':
		case 'inverse':
		case 'complement':
			return [factor.parameter];
		case 'difference':
			return [factor.minuend, factor.subtrahend];
		case 'share-after':
			return [factor.whole, factor.start];
		case 'annuity':
			return [factor.ratePerYear, factor.lifeYears, factor.residualShare];
	}
};
