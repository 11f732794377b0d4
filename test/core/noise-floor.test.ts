/** What is said of a stage whose figures are no larger than what the machine adds by itself. */
import { describe, expect, it } from 'vitest';
import { floorRemarks, renderNoiseFloor, unsendable, type NoiseFloor } from '#core/noise-floor.ts';
import { describe as summarise } from '#core/statistics/distribution.ts';

const spread = (from: number, to: number) =>
	summarise(Array.from({ length: 100 }, (_, i) => from + ((to - from) * i) / 99));

const floor: NoiseFloor = {
	load: { kind: 'closed', concurrency: 4, durationS: 2 },
	workers: 1,
	tokensPerAnswer: 50,
	tokenGapMs: 20,
	eventsPerS: 200,
	sendLatenessMs: spread(0, 0.2),
	ttftMs: spread(0.1, 3),
	itlMs: spread(0, 2),
	cpuShare: 0.1,
	sendLimitPerS: 5_000,
	clientReasons: []
};

describe('the noise floor under a stage', () => {
	it('is not mentioned where the endpoint takes far longer', () => {
		const stage = { noiseFloor: floor, ttftMs: spread(80, 90), itlMs: spread(15, 25), windowS: 60 };
		expect(floorRemarks(stage)).toStrictEqual([]);
	});

	it('is mentioned for each figure whose median lies below its 99th percentile', () => {
		const stage = { noiseFloor: floor, ttftMs: spread(80, 90), itlMs: spread(0, 2), windowS: 60 };
		expect(floorRemarks(stage)).toStrictEqual([
			'the gap between tokens (p50 1.00 ms) is within the noise floor of this machine (p99 1.98 ms): it says more of the client than of the endpoint'
		]);
		const both = floorRemarks({ ...stage, ttftMs: spread(1, 2) });
		expect(both).toHaveLength(2);
		expect(both[0]).toMatch(/^the time to first token \(p50 1\.50 ms\)/);
	});

	it('is said to be higher where the stage had many more events than the calibration', () => {
		const stage = {
			noiseFloor: floor,
			ttftMs: spread(80, 90),
			itlMs: spread(15, 25),
			windowS: 0.4
		};
		expect(floorRemarks(stage)).toStrictEqual([
			'the stage had 500 events/s, the calibration 200: its own floor is higher'
		]);
	});

	it('says nothing where nobody calibrated, or where there were no tokens', () => {
		const none = summarise([]);
		const silent = { ttftMs: none, itlMs: none, windowS: null };
		expect(floorRemarks({ ...silent, noiseFloor: null })).toStrictEqual([]);
		expect(floorRemarks({ ...silent, noiseFloor: { ...floor, itlMs: none } })).toStrictEqual([]);
		expect(renderNoiseFloor({ ...floor, itlMs: none })).toBe(
			'TTFT p50 1.55 ms, p99 2.97 ms; sent late p50 0.10 ms, p99 0.20 ms'
		);
	});

	it('names a rate that cannot be sent, and only that', () => {
		expect(unsendable(null, 100)).toBeNull();
		expect(unsendable(100, 100)).toBeNull();
		expect(unsendable(101, 100)).toMatch(/^101 requests\/s cannot be sent from here: .* 100\/s/);
	});
});
