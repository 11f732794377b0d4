/**
 * How the emulated server spends time, as a state machine in virtual time: it is told what happens and when, and says
 * what follows and when. It owns no clock and no randomness, so it can be tested against closed forms.
 *
 * A request first waits out its overhead, then asks to come in; with `slots + queueLimit` requests inside it is refused.
 * Inside it passes three stations, each first come, first served: the prefill lane (one prompt at a time), the wait for
 * one of `slots` places, and decoding. Decoding is in lock step: a step of b sequences takes
 * `decodeStepMs + decodeStepPerSequenceMs × (b − 1)` and gives each of them one token; places are given out between
 * steps only. Prefill and decoding do not slow each other down (as with engines that keep them on separate devices).
 */
import { sToMs } from '#core/units.ts';
import type { EmulatorPerformance } from '#core/target.ts';

type Phase = 'overhead' | 'prefill' | 'ready' | 'decoding' | 'done' | 'refused' | 'left';

/** When a request reached each station, ms of the caller's clock; null until it has. */
export interface StationMoments {
	/** It came in, its overhead behind it. */
	admittedMs: number | null;
	prefillStartMs: number | null;
	prefillEndMs: number | null;
	/** The first step that it takes part in begins. */
	decodeStartMs: number | null;
}

/** How long the engine had a request, from its coming in to a moment of its decoding, ms: the three parts add up to all of it. */
export interface StationTimes {
	/** In the queue for the prefill lane and for a place to decode in. */
	queueMs: number;
	prefillMs: number;
	decodeMs: number;
}

/** The times of a request up to `atMs`, the moment of one of its tokens. */
export const stationTimesOf = (
	{ admittedMs, prefillStartMs, prefillEndMs, decodeStartMs }: StationMoments,
	atMs: number
): StationTimes => {
	const decodeStart = decodeStartMs ?? atMs;
	const prefillEnd = prefillEndMs ?? decodeStart;
	const prefillStart = prefillStartMs ?? prefillEnd;
	return {
		queueMs: prefillStart - (admittedMs ?? prefillStart) + (decodeStart - prefillEnd),
		prefillMs: prefillEnd - prefillStart,
		decodeMs: atMs - decodeStart
	};
};

/** One request on its way through the server. */
export interface Sequence<Owner> extends StationMoments {
	/** What the caller attached: the connection, or anything else. */
	readonly owner: Owner;
	readonly promptTokens: number;
	readonly outputTokens: number;
	/** Tokens given out so far. */
	producedTokens: number;
	phase: Phase;
}

/** What the server tells while time passes; all moments in ms of the caller's clock, never decreasing. */
export interface PerformanceEvents<Owner> {
	/** The request came in and will be answered. */
	admitted(sequence: Sequence<Owner>, atMs: number): void;
	/** The server was full. */
	refused(sequence: Sequence<Owner>, atMs: number): void;
	/** One more token; `sequence.producedTokens` counts it already. */
	token(sequence: Sequence<Owner>, atMs: number): void;
}

export interface PerformanceModel<Owner> {
	/**
	 * A request arrives at `nowMs`, with its own overhead (ms) and at least one output token. Call `advance(nowMs)` before,
	 * so that time does not run backwards.
	 */
	arrive(
		nowMs: number,
		request: { owner: Owner; promptTokens: number; outputTokens: number; overheadMs: number }
	): Sequence<Owner>;
	/** The client has gone, or the caller wants no more tokens; a prompt in the prefill lane still runs to its end. */
	leave(sequence: Sequence<Owner>): void;
	/** Everything due up to and including `untilMs`, in order. */
	advance(untilMs: number): void;
	/** When something happens next, ms; null if nothing will without a new request. */
	nextDueMs(): number | null;
	/** Requests inside (admitted, not yet done), and how many of them are decoding. */
	occupancy(): { inside: number; decoding: number };
}

/** Duration of a decode step of `batch` sequences, ms. */
export const decodeStepOf = (
	performance: Pick<EmulatorPerformance, 'decodeStepMs' | 'decodeStepPerSequenceMs'>,
	batch: number
): number => performance.decodeStepMs + performance.decodeStepPerSequenceMs * (batch - 1);

/** Duration of the prefill of a prompt that finds the lane free, ms. */
export const prefillOf = (
	performance: Pick<EmulatorPerformance, 'prefillTokensPerS'>,
	promptTokens: number
): number => sToMs(promptTokens / performance.prefillTokensPerS);

