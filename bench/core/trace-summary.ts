/** What a trace holds and what replaying it offers, in figures. Pure. */
import { idealCachedTokens } from './prefix-sharing.ts';
import type { Replay } from './replay.ts';
import type { RequestTrace, TraceFormat } from './request-trace.ts';
import { describe, type Distribution } from './statistics/distribution.ts';
import { msToS, sToMs } from './units.ts';

export interface TraceSummary {
	format: TraceFormat;
	/** Requests that are replayed, of so many in the file. */
	requests: number;
	requestsInFile: number;
	/** Seconds of the trace that are replayed, and seconds that this takes. */
	spanS: number;
	sendingS: number;
	/** Offered requests per second in the mean of the replay. */
	meanPerS: number;
	/** Most requests that are due within one second of the replay. */
	peakPerS: number;
	/** Requests due in each minute of the replay, the last one cut short with it. */
	perMinute: number[];
	/** Longest time without a request in the replay, seconds; null with fewer than two. */
	longestGapS: number | null;
	/** Tokens of each prompt and each answer. */
	inputTokens: Distribution;
	outputTokens: Distribution;
	/** Input tokens of all requests together. */
	totalInputTokens: number;
	/** Of these, what a prefix cache that forgets nothing would hold; null where the trace tells of no shared prefixes. */
	idealCachedTokens: number | null;
	/** Sessions that the requests belong to; null where the trace names none. */
	sessions: number | null;
	/** Requests of the file that stood behind a later one. */
	outOfOrder: number;
	/** Lines of the file that were passed over. */
	skipped: number;
}

const perMinuteOf = (dueMs: Float64Array, sendingS: number): number[] => {
	const minuteMs = sToMs(60);
	const last = dueMs.at(-1) ?? 0;
	const counts = new Array<number>(
		Math.max(Math.floor(last / minuteMs) + 1, Math.ceil(sendingS / 60))
	).fill(0);
	for (const due of dueMs) {
		const minute = Math.floor(due / minuteMs);
		counts[minute] = (counts[minute] ?? 0) + 1;
	}
	return counts;
};

export const summariseTrace = (
	trace: RequestTrace,
	{ from, dueMs, spanS, peakPerS }: Replay,
	speed: number
): TraceSummary => {
	const count = dueMs.length;
	const inputTokens = trace.inputTokens.subarray(from, from + count);
	const gaps = dueMs.subarray(1).map((due, i) => due - (dueMs[i] as number));
	const sendingS = spanS / speed;
	const sessions = trace.sessions?.slice(from, from + count).filter((name) => name !== null);
	return {
		format: trace.format,
		requests: count,
		requestsInFile: trace.atMs.length,
		spanS,
		sendingS,
		meanPerS: count / sendingS,
		peakPerS,
		perMinute: perMinuteOf(dueMs, sendingS),
		longestGapS:
			gaps.length === 0 ? null : msToS(gaps.reduce((most, gap) => Math.max(most, gap), 0)),
		inputTokens: describe(Float64Array.from(inputTokens)),
		outputTokens: describe(Float64Array.from(trace.outputTokens.subarray(from, from + count))),
		totalInputTokens: inputTokens.reduce((sum, each) => sum + each, 0),
		idealCachedTokens: idealCachedTokens(trace, { from, count }),
		sessions: sessions ? new Set(sessions).size : null,
		outOfOrder: trace.outOfOrder,
		skipped: trace.skipped
	};
};
