import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replayOf } from '#core/replay.ts';
import type { RequestTrace } from '#core/request-trace.ts';
import { summariseTrace } from '#core/trace-summary.ts';

const traceOf = (atMs: readonly number[], sessions: RequestTrace['sessions']): RequestTrace => ({
	format: 'bench',
	atMs: Float64Array.from(atMs),
	inputTokens: Uint32Array.from(atMs, (_, i) => i + 1),
	outputTokens: Uint32Array.from(atMs, () => 2),
	prefixes: null,
	sessions,
	items: null,
	outOfOrder: 0,
	skipped: 0
});

describe('the summary of a trace', () => {
	it('counts every request of the replay in one of its minutes', () => {
		fc.assert(
			fc.property(
				fc.array(fc.nat(600_000), { minLength: 1, maxLength: 50 }),
				fc.constantFrom(0.5, 1, 3),
				(at, speed) => {
					const sorted = at.toSorted((a, b) => a - b).map((each, _, all) => each - (all[0] ?? 0));
					const trace = traceOf(sorted, null);
					const replay = replayOf(trace, { speed });
					const { perMinute, requests, meanPerS, sendingS } = summariseTrace(trace, replay, speed);
					expect(perMinute.reduce((sum, n) => sum + n, 0)).toBe(requests);
					expect(meanPerS * sendingS).toBeCloseTo(requests, 9);
					expect(perMinute.length).toBeLessThanOrEqual(Math.floor(sendingS / 60) + 1);
				}
			)
		);
	});

	it('tells of the part that is replayed, and of nothing else', () => {
		const trace = traceOf([0, 1_000, 2_000, 9_000], ['a', 'b', 'b', null]);
		const summary = summariseTrace(trace, replayOf(trace, { speed: 2, offsetS: 1 }), 2);
		expect(summary).toMatchObject({
			requests: 3,
			requestsInFile: 4,
			sessions: 1,
			totalInputTokens: 9,
			longestGapS: 3.5,
			sendingS: 4
		});
		const one = replayOf(trace, { speed: 1, limit: { requests: 1 } });
		expect(summariseTrace(trace, one, 1).longestGapS).toBeNull();
	});
});
