/** By which load a machine is calibrated for a stage. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrationLoadOf } from '#bench/load/calibration/calibration-load.ts';
import { openLoad } from '../support/open-load.ts';

describe('the load of a calibration', () => {
	it('has as many users as the stage, whose streams are slower the more of them there are', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 20_000 }), (concurrency) => {
				const found = calibrationLoadOf({ kind: 'closed', concurrency, requests: 9 }, true)!;
				expect(found.load).toMatchObject({ kind: 'closed', concurrency });
				expect(found.tokenGapMs).toBeGreaterThanOrEqual(20);
				expect((concurrency / found.tokenGapMs) * 1_000).toBeLessThanOrEqual(50_000);
			})
		);
	});

	it('comes at the highest rate of an open loop, but at no less than tells a percentile', () => {
		const steps = [
			{ ratePerS: 1, durationS: 600 },
			{ ratePerS: 90, durationS: 1 }
		];
		const ofSteps = calibrationLoadOf({ kind: 'steps', steps, arrivals: 'constant' }, true);
		expect(ofSteps?.load).toMatchObject({ kind: 'poisson', ratePerS: 90 });
		const slow = { kind: 'constant', ratePerS: 0.1, durationS: 600 } as const;
		expect(calibrationLoadOf(slow, true)?.load).toMatchObject({ kind: 'constant', ratePerS: 20 });
		const bursty = { kind: 'gamma', ratePerS: 70, durationS: 600, burstiness: 0.2 } as const;
		expect(calibrationLoadOf(bursty, true)?.load).toMatchObject({ ratePerS: 70, burstiness: 0.2 });
	});

	it('takes seconds whatever the stage is, with one event for each answer that is not streamed', () => {
		fc.assert(
			fc.property(openLoad, fc.boolean(), (load, isStreamed) => {
				const found = calibrationLoadOf(load, isStreamed)!;
				expect(found.load).toMatchObject({ durationS: 2 });
				if (isStreamed) expect(found.tokensPerAnswer).toBeGreaterThan(1);
				else expect(found.tokensPerAnswer).toBe(1);
			})
		);
	});

	it('is none for a batch, in which nobody waits', () => {
		expect(calibrationLoadOf({ kind: 'batch', concurrency: 4, stream: true }, true)).toBeNull();
	});
});
