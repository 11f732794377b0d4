import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counterEnergy, powerErrorShare, sampledEnergy } from '#bench/telemetry/energy.ts';
import type { Series, Window } from '#bench/telemetry/series.ts';
import { marksOf, nvmlRecording, recordedJson } from './recordings.ts';

interface RecordedFigures {
	counter_j: number;
	seconds: number;
	output_tokens: number;
	joules_per_output_token: number;
}

/** Figures that were computed from the complete files on the machine that recorded them. */
const figures = recordedJson('figures.json') as Record<string, Record<string, RecordedFigures>>;

const engineMarks = marksOf('engine/marks.json');

const levelWindow = (level: number): Window => ({
	fromMs:
		engineMarks.find((mark) => mark.mark === 'level begin' && mark.level === level)?.atMs ?? 0,
	toMs: engineMarks.find((mark) => mark.mark === 'level end' && mark.level === level)?.atMs ?? 0
});

/** The same series as somebody sees it who looks less often. */
const everyNth = ({ atMs, values }: Series, n: number): Series => ({
	atMs: atMs.filter((_, index) => index % n === 0),
	values: values.filter((_, index) => index % n === 0)
});

describe('energy from the counter of an H200', () => {
	const { counterJ } = nvmlRecording('engine/nvml-50ms.csv.gz');

	it.each([
		[1, '1 at a time'],
		[8, '8 at a time'],
		[32, '32 at a time']
	])('is the recorded one per output token with %i requests at a time', (level, name) => {
		const expected = figures['engine']?.[name];
		const energy = counterEnergy(counterJ, levelWindow(level));
		expect(expected && energy).toBeTruthy();
		if (!expected || !energy) return;
		expect(energy.coverage).toBe(1);
		expect(energy.tickMs).toBeCloseTo(100, -1);
		// The marks of the windows are not the first and last moments of requests that the figures were cut by.
		const perToken = energy.energyJ / expected.output_tokens;
		expect(Math.abs(perToken / expected.joules_per_output_token - 1)).toBeLessThan(0.005);
		expect(Math.abs(energy.energyJ / expected.counter_j - 1)).toBeLessThan(energy.errorShare);
	});

	it('is that over the load alone in schedule A, to the tenth of a per cent', () => {
		const nvml = nvmlRecording('series/A-nvml-20ms.csv.gz');
		const marks = marksOf('series/A-load.json');
		const moment = (name: string): number => marks.find(({ mark }) => mark === name)?.atMs ?? 0;
		const window = { fromMs: moment('load_begin'), toMs: moment('load_end') };
		const expected = figures['schedule A']?.['exactly the load']?.counter_j ?? 0;
		const energy = counterEnergy(nvml.counterJ, window);
		expect(Math.abs((energy?.energyJ ?? 0) / expected - 1)).toBeLessThan(0.001);
	});

	it.each([2, 5, 10, 20, 40])(
		'stays within its own bound when the counter is read every %i × 50 ms',
		(n) => {
			for (const level of [1, 8, 32]) {
				const window = levelWindow(level);
				const exact = counterEnergy(counterJ, window);
				const seen = counterEnergy(everyNth(counterJ, n), window);
				expect(seen?.coverage).toBe(1);
				const off = Math.abs((seen?.energyJ ?? 0) / (exact?.energyJ ?? 1) - 1);
				expect(off).toBeLessThan(seen?.errorShare ?? 0);
			}
		}
	);
});

/** Windows of all recordings with the power that was sampled in them. */
const windows: [name: string, file: string, window: Window][] = (() => {
	const bounds = (file: string, mark: string): number =>
		marksOf(file).find((each) => each.mark === mark)?.atMs ?? 0;
	const a = {
		fromMs: bounds('series/A-load.json', 'load_begin'),
		toMs: bounds('series/A-load.json', 'load_end')
	};
	const c = {
		fromMs: bounds('series/C-load.json', 'load_begin'),
		toMs: bounds('series/C-load.json', 'load_end')
	};
	return [
		['steady load', 'series/A-nvml-20ms.csv.gz', a],
		['square wave', 'series/C-nvml-20ms.csv.gz', c],
		[
			'first 1.5 s of the square wave',
			'series/C-nvml-20ms.csv.gz',
			{ ...c, toMs: c.fromMs + 1_500 }
		],
		['engine, 1 at a time', 'engine/nvml-50ms.csv.gz', levelWindow(1)],
		['engine, 8 at a time', 'engine/nvml-50ms.csv.gz', levelWindow(8)],
		['engine, 32 at a time', 'engine/nvml-50ms.csv.gz', levelWindow(32)]
	];
})();

