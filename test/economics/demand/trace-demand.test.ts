/** Volume, peak and arrivals out of the times of requests. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/random.ts';
import { gammaInterval, poissonInterval } from '#core/statistics/poisson-count.ts';
import { demandOfTrace } from '#bench/economics/demand/trace-demand.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A Monday, 00:00 UTC. */
const monday = Date.UTC(2026, 10, 2);

/** Starts of a Poisson process whose rate per hour may change with the time. */
const poissonTimes = (
	seed: number,
	days: number,
	mostPerHour: number,
	ratePerHour: (ms: number) => number = () => mostPerHour
): Float64Array => {
	const random = createRandom(seed, 'simulated trace');
	const times: number[] = [];
	for (let ms = monday; ;) {
		ms += (-Math.log(1 - random()) / mostPerHour) * hourMs;
		if (ms >= monday + days * dayMs) return Float64Array.from(times);
		if (random() * mostPerHour < ratePerHour(ms)) times.push(ms);
	}
};

describe('demand of a trace', () => {
	it('has the true volume in its 95 % interval in 95 of 100 simulated traces, long and short', () => {
		for (const [perHour, days] of [
			[2, 1],
			[40, 3]
		] as const) {
			let held = 0;
			const traces = 400;
			for (let seed = 1; seed <= traces; seed++) {
				const demand = demandOfTrace(poissonTimes(seed, days, perHour));
				const { low, high } = demand?.requestsPerMonth ?? { low: 0, high: 0 };
				if (low <= 730 * perHour && high >= 730 * perHour) held++;
			}
			// 95 % of 400 within three standard errors.
			expect(held / traces).toBeGreaterThan(0.95 - 3 * Math.sqrt((0.95 * 0.05) / traces));
			expect(held / traces).toBeLessThan(0.95 + 3.1 * Math.sqrt((0.95 * 0.05) / traces));
		}
	});

	it('counts over the time that was said where it was, quiet ends included', () => {
		const times = Float64Array.from([monday + 10 * hourMs, monday + 11 * hourMs]);
		const said = demandOfTrace(times, { fromMs: monday, toMs: monday + 10 * dayMs });
		expect(said?.requests).toBe(2);
		expect(said?.requestsPerMonth.value).toBeCloseTo((2 * 730) / 240, 9);
		// From the first to the last there is one gap of an hour.
		expect(demandOfTrace(times)?.requestsPerMonth.value).toBeCloseTo(730, 9);
		expect(demandOfTrace(times, { fromMs: monday, toMs: monday + hourMs })).toBeNull();
		expect(demandOfTrace(Float64Array.from([monday, monday]))).toBeNull();
	});

	it('finds the busiest hour of the week, and does not trust less than a week', () => {
		/** Three times as much from 9 to 10 each Tuesday. */
		const rate = (ms: number): number => {
			const hour = Math.floor((ms - monday) / hourMs) % 168;
			return hour === 33 ? 1_500 : 500;
		};
		const peak = demandOfTrace(poissonTimes(3, 14, 1_500, rate))?.peakToAverage;
		expect(peak).toMatchObject({ by: 'hour-of-week', isTrustworthy: true });
		const expected = 1_500 / ((1_500 + 167 * 500) / 168);
		expect(peak?.value).toBeGreaterThan(0.92 * expected);
		expect(peak?.value).toBeLessThan(1.08 * expected);
		expect(peak?.byChance).toBeLessThan(1.15);
		const short = demandOfTrace(poissonTimes(3, 2, 1_500, rate))?.peakToAverage;
		expect(short).toMatchObject({ by: 'clock-hour', isTrustworthy: false });
		expect(
			demandOfTrace(Float64Array.from([monday, monday + 5_000]))?.peakToAverage.value
		).toBeNull();
	});

	it('says how high the busiest of equal hours is by chance', () => {
		const heights = Array.from(
			{ length: 60 },
			(_, index) => demandOfTrace(poissonTimes(index + 1, 7.01, 50))?.peakToAverage
		);
		const above = heights.filter((peak) => (peak?.value ?? 0) > (peak?.byChance ?? 0)).length;
		expect(above).toBeGreaterThan(12);
		expect(above).toBeLessThan(50);
	});

	it('tells steps, independent arrivals, day and night, and heaps apart', () => {
		const steps = Float64Array.from({ length: 3_000 }, (_, index) => monday + index * 60_000);
		const heaps = Float64Array.from(
			{ length: 4_000 },
			(_, index) => monday + Math.floor(index / 100) * hourMs + (index % 100) * 10 + 1_800_000
		);
		const dayAndNight = poissonTimes(5, 3, 400, (ms) =>
			Math.floor(ms / hourMs) % 24 < 8 ? 20 : 400
		);
		const kindOf = (times: Float64Array) => demandOfTrace(times)?.arrivals;
		expect(kindOf(steps)).toMatchObject({ kind: 'constant', windowS: 60 });
		expect(kindOf(poissonTimes(4, 2, 5_000))).toMatchObject({ kind: 'poisson', windowS: 1 });
		expect(kindOf(dayAndNight)?.kind).toBe('poisson');
		expect(kindOf(dayAndNight)?.dispersion).toBeLessThan(1.2);
		expect(kindOf(heaps)?.kind).toBe('batch');
		expect(kindOf(steps.subarray(0, 50))).toMatchObject({ dispersion: null, kind: 'poisson' });
	});

	it('knows less of a volume that comes in heaps', () => {
		const heaps = Float64Array.from(
			{ length: 4_000 },
			(_, index) => monday + Math.floor(index / 100) * hourMs + (index % 100) * 10 + 1_800_000
		);
		const alone = demandOfTrace(poissonTimes(1, 39 / 24, 100))?.requestsPerMonth;
		const heaped = demandOfTrace(heaps)?.requestsPerMonth;
		const width = (month: typeof alone): number =>
			month ? (month.high - month.low) / month.value : 0;
		expect(width(heaped)).toBeGreaterThan(5 * width(alone));
	});

	it('has the ends of the exact intervals of a count', () => {
		// Garwood's limits, as in tables.
		for (const [count, low, high] of [
			[0, 0, 3.689],
			[5, 1.623, 11.668],
			[10, 4.795, 18.39],
			[100, 81.364, 121.627]
		] as const) {
			const found = poissonInterval(count);
			expect(Math.abs(found.low - low)).toBeLessThan(0.02);
			expect(Math.abs(found.high - high)).toBeLessThan(0.04);
		}
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 1_000_000 }), (count) => {
				const [a, b] = [poissonInterval(count), gammaInterval(count)];
				expect(a.low).toBe(b.low);
				expect(b.high).toBeLessThan(a.high);
				expect(b.low).toBeLessThan(count);
				expect(b.high).toBeGreaterThan(count);
			})
		);
	});
});
