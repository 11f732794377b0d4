/** Demand out of the times at which requests began: volume, busiest hour, and how they arrive. */
import { gammaInterval, poissonInterval } from '#core/statistics/poisson-count.ts';
import { normalQuantile, z95 } from '#core/statistics/normal.ts';
import { hoursPerMonth } from '../option/factors.ts';
import { hoursPerWeek } from '#core/named-weeks.ts';

const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How requests come: one after another in step, independent of each other, or in heaps. */
export type ArrivalKind = 'constant' | 'poisson' | 'batch';

/** Below it requests come in step; a Poisson process has 1. */
const constantBelow = 0.5;
/** From it requests come in heaps. */
const batchFrom = 10;
/** Requests in whole hours from which the index says something. */
const leastRequests = 100;
const windowsMs = [secondMs, minuteMs, 10 * minuteMs];
/** Requests that a busiest hour must have for its height not to be chance. */
const fewInBusiestHour = 100;

export interface Arrivals {
	kind: ArrivalKind;
	/**
	 * Index of dispersion: variance over mean of the counts per window, within clock hours, so that day and night do not count; 1 for
	 * a Poisson process (Cox & Lewis 1966, The Statistical Analysis of Series of Events, ch. 4). Null where there are too few whole hours.
	 */
	dispersion: number | null;
	/** Window of the counts, seconds: 1 where there is a request a second or more, 60 where one a minute, else 600. */
	windowS: number;
	/** Standard error of the index under a Poisson process; null as `dispersion`. */
	standardError: number | null;
}

export interface PeakToAverage {
	/** Busiest hour / mean hour, ≥ 1; null where the trace has no whole hour. */
	value: number | null;
	/** Hours of the week where seven days or more are covered, else whole clock hours of the trace. */
	by: 'hour-of-week' | 'clock-hour' | null;
	/** Requests in the busiest hour; null as `value`. */
	requestsInBusiest: number | null;
	/**
	 * Busiest hour / mean hour to be expected of as many hours that are all alike, as the busiest of them is so by chance (median of the
	 * largest of independent normal counts); null as `value`.
	 */
	byChance: number | null;
	/** Whether a week is covered and the busiest hour has requests enough. */
	isTrustworthy: boolean;
}

export interface TraceDemand {
	requests: number;
	/** Start of the covered time, milliseconds since 1970, UTC: the first request, or what was said. */
	fromMs: number;
	/** Its end: the last request, or what was said. */
	toMs: number;
	/** Covered time, days of 24 hours. */
	days: number;
	/** Requests in a month of 730 hours at the mean rate of the trace, with the ends of its 95 % interval. */
	requestsPerMonth: { value: number; low: number; high: number };
	peakToAverage: PeakToAverage;
	arrivals: Arrivals;
}

export interface CoveredTime {
	/** Milliseconds since 1970; null: from the first request. */
	fromMs: number | null;
	/** Null: to the last request. */
	toMs: number | null;
}

/** Counts of times in windows of `windowMs` since 1970, for each window with a request. */
const countsIn = (sorted: Float64Array, windowMs: number): Map<number, number> => {
	const counts = new Map<number, number>();
	for (const ms of sorted) {
		const window = Math.floor(ms / windowMs);
		counts.set(window, (counts.get(window) ?? 0) + 1);
	}
	return counts;
};

/** Dispersion of the counts within the clock hours that lie wholly in the covered time and have a request. */
const arrivalsOf = (sorted: Float64Array, fromMs: number, toMs: number): Arrivals => {
	const windowMs =
		windowsMs.find((ms) => sorted.length * ms >= toMs - fromMs) ?? Math.max(...windowsMs);
	const windowS = windowMs / secondMs;
	const perHour = hourMs / windowMs;
	const byHour = new Map<number, { sum: number; squares: number }>();
	for (const [window, count] of countsIn(sorted, windowMs)) {
		const hour = Math.floor((window * windowMs) / hourMs);
		if (hour * hourMs < fromMs || (hour + 1) * hourMs > toMs) continue;
		const sums = byHour.get(hour) ?? { sum: 0, squares: 0 };
		sums.sum += count;
		sums.squares += count * count;
		byHour.set(hour, sums);
	}
	let [variation, requests, pairs] = [0, 0, 0];
	for (const { sum, squares } of byHour.values()) {
		// Σ (count − mean)² over all windows of the hour, empty ones too, brought to the scale of its requests.
		variation += ((squares - (sum * sum) / perHour) * perHour) / (perHour - 1);
		requests += sum;
		pairs += sum * (sum - 1);
	}
	if (requests < leastRequests || pairs === 0) {
		return { kind: 'poisson', dispersion: null, windowS, standardError: null };
	}
	const dispersion = variation / requests;
	const kind =
		dispersion < constantBelow ? 'constant' : dispersion >= batchFrom ? 'batch' : 'poisson';
	// Given its requests, the counts of an hour are multinomial; the variance of their χ² is exact (Haldane 1937, Biometrika 29:133–143).
	const standardError = Math.sqrt((2 * pairs) / (perHour - 1)) / requests;
	return { kind, dispersion, windowS, standardError };
};

