/**
 * How much is asked for: the volume of each month, its mean and peak rate, and how it comes over the hours of a week. All of it
 * in exact decimals. How the week is billed by the hour stands in `demand-levels.ts`.
 */
import { Decimal, toDecimal } from '#core/decimal.ts';
import type { ProfileName } from '#core/cost-spec/demand.ts';
import { hoursPerMonth } from '../option/factors.ts';

export const hoursPerWeek = 168;

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

interface Shape {
	/** Weights of the hours of a day; only their proportions count. */
	weekday: readonly number[];
	weekend: readonly number[];
	source: string;
}

const allDay = (weight: number): number[] => Array.from({ length: 24 }, () => weight);
const nightly = Array.from({ length: 24 }, (_, hour) => (hour < 6 || hour >= 22 ? 1 : 0));

/** Hours of a day are written from 00:00 on, six to a line. */
const shapes = {
	'always-on': {
		weekday: allDay(1),
		weekend: allDay(1),
		source: 'assumption: every hour of the week alike, as work that is fed by machines'
	},
	'office-chat': {
		weekday: [
			...[2, 2, 2, 2, 2, 4],
			...[10, 30, 70, 95, 100, 95],
			...[65, 80, 95, 90, 80, 60],
			...[35, 25, 20, 15, 12, 9]
		],
		weekend: [
			...[2, 2, 2, 2, 2, 2],
			...[4, 8, 14, 20, 24, 24],
			...[22, 20, 22, 22, 20, 18],
			...[16, 16, 14, 12, 8, 4]
		],
		source:
			'assumption: office hours of one time zone with a dip at noon and a quiet weekend; shaped to a busiest hour of 3 times the mean'
	},
	'consumer-evening': {
		weekday: [
			...[25, 14, 9, 7, 7, 9],
			...[16, 28, 44, 48, 51, 54],
			...[61, 57, 55, 59, 66, 68],
			...[80, 94, 100, 98, 78, 52]
		],
		weekend: [
			...[38, 26, 17, 11, 8, 8],
			...[11, 20, 34, 48, 58, 64],
			...[68, 68, 66, 66, 68, 72],
			...[80, 90, 96, 92, 80, 61]
		],
		source:
			'assumption: private users of one time zone, most of them between 19:00 and 22:00; shaped to a busiest hour of twice the mean'
	},
	'batch-night': {
		weekday: nightly,
		weekend: nightly,
		source:
			'assumption: a backlog that is worked off at an even rate from 22:00 to 06:00, every night; a backlog that may take the whole day is "always-on"'
	}
} satisfies Record<ProfileName, Shape>;

const weightsOf = ({ weekday, weekend }: Shape): number[] => [
	...Array.from({ length: 5 }, () => weekday).flat(),
	...weekend,
	...weekend
];

/**
 * The week of a named shape, or of 168 weights from Monday 00:00 on in any scale, brought to a mean of 1.
 * Throws a RangeError for another number of hours, a negative weight, or a week without any request.
 */
export const weekProfile = (
	written: ProfileName | readonly (string | number)[],
	{ source = 'typed in' }: { source?: string } = {}
): WeekProfile => {
	const shape = typeof written === 'string' ? shapes[written] : null;
	const weights = (typeof written === 'string' ? weightsOf(shapes[written]) : written).map(
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
		source: shape?.source ?? source
	};
};