describe('energy from sampled power', () => {
	it.each(windows)('is off by no more than it says: %s', (_, file, window) => {
		const { counterJ, instantW, averageW } = nvmlRecording(file);
		const exact = counterEnergy(counterJ, window)?.energyJ ?? 0;
		expect(exact).toBeGreaterThan(0);
		for (const [kind, series] of [
			['power', instantW],
			['average-power', averageW]
		] as const) {
			// As often as nvidia-smi is asked, every 100 ms or so.
			const energy = sampledEnergy(everyNth(series, file.includes('20ms') ? 5 : 2), window, kind);
			expect(Math.abs((energy?.energyJ ?? 0) / exact - 1)).toBeLessThan(energy?.errorShare ?? 0);
		}
	});

	it('shows how far the mean of the last second falls behind at the beginning of a load', () => {
		const [, file, window] = windows[2] ?? ['', '', { fromMs: 0, toMs: 0 }];
		const { counterJ, averageW } = nvmlRecording(file);
		const exact = counterEnergy(counterJ, window)?.energyJ ?? 0;
		const average = sampledEnergy(averageW, window, 'average-power')?.energyJ ?? 0;
		expect(average / exact - 1).toBeLessThan(-0.25);
		expect(powerErrorShare('average-power', window, 20)).toBeGreaterThan(0.25);
	});

	it('leaves gaps out of its coverage and takes them for the mean of the rest', () => {
		const atMs = [0, 100, 200, 300, 1_300, 1_400, 1_500, 1_600, 1_700, 1_800, 1_900, 2_000];
		const energy = sampledEnergy(
			{ atMs, values: atMs.map(() => 500) },
			{ fromMs: 0, toMs: 2_000 },
			'power'
		);
		expect(energy?.coverage).toBeCloseTo(0.5, 10);
		expect(energy?.energyJ).toBeCloseTo(1_000, 6);
	});
});

/** A power that changes every tick, and the counter and samples that would show it. */
const loads = fc.record({
	powersW: fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 30, maxLength: 60 }),
	from: fc.double({ min: 3, max: 8, noNaN: true }),
	length: fc.double({ min: 5, max: 15, noNaN: true }),
	startJ: fc.integer({ min: 0, max: 1e9 })
});

describe('a counter', () => {
	const counterOf = (powersW: readonly number[], startJ: number): Series => {
		let total = startJ;
		return {
			atMs: [0, ...powersW.map((_, index) => (index + 1) * 100)],
			values: [startJ, ...powersW.map((powerW) => (total += (powerW + 1) * 0.1))]
		};
	};

	it('gives what was used, however high it stood', () => {
		fc.assert(
			fc.property(loads, ({ powersW, from, length, startJ }) => {
				const window = { fromMs: from * 100, toMs: (from + length) * 100 };
				const exact = powersW.reduce((sum, powerW, index) => {
					const part = Math.max(
						0,
						Math.min(window.toMs, (index + 1) * 100) - Math.max(window.fromMs, index * 100)
					);
					return sum + ((powerW + 1) * part) / 1_000;
				}, 0);
				const energy = counterEnergy(counterOf(powersW, startJ), window);
				expect(energy?.coverage).toBeCloseTo(1, 9);
				expect(Math.abs((energy?.energyJ ?? 0) - exact)).toBeLessThan(1e-3 + exact * 1e-6);
			})
		);
	});

	it('goes on over its end where that is known, and leaves the interval out where it is not', () => {
		fc.assert(
			fc.property(loads, fc.integer({ min: 10, max: 20 }), ({ powersW, startJ }, at) => {
				const whole = counterOf(powersW, startJ);
				const wrapsAtJ = (whole.values[at] ?? 0) - 0.01;
				const wrapped = {
					atMs: whole.atMs,
					values: whole.values.map((value) => (value >= wrapsAtJ ? value - wrapsAtJ : value))
				};
				// The first value after the end is below the one before it, or the counter has not visibly fallen.
				fc.pre((wrapped.values[at] ?? 0) < (wrapped.values[at - 1] ?? 0));
				const window = { fromMs: 500, toMs: 2_500 };
				const exact = counterEnergy(whole, window)?.energyJ ?? 0;
				expect(counterEnergy(wrapped, window, { wrapsAtJ })?.energyJ).toBeCloseTo(exact, 3);
				const unknown = counterEnergy(wrapped, window);
				expect(unknown?.coverage).toBeCloseTo(0.95, 6);
				expect(unknown?.energyJ).toBeGreaterThanOrEqual(0);
			})
		);
	});

	it('that never moves is none', () => {
		const still = { atMs: [0, 100, 200, 300, 400], values: [7, 7, 7, 7, 7] };
		expect(counterEnergy(still, { fromMs: 0, toMs: 400 })).toBeNull();
	});

	it('is not made up beyond what was read', () => {
		const counter = counterOf([100, 100, 100, 100, 100], 0);
		const energy = counterEnergy(counter, { fromMs: 0, toMs: 1_000 });
		expect(energy?.coverage).toBeCloseTo(0.5, 9);
		expect(counterEnergy(counter, { fromMs: 2_000, toMs: 3_000 })).toBeNull();
	});
});
