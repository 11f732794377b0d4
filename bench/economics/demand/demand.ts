/**
 * How much is asked for: the volume of each month, its mean and peak rate, and how it comes over the hours of a week. All of it
 * in exact decimals. How the week is billed by the hour stands in `demand-levels.ts`.
 */
import { Decimal, toDecimal } from '#core/decimal.ts';
import { hoursPerWeek, namedWeeks, type ProfileName } from '#core/named-weeks.ts';
import { hoursPerMonth } from '../option/factors.ts';

/** Seconds in a month of the model: 730 × 3,600. */
export const secondsPerMonth: Decimal = toDecimal(hoursPerMonth).times(3_600);

const roundDown = 0;

/** Decimal places of shares and multipliers: two hours of the same weight stay equal, and no reader sees the rest. */
export const sharePlaces = 20;

/** Volume by month: grown from a start, or typed month by month. */
export type VolumePath =
	/** `requestsPerMonth × (1 + growthPerMonth)^month`; the growth is a share of either sign, > −1. Decimal text. */
	| { kind: 'growth'; requestsPerMonth: string; growthPerMonth: string }
	/** One volume a month, from the first on; the last one holds on. */
	| { kind: 'typed'; requestsPerMonth: readonly (string | number)[] };

/**
 * Requests in a month, counted from 0 (today), exact and not rounded to whole requests.
 * Throws a RangeError for a month that is not a whole number ≥ 0 or for an empty path.
 */
export const volumeInMonth = (path: VolumePath, month: number): Decimal => {
	if (!Number.isInteger(month) || month < 0) {
		throw new RangeError(`there is no month ${String(month)}`);
	}
	if (path.kind === 'growth') {
		return toDecimal(path.growthPerMonth).plus(1).pow(month).times(path.requestsPerMonth);
	}
	const typed = path.requestsPerMonth[month] ?? path.requestsPerMonth.at(-1);
	if (typed === undefined) throw new RangeError('a typed path needs at least one month');
	return toDecimal(typed);
};

/** Mean rate over the month, requests per second: `V / (730 × 3,600)`. */
export const meanRatePerS = (requestsPerMonth: string | number | Decimal): Decimal =>
	toDecimal(requestsPerMonth).div(secondsPerMonth);

/** Rate in the busiest hour, requests per second: peak-to-average × mean rate. */
export const peakRatePerS = (
	requestsPerMonth: string | number | Decimal,
	peakToAverage: string | number | Decimal
): Decimal => toDecimal(requestsPerMonth).times(peakToAverage).div(secondsPerMonth);

/** A week, hour by hour. */
export interface WeekProfile {
	/** Null where the hours were typed in. */
	name: ProfileName | null;
	/** 168 rates relative to the mean of the week, from Monday 00:00 on. Decimal text, ≥ 0; their mean is 1 (to 10⁻²⁰). */
	multipliers: readonly string[];
	/** Busiest hour / mean hour, ≥ 1. Decimal text. */
	peakToAverage: string;
	/** Where the shape comes from, in words. */
	source: string;
}

/**
 * The week of a named shape, or of 168 weights from Monday 00:00 on in any scale, brought to a mean of 1.
 * Throws a RangeError for another number of hours, a negative weight, or a week without any request.
 */
export const weekProfile = (
	written: ProfileName | readonly (string | number)[],
	{ source = 'typed in' }: { source?: string } = {}
): WeekProfile => {
	const named = typeof written === 'string' ? namedWeeks[written] : null;
	const weights = (typeof written === 'string' ? namedWeeks[written].weights : written).map(
		toDecimal
	);
	if (weights.length !== hoursPerWeek) {
		throw new RangeError(`a week has ${String(hoursPerWeek)} hours, not ${String(weights.length)}`);
	}
	const negative = weights.findIndex((weight) => weight.lt(0));
	if (negative >= 0) throw new RangeError(`hour ${String(negative)} of the week is below 0`);
	const sum = weights.reduce((total, weight) => total.plus(weight), new Decimal(0));
	if (sum.eq(0)) throw new RangeError('a week without any request has no shape');
	// Rounded down: a fleet that is filled to its last request must not need a node for the 20th decimal place.
	const multipliers = weights.map((weight) =>
		weight.times(hoursPerWeek).div(sum).round(sharePlaces, roundDown).toFixed()
	);
	const peak = multipliers.map(toDecimal).reduce((most, each) => (each.gt(most) ? each : most));
	return {
		name: typeof written === 'string' ? written : null,
		multipliers,
		peakToAverage: peak.toFixed(),
		source: named?.source ?? source
	};
};
