import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockSchedules } from '#bench/load/blocks/block-schedules.ts';
import {
	nextBlockMs,
	onBlockClock,
	onStageClock,
	resultOnStageClock
} from '#bench/load/blocks/stage-clock.ts';
import { mergeResults } from '#bench/load/blocks/merge-results.ts';
import { createSchedule } from '#bench/load/schedule.ts';
import type { RawAttempt } from '#bench/load/worker-messages.ts';
import { openLoad } from '../support/open-load.ts';

describe('the blocks of a schedule', () => {
	it('are the arrivals of an open loop in their order, each within its block and with its gap', () => {
		fc.assert(
			fc.property(openLoad, fc.nat(), fc.integer({ min: 1, max: 12 }), (load, seed, blocks) => {
				const whole = createSchedule(load, seed);
				const parts = blockSchedules(whole, blocks);
				if (whole.kind !== 'open') throw new RangeError('not an open loop');
				const lengthMs = whole.durationMs / blocks;
				const again = parts.flatMap((part, i) => {
					if (part.kind !== 'open') throw new RangeError('not an open loop');
					expect(part.durationMs).toBe(lengthMs);
					return [...part.dueMs].map((moment) => {
						expect(moment).toBeGreaterThanOrEqual(0);
						if (i < blocks - 1) expect(moment).toBeLessThanOrEqual(lengthMs);
						return moment + i * lengthMs;
					});
				});
				expect(again).toHaveLength(whole.dueMs.length);
				again.forEach((moment, i) => {
					expect(moment).toBeCloseTo(whole.dueMs[i] as number, 6);
				});
			})
		);
	});

	it('share the requests and the time of a closed loop evenly, with all of its users in each', () => {
		expect(
			blockSchedules({ kind: 'closed', concurrency: 4, requests: 10, durationMs: 900 }, 3)
		).toEqual([
			{ kind: 'closed', concurrency: 4, requests: 4, durationMs: 300 },
			{ kind: 'closed', concurrency: 4, requests: 3, durationMs: 300 },
			{ kind: 'closed', concurrency: 4, requests: 3, durationMs: 300 }
		]);
		expect(
			blockSchedules({ kind: 'closed', concurrency: 1, requests: null, durationMs: 10 }, 2)
		).toMatchObject([{ requests: null }, { requests: null }]);
	});
});

it('the next block begins when one has sent for its time, or with its last attempt where its requests end it', () => {
	const open = { kind: 'open' as const, dueMs: Float64Array.of(1), durationMs: 1_000 };
	expect(nextBlockMs(open, 3_000, 3_200)).toBe(4_000);
	expect(nextBlockMs(open, 3_000, 9_000)).toBe(4_000);
	const closed = { kind: 'closed' as const, concurrency: 2, requests: 8, durationMs: null };
	expect(nextBlockMs(closed, 3_000, 3_700)).toBe(3_700);
	const timed = { ...closed, durationMs: 1_000 };
	expect(nextBlockMs(timed, 3_000, 3_700)).toBe(3_700);
	expect(nextBlockMs(timed, 3_000, 4_300)).toBe(4_000);
	expect(nextBlockMs(timed, 3_000, null)).toBe(3_000);
});

it('an attempt on the clock of its stage keeps all distances, and its worker knows it again', () => {
	const raw: RawAttempt = {
		ordinal: 3,
		turn: 0,
		worker: 1,
		connection: 'ready',
		dueMs: 10,
		sentMs: 11,
		headersMs: null,
		endMs: 40,
		response: {
			status: 200,
			headers: [],
			body: new Uint8Array(2),
			arrivalOffsets: Uint32Array.of(1, 2),
			arrivalMs: Float64Array.of(20, 39.5),
			end: { kind: 'complete' }
		}
	};
	const offset = { places: 100, ms: 5_000 };
	const moved = onStageClock(raw, offset);
	expect(moved).toMatchObject({
		ordinal: 103,
		dueMs: 5_010,
		sentMs: 5_011,
		headersMs: null,
		endMs: 5_040
	});
	expect([...moved.response.arrivalMs]).toEqual([5_020, 5_039.5]);
	expect(onBlockClock(moved, offset)).toEqual({ worker: 1, ordinal: 3, endMs: 40 });
});

it('the stalls of the workers of several blocks lie on the clock of the stage, those of each block apart', () => {
	const report = {
		droppedSends: 0,
		connectionsOpened: 1,
		reconnects: 0,
		maxInFlight: 1,
		bytesReceived: 0,
		eventLoopDelayMs: { mean: 0, p99: 0, max: 0 },
		cpuMs: 1,
		wallMs: 100,
		gaveUp: null
	};
	const block = (...stalls: [number[], number[]]) => ({
		reports: stalls.map((each, worker) => ({
			...report,
			worker,
			stalls: Float64Array.from(each)
		})),
		offered: 1,
		begun: 1,
		zeroHrMs: 0
	});
	const merged = mergeResults([
		resultOnStageClock(block([10, 20], []), { places: 0, ms: 0 }),
		resultOnStageClock(block([3, 5], [7, 9]), { places: 1, ms: 1_000 })
	]);
	const told = merged.stallsOfBlocks?.map(({ fromOrdinal, reports }) => [
		fromOrdinal,
		...reports.map(({ stalls }) => [...stalls])
	]);
	expect(told).toEqual([
		[0, [10, 20], []],
		[1, [1_003, 1_005], [1_007, 1_009]]
	]);
});