/** Hours of the week from Monday 00:00 UTC; 1970-01-01 was a Thursday. */
const hourOfWeek = (ms: number): number => (Math.floor(ms / hourMs) + 3 * 24) % hoursPerWeek;

/** Counts and covered hours for each clock hour of the trace, the first and last in part. */
const hoursOf = (
	sorted: Float64Array,
	fromMs: number,
	toMs: number
): { startMs: number; requests: number; hours: number }[] => {
	const counts = countsIn(sorted, hourMs);
	const hours = [];
	for (let hour = Math.floor(fromMs / hourMs); hour * hourMs < toMs; hour++) {
		const startMs = hour * hourMs;
		const covered = Math.min(toMs, startMs + hourMs) - Math.max(fromMs, startMs);
		hours.push({ startMs, requests: counts.get(hour) ?? 0, hours: covered / hourMs });
	}
	return hours;
};

const peakOf = (sorted: Float64Array, fromMs: number, toMs: number): PeakToAverage => {
	const spanHours = (toMs - fromMs) / hourMs;
	const hours = hoursOf(sorted, fromMs, toMs);
	const hasWeek = toMs - fromMs >= 7 * dayMs;
	const cells = new Map<number, { requests: number; hours: number }>();
	for (const { startMs, requests, hours: covered } of hours) {
		if (!hasWeek && covered < 1) continue;
		const key = hasWeek ? hourOfWeek(startMs) : startMs;
		const cell = cells.get(key) ?? { requests: 0, hours: 0 };
		cells.set(key, { requests: cell.requests + requests, hours: cell.hours + covered });
	}
	const busiest = [...cells.values()].reduce<{ requests: number; hours: number } | null>(
		(most, each) =>
			most === null || each.requests / each.hours > most.requests / most.hours ? each : most,
		null
	);
	if (!busiest || busiest.requests === 0) {
		return { value: null, by: null, requestsInBusiest: null, byChance: null, isTrustworthy: false };
	}
	const mean = sorted.length / spanHours;
	const meanInCell =
		(mean * [...cells.values()].reduce((sum, cell) => sum + cell.hours, 0)) / cells.size;
	const deviations = normalQuantile(0.5 ** (1 / cells.size));
	return {
		value: Math.max(1, busiest.requests / busiest.hours / mean),
		by: hasWeek ? 'hour-of-week' : 'clock-hour',
		requestsInBusiest: busiest.requests,
		byChance: 1 + Math.max(0, deviations) / Math.sqrt(meanInCell),
		isTrustworthy: hasWeek && busiest.requests >= fewInBusiestHour
	};
};

/** How much wider than a Poisson count's the volume is known: requests in heaps of m say as much as n / m requests. */
const clumping = ({ dispersion, standardError }: Arrivals): number =>
	dispersion !== null && dispersion > 1 + z95 * (standardError ?? 0) ? dispersion : 1;

/**
 * The volume is that of a month at the mean rate of the covered time. Its interval is that of a Poisson count, scaled by the dispersion
 * where requests come in heaps; that a month differs from the one before is not in it. From the first to the last request the
 * first one begins the clock and is not counted. Null where no time passes, or fewer than two requests are in it.
 */
export const demandOfTrace = (
	sorted: Float64Array,
	{ fromMs, toMs }: CoveredTime = { fromMs: null, toMs: null }
): TraceDemand | null => {
	const inside = sorted.filter(
		(ms) => (fromMs === null || ms >= fromMs) && (toMs === null || ms < toMs)
	);
	const first = inside[0];
	const last = inside.at(-1);
	if (first === undefined || last === undefined || inside.length < 2) return null;
	const [from, to] = [fromMs ?? first, toMs ?? last];
	if (!(to > from)) return null;
	const arrivals = arrivalsOf(inside, from, to);
	const heap = clumping(arrivals);
	const months = (to - from) / hourMs / Number(hoursPerMonth);
	// Each end that is a request, and not a time that was said, is not itself counted but ends the waiting.
	const openEnds = Number(fromMs === null) + Number(toMs === null);
	const count = openEnds === 0 ? inside.length : inside.length - 1;
	const interval = (openEnds === 0 ? poissonInterval : gammaInterval)(
		Math.max(count / heap, Number.MIN_VALUE)
	);
	return {
		requests: inside.length,
		fromMs: from,
		toMs: to,
		days: (to - from) / dayMs,
		requestsPerMonth: {
			value: count / months,
			low: (interval.low * heap) / months,
			high: (interval.high * heap) / months
		},
		// The request that ends the time is not in it.
		peakToAverage: peakOf(toMs === null ? inside.subarray(0, -1) : inside, from, to),
		arrivals
	};
};
