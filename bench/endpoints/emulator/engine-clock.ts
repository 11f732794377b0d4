/**
 * Drives the performance model in real time. Everything is due at an absolute moment, so a late timer delays one pass
 * and is caught up in it: no token is lost and no delay adds up. Tokens of one step are handed out in one pass.
 */
import type { EmulatorPerformance } from '#core/target.ts';
import { createPerformanceModel } from './performance-model.ts';
import type { PerformanceModel, Sequence, StationMoments } from './performance-model.ts';

/** What happens to a request; called in the order of time. */
export interface EngineJob {
	admitted(): void;
	refused(): void;
	/**
	 * `producedTokens` counts from 1; at the request's own number of output tokens the engine is done with it. `moments` are those of the request,
	 * and `atMs` is that of the token, all of them when they were due.
	 */
	token(producedTokens: number, moments: StationMoments, atMs: number): void;
}

/** The clock and the timer that the engine runs on. */
export interface Timers {
	nowMs(): number;
	/** Calls once after at least about `delayMs`; the result cancels it. */
	wake(delayMs: number, call: () => void): () => void;
}

/** `performance.now()` and `setTimeout`, which is late by up to about 1 ms and never drifts here. */
export const realTimers: Timers = {
	nowMs: () => performance.now(),
	wake: (delayMs, call) => {
		const timer = setTimeout(call, Math.max(1, Math.ceil(delayMs)));
		return () => {
			clearTimeout(timer);
		};
	}
};

/** How late the engine woke up since it started: what its own figures can be trusted to. */
export interface Lateness {
	wakes: number;
	/** Due → woken, ms; null before the first wake. */
	meanMs: number | null;
	maxMs: number | null;
}

export interface EngineClock {
	/**
	 * Brings a request in now. `createJob` is given `leave`, which takes the request out again, at any time and as often
	 * as one likes. The job may be admitted or refused before `submit` returns.
	 */
	submit(
		createJob: (leave: () => void) => EngineJob,
		request: { promptTokens: number; outputTokens: number; overheadMs: number }
	): void;
	occupancy(): ReturnType<PerformanceModel<EngineJob>['occupancy']>;
	lateness(): Lateness;
	/** Stops the timer; requests inside get nothing more. */
	stop(): void;
}

export const createEngineClock = (
	performance: Omit<EmulatorPerformance, 'overheadMs' | 'overheadLogSd'>,
	timers: Timers = realTimers
): EngineClock => {
	const model = createPerformanceModel<EngineJob>(performance, {
		admitted: ({ owner }) => {
			owner.admitted();
		},
		refused: ({ owner }) => {
			owner.refused();
		},
		token: (sequence, atMs) => {
			sequence.owner.token(sequence.producedTokens, sequence, atMs);
		}
	});
	let cancel: (() => void) | null = null;
	let armedForMs: number | null = null;
	let wakes = 0;
	let lateSumMs = 0;
	let lateMaxMs = 0;
	let stopped = false;

	const arm = (): void => {
		const dueMs = model.nextDueMs();
		if (dueMs === armedForMs) return;
		cancel?.();
		armedForMs = dueMs;
		cancel = dueMs === null || stopped ? null : timers.wake(dueMs - timers.nowMs(), wake);
	};

	const wake = (): void => {
		const nowMs = timers.nowMs();
		const lateMs = nowMs - (armedForMs ?? nowMs);
		armedForMs = null;
		cancel = null;
		// A timer may fire a little early; it is set again for the rest.
		if (lateMs >= 0) {
			wakes += 1;
			lateSumMs += lateMs;
			lateMaxMs = Math.max(lateMaxMs, lateMs);
			model.advance(nowMs);
		}
		arm();
	};

	return {
		submit(createJob, request) {
			let sequence: Sequence<EngineJob> | null = null;
			const owner = createJob(() => {
				if (sequence !== null) model.leave(sequence);
			});
			const nowMs = timers.nowMs();
			model.advance(nowMs);
			sequence = model.arrive(nowMs, { owner, ...request });
			// Without overhead the request comes in at once, not at the next turn of the timer.
			model.advance(nowMs);
			arm();
		},
		occupancy: () => model.occupancy(),
		lateness: () => ({
			wakes,
			meanMs: wakes === 0 ? null : lateSumMs / wakes,
			maxMs: wakes === 0 ? null : lateMaxMs
		}),
		stop() {
			stopped = true;
			cancel?.();
			cancel = null;
		}
	};
};
