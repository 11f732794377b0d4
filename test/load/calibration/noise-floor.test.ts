/** The noise floor out of what a server logged and a client saw. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventArrivals, noiseFloorOf } from '#bench/load/calibration/noise-floor.ts';
import type { WorkerReport } from '#bench/load/worker-messages.ts';

const report: WorkerReport = {
	worker: 0,
	droppedSends: 0,
	connectionsOpened: 1,
	reconnects: 0,
	maxInFlight: 1,
	bytesReceived: 0,
	eventLoopDelayMs: { mean: 0, p99: 0, max: 0 },
	stalls: new Float64Array(0),
	cpuMs: 100,
	wallMs: 2_000,
	gaveUp: null
};
const calibration = {
	load: { kind: 'closed', concurrency: 1, durationS: 2 },
	tokensPerAnswer: 3,
	tokenGapMs: 10
} as const;
const result = { offered: 1, begun: 1, zeroHrMs: 0 };

describe('the noise floor', () => {
	it('is what lies between due and sent, and between write and arrival', () => {
		const stamped = {
			attempt: { worker: 0, dueMs: 5, sentMs: 6, connection: 'ready' },
			writtenMs: [20, 30, 40],
			arrivedMs: [22, 31, 45]
		} as const;
		const floor = noiseFloorOf(calibration, [stamped], { ...result, reports: [report] }, 900);
		expect(floor).toMatchObject({
			...calibration,
			sendLatenessMs: { n: 1, p50: 1 },
			// Sent 1 ms late, arrived 2 ms after it was written.
			ttftMs: { n: 1, p50: 3 },
			// Gaps of 9 and 14 ms where 10 and 10 were sent.
			itlMs: { n: 2, mean: 2.5, max: 4 },
			eventsPerS: 1.5,
			cpuShare: 0.05,
			sendLimitPerS: 900,
			clientReasons: []
		});
	});

	it('says why the client alone would be too slow', () => {
		const busy = { ...report, cpuMs: 1_950, eventLoopDelayMs: { mean: 5, p99: 40, max: 90 } };
		const { clientReasons } = noiseFloorOf(calibration, [], { ...result, reports: [busy] }, 900);
		expect(clientReasons).toHaveLength(2);
		expect(clientReasons.join()).toMatch(/held up.*97\.5 % of a core/);
	});

	it('finds the read that completed each event, however reads cut the bytes', () => {
		const bytes = 100;
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: 350 }), { maxLength: 30 }), (reads) => {
				let total = 0;
				const arrivalOffsets = Uint32Array.from(reads, (length) => (total += length));
				const arrivalMs = Float64Array.from(reads.keys());
				const arrivals = eventArrivals({ arrivalOffsets, arrivalMs }, bytes);
				expect(arrivals).toHaveLength(Math.floor(total / bytes));
				arrivals.forEach((read, event) => {
					expect(arrivalOffsets[read]).toBeGreaterThanOrEqual((event + 1) * bytes);
					expect(arrivalOffsets[read - 1] ?? 0).toBeLessThan((event + 1) * bytes);
				});
			})
		);
	});
});
