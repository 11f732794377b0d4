import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEngineClock, realTimers } from '#bench/endpoints/emulator/engine-clock.ts';
import type { EngineJob, Timers } from '#bench/endpoints/emulator/engine-clock.ts';

const performance = {
	prefillTokensPerS: 1_000,
	decodeStepMs: 10,
	decodeStepPerSequenceMs: 0,
	slots: 8,
	queueLimit: 100
};

/** A clock that stands still until it is moved; each timer fires `lateMs()` after it is due. */
const virtualTimers = (lateMs: () => number): Timers & { runUntil(untilMs: number): void } => {
	let nowMs = 0;
	let pending: { atMs: number; call: () => void } | null = null;
	return {
		nowMs: () => nowMs,
		wake(delayMs, call) {
			const mine = { atMs: nowMs + Math.max(0, delayMs) + lateMs(), call };
			pending = mine;
			return () => {
				if (pending === mine) pending = null;
			};
		},
		runUntil(untilMs) {
			while (pending !== null && pending.atMs <= untilMs) {
				const { atMs, call } = pending;
				pending = null;
				nowMs = Math.max(nowMs, atMs);
				call();
			}
			nowMs = Math.max(nowMs, untilMs);
		}
	};
};

const writeDown = (log: (readonly [what: string, atMs: number])[], timers: Timers): EngineJob => ({
	admitted: () => log.push(['admitted', timers.nowMs()]),
	refused: () => log.push(['refused', timers.nowMs()]),
	token: (n) => log.push([`token ${n}`, timers.nowMs()])
});

test('with punctual timers everything happens when the model says', () => {
	const timers = virtualTimers(() => 0);
	const engine = createEngineClock(performance, timers);
	const log: [string, number][] = [];
	engine.submit(() => writeDown(log, timers), {
		promptTokens: 50,
		outputTokens: 3,
		overheadMs: 20
	});
	timers.runUntil(1_000);
	expect(log).toEqual([
		['admitted', 20],
		['token 1', 80],
		['token 2', 90],
		['token 3', 100]
	]);
	expect(engine.lateness()).toEqual({ wakes: 5, meanMs: 0, maxMs: 0 });
});

test('lateness of the timer does not add up: after many late steps a token is late by one lateness', () => {
	const timers = virtualTimers(() => 3);
	const engine = createEngineClock(performance, timers);
	const log: [string, number][] = [];
	engine.submit(() => writeDown(log, timers), {
		promptTokens: 0,
		outputTokens: 500,
		overheadMs: 0
	});
	timers.runUntil(100_000);
	expect(log.at(-1)?.[0]).toBe('token 500');
	const lateMs = (log.at(-1)?.[1] ?? NaN) - 500 * performance.decodeStepMs;
	expect(lateMs).toBeGreaterThanOrEqual(0);
	expect(lateMs).toBeLessThanOrEqual(3);
	expect(engine.lateness().maxMs).toBe(3);
});

test('after a pause of the event loop the tokens that were due come in one pass, none lost', () => {
	let lateMs = 0;
	const timers = virtualTimers(() => lateMs);
	const engine = createEngineClock(performance, timers);
	const log: [string, number][] = [];
	engine.submit(() => writeDown(log, timers), { promptTokens: 0, outputTokens: 8, overheadMs: 0 });
	timers.runUntil(15);
	lateMs = 35;
	timers.runUntil(20);
	lateMs = 0;
	timers.runUntil(1_000);
	// Steps 3 to 6 were due at 30, 40, 50 and 60; the timer for 30 came at 65.
	expect(log.map(([, atMs]) => atMs)).toEqual([0, 10, 20, 65, 65, 65, 65, 70, 80]);
});

test('requests with timers of any lateness get every token in order, never before it is due', () => {
	const request = fc.record({
		gapMs: fc.double({ min: 0, max: 80, noNaN: true }),
		promptTokens: fc.integer({ min: 0, max: 60 }),
		outputTokens: fc.integer({ min: 1, max: 12 })
	});
	fc.assert(
		fc.property(
			fc.array(request, { maxLength: 20 }),
			fc.array(fc.double({ min: 0, max: 60, noNaN: true }), { minLength: 1, maxLength: 20 }),
			(requests, latenessesMs) => {
				let next = 0;
				const timers = virtualTimers(() => latenessesMs[next++ % latenessesMs.length]!);
				const engine = createEngineClock(performance, timers);
				let atMs = 0;
				const logs = requests.map(({ gapMs, promptTokens, outputTokens }) => {
					timers.runUntil((atMs += gapMs));
					const log: [string, number][] = [];
					engine.submit(() => writeDown(log, timers), {
						promptTokens,
						outputTokens,
						overheadMs: 0
					});
					return { log, sentMs: atMs };
				});
				timers.runUntil(1e6);
				logs.forEach(({ log, sentMs }, i) => {
					const { promptTokens, outputTokens } = requests[i]!;
					const tokens = Array.from({ length: outputTokens }, (_, n) => `token ${n + 1}`);
					expect(log.map(([what]) => what)).toEqual(['admitted', ...tokens]);
					const earliestMs = sentMs + promptTokens + performance.decodeStepMs;
					expect(log[1]?.[1]).toBeGreaterThanOrEqual(earliestMs - 1e-6);
				});
				expect(engine.occupancy()).toEqual({ inside: 0, decoding: 0 });
			}
		)
	);
});

test('a job that leaves while it is admitted gets no token, also when that happens inside submit', () => {
	const timers = virtualTimers(() => 0);
	const engine = createEngineClock(performance, timers);
	const log: [string, number][] = [];
	engine.submit((leave) => ({ ...writeDown(log, timers), admitted: leave }), {
		promptTokens: 0,
		outputTokens: 3,
		overheadMs: 0
	});
	timers.runUntil(1_000);
	expect(log).toEqual([]);
	expect(engine.occupancy().inside).toBe(0);
});

test('real timers drive it to the end and never early', async () => {
	const engine = createEngineClock({ ...performance, decodeStepMs: 2 });
	const startMs = realTimers.nowMs();
	const tokensMs = await new Promise<number[]>((resolve) => {
		const moments: number[] = [];
		engine.submit(
			() => ({
				admitted: () => undefined,
				refused: () => undefined,
				token: (n) => {
					moments.push(realTimers.nowMs() - startMs);
					if (n === 10) resolve(moments);
				}
			}),
			{ promptTokens: 5, outputTokens: 10, overheadMs: 3 }
		);
	});
	tokensMs.forEach((ms, i) => {
		expect(ms).toBeGreaterThanOrEqual(3 + 5 + 2 * (i + 1));
	});
	engine.stop();
});