export const createPerformanceModel = <Owner>(
	performance: Omit<EmulatorPerformance, 'overheadMs' | 'overheadLogSd'>,
	events: PerformanceEvents<Owner>
): PerformanceModel<Owner> => {
	/** Still in their overhead, by the moment it ends; equal moments in order of arrival. */
	const arriving: { atMs: number; sequence: Sequence<Owner> }[] = [];
	const prefillQueue: Sequence<Owner>[] = [];
	const ready: Sequence<Owner>[] = [];
	let prefilling: Sequence<Owner> | null = null;
	let batch: Sequence<Owner>[] = [];
	let inside = 0;
	/** Infinity while the station is idle. */
	let prefillEndMs = Infinity;
	let stepEndMs = Infinity;

	const startPrefill = (nowMs: number): void => {
		prefillEndMs = Infinity;
		prefilling = null;
		for (let next = prefillQueue.shift(); next !== undefined; next = prefillQueue.shift()) {
			if (next.phase !== 'prefill') continue;
			prefilling = next;
			next.prefillStartMs = nowMs;
			prefillEndMs = nowMs + prefillOf(performance, next.promptTokens);
			return;
		}
	};

	const startStep = (nowMs: number): void => {
		while (batch.length < performance.slots) {
			const next = ready.shift();
			if (next === undefined) break;
			if (next.phase !== 'ready') continue;
			next.phase = 'decoding';
			next.decodeStartMs = nowMs;
			batch.push(next);
		}
		stepEndMs = batch.length === 0 ? Infinity : nowMs + decodeStepOf(performance, batch.length);
	};

	const enter = (nowMs: number): void => {
		const sequence = arriving.shift()?.sequence;
		if (sequence?.phase !== 'overhead') return;
		if (inside >= performance.slots + performance.queueLimit) {
			sequence.phase = 'refused';
			events.refused(sequence, nowMs);
			return;
		}
		inside += 1;
		sequence.phase = 'prefill';
		sequence.admittedMs = nowMs;
		prefillQueue.push(sequence);
		events.admitted(sequence, nowMs);
		if (prefilling === null) startPrefill(nowMs);
	};

	const finishPrefill = (nowMs: number): void => {
		if (prefilling?.phase === 'prefill') {
			prefilling.phase = 'ready';
			prefilling.prefillEndMs = nowMs;
			ready.push(prefilling);
			if (stepEndMs === Infinity) startStep(nowMs);
		}
		startPrefill(nowMs);
	};

	const finishStep = (nowMs: number): void => {
		for (const sequence of batch) {
			// A client can go in the middle of a step, also while this very loop writes to another.
			if (sequence.phase !== 'decoding') continue;
			sequence.producedTokens += 1;
			if (sequence.producedTokens === sequence.outputTokens) {
				sequence.phase = 'done';
				inside -= 1;
			}
			events.token(sequence, nowMs);
		}
		batch = batch.filter((sequence) => sequence.phase === 'decoding');
		startStep(nowMs);
	};

	const nextDue = (): number => Math.min(arriving[0]?.atMs ?? Infinity, prefillEndMs, stepEndMs);

	return {
		arrive(nowMs, { owner, promptTokens, outputTokens, overheadMs }) {
			const sequence: Sequence<Owner> = {
				owner,
				promptTokens,
				outputTokens,
				producedTokens: 0,
				phase: 'overhead',
				admittedMs: null,
				prefillStartMs: null,
				prefillEndMs: null,
				decodeStartMs: null
			};
			const atMs = nowMs + overheadMs;
			let place = arriving.length;
			while (place > 0 && (arriving[place - 1]?.atMs ?? 0) > atMs) place -= 1;
			arriving.splice(place, 0, { atMs, sequence });
			return sequence;
		},
		leave(sequence) {
			const { phase } = sequence;
			if (phase === 'done' || phase === 'refused' || phase === 'left') return;
			if (phase !== 'overhead') inside -= 1;
			sequence.phase = 'left';
		},
		advance(untilMs) {
			for (let dueMs = nextDue(); dueMs <= untilMs && dueMs < Infinity; dueMs = nextDue()) {
				if (arriving[0]?.atMs === dueMs) enter(dueMs);
				else if (prefillEndMs === dueMs) finishPrefill(dueMs);
				else finishStep(dueMs);
			}
		},
		nextDueMs() {
			const dueMs = nextDue();
			return dueMs === Infinity ? null : dueMs;
		},
		occupancy: () => ({
			inside,
			decoding: batch.filter((sequence) => sequence.phase === 'decoding').length
		})
	};
};
