/** Which part of a stage counts, on stages whose moments are worked out by hand. */
import { describe, expect, it } from 'vitest';
import type { LoadShape } from '#core/load-shape.ts';
import { AttemptLog } from '#bench/load/steady-state/attempt-log.ts';
import { settle, type SettleOptions } from '#bench/load/steady-state/settle.ts';
import { steadyIntervals } from '#bench/load/steady-state/steady-intervals.ts';

interface Given {
	dueMs: number;
	e2eMs: number;
	isCompleted?: boolean;
	outputTokens?: number | null;
}

const logOf = (attempts: readonly Given[]): AttemptLog => {
	const log = new AttemptLog();
	// As they end, not as they were due.
	for (const each of [...attempts].sort((a, b) => a.dueMs + a.e2eMs - b.dueMs - b.e2eMs)) {
		const { dueMs, e2eMs, isCompleted = true, outputTokens = 10 } = each;
		log.add({
			dueMs,
			endMs: dueMs + e2eMs,
			firstDeltaMs: null,
			worker: 0,
			ordinal: 0,
			isCompleted,
			isOnTime: isCompleted,
			isGood: isCompleted,
			ttftMs: e2eMs / 2,
			serviceTtftMs: e2eMs / 2,
			ttfaMs: null,
			tpotMs: null,
			e2eMs: isCompleted ? e2eMs : null,
			inputTokens: null,
			outputTokens
		});
	}
	return log;
};

/** Every 10 ms one request, each answered in 40 ms. */
const even = (n: number): Given[] =>
	Array.from({ length: n }, (_, i) => ({ dueMs: 100 + i * 10, e2eMs: 40 }));
const open: LoadShape = { kind: 'constant', ratePerS: 100, durationS: 2 };
const options: SettleOptions = { load: open, rule: 'auto', converses: false };

describe('the steady part of an open loop', () => {
	it('counts rates from when answers come as requests do until the last one was due, and tells the drain apart', () => {
		const log = logOf(even(200));
		const { warmUp, rateWindow, drain, counted } = settle(log, options);
		expect(counted).toHaveLength(200);
		expect(warmUp).toMatchObject({ requests: 0, durationS: 0 });
		expect(warmUp.reason).toMatch(/no beginning was found/u);
		expect(rateWindow).toStrictEqual({ fromMs: 140, toMs: 2_090 });
		// The last four are still being answered when the last one is due; one of them ends at that moment.
		expect(drain).toStrictEqual({ durationS: 0.04, requests: 4 });
		const intervals = steadyIntervals(log, counted, rateWindow, null);
		expect(intervals?.requestsPerS?.low).toBeLessThanOrEqual(100);
		expect(intervals?.requestsPerS?.high).toBeGreaterThanOrEqual(100);
		expect(intervals?.outputTokensPerS?.low).toBeGreaterThan(950);
		expect(intervals).toMatchObject({ e2eMeanMs: { low: 40, high: 40 }, sloMetShare: null });
	});

	it('leaves out a slow beginning, and says how long it was and why', () => {
		const cold = even(400).map((each, i) => ({ ...each, e2eMs: i < 30 ? 200 : 40 + (i % 5) }));
		const { warmUp, rateWindow, counted } = settle(logOf(cold), options);
		expect(warmUp).toMatchObject({ requests: 30, durationS: 0.3 });
		expect(warmUp.reason).toBe(
			'whole answers took 200.0 ms in the beginning and 42.0 ms after it, in the mean'
		);
		expect(counted).toHaveLength(370);
		expect(rateWindow?.fromMs).toBe(400);
	});

	it('leaves out nothing, or what it was told, by count or by time, failed requests included', () => {
		const log = logOf(even(200).map((each, i) => ({ ...each, isCompleted: i % 20 > 0 })));
		const cutBy = (rule: SettleOptions['rule']) => settle(log, { ...options, rule }).warmUp;
		expect(cutBy('none')).toMatchObject({
			requests: 0,
			reason: 'all requests count, as configured'
		});
		expect(cutBy({ requests: 50 })).toStrictEqual({
			requests: 50,
			durationS: 0.5,
			reason: 'as configured'
		});
		expect(cutBy({ seconds: 0.255 })).toMatchObject({ requests: 26, durationS: 0.26 });
		expect(cutBy({ seconds: 9 })).toMatchObject({ requests: 200 });
		expect(settle(log, { ...options, rule: { requests: 999 } }).counted).toHaveLength(0);
	});

	it.each<[string, Partial<SettleOptions>]>([
		[
			'a rate that changes',
			{ load: { kind: 'ramp', fromPerS: 1, toPerS: 9, durationS: 2, arrivals: 'poisson' } }
		],
		['conversations', { converses: true }],
		['a batch', { load: { kind: 'batch', concurrency: 4, requests: 400 } as LoadShape }]
	])('neither looks for a warm-up nor moves the window of rates for %s', (_, changes) => {
		const cold = even(400).map((each, i) => ({ ...each, e2eMs: i < 30 ? 200 : 40 }));
		const settled = settle(logOf(cold), { ...options, ...changes });
		expect(settled.warmUp.requests).toBe(0);
		expect(settled.rateWindow).toBeNull();
	});

	it('has no window of its own where the stage is short beside its answers, or they are few', () => {
		const slow = even(200).map((each) => ({ ...each, e2eMs: 400 }));
		expect(settle(logOf(slow), options).rateWindow).toBeNull();
		expect(settle(logOf(even(90)), options).rateWindow).toBeNull();
		expect(settle(logOf([]), options)).toMatchObject({
			rateWindow: null,
			drain: { durationS: 0, requests: 0 },
			warmUp: { requests: 0, durationS: 0 }
		});
	});
});

describe('the steady part of a closed loop', () => {
	it('has the rate of slots that are always full, whatever the first wave and the end do', () => {
		// Four users, answers of 50 ms one after the other: 80 a second, though all begin at once and end one by one.
		const users = Array.from({ length: 4 }, (_, user) =>
			Array.from({ length: 50 }, (_each, i) => ({ dueMs: i * 50 + (i > 0 ? user : 0), e2eMs: 50 }))
		).flat();
		const log = logOf(users);
		const load: LoadShape = { kind: 'closed', concurrency: 4, requests: 200 };
		const { rateWindow, drain } = settle(log, { ...options, load });
		expect(rateWindow).toStrictEqual({ fromMs: 0, toMs: 2_453 });
		expect(drain.requests).toBe(4);
		const inWindow = [...log.column('endMs')].filter((endMs) => endMs <= 2_453).length;
		expect(inWindow / 2.453).toBeCloseTo(80, 0);
	});
});
