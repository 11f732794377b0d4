/** Requests written down event by event, so that a test says what came when. */
import type { Channel } from '#bench/protocols/protocol.ts';
import type { StreamEvent } from '#bench/protocols/stream-events.ts';
import type { RecordedRequest } from '#bench/report/dialects/recording.ts';

const nothing = { isAnswerChunk: false, deltas: [], hasUsage: false, isError: false, isEnd: false };

/** A chunk with output of so many characters. */
export const output = (atMs: number, channel: Channel, length: number): StreamEvent => ({
	...nothing,
	atMs,
	isAnswerChunk: true,
	deltas: [{ channel, length }]
});
/** A chunk of the answer without output: a role, or a finish reason. */
export const empty = (atMs: number): StreamEvent => ({ ...nothing, atMs, isAnswerChunk: true });
export const usage = (atMs: number): StreamEvent => ({ ...nothing, atMs, hasUsage: true });
export const done = (atMs: number): StreamEvent => ({ ...nothing, atMs, isEnd: true });

interface Told {
	dueMs: number;
	sentMs?: number | null;
	endMs: number;
	events: readonly StreamEvent[] | null;
	outputTokens: number | null;
	visibleTokens?: number | null;
}

/** A whole answer, our own clocks read off its events by our definitions. */
export const answered = ({
	dueMs,
	sentMs = dueMs,
	endMs,
	events,
	outputTokens,
	visibleTokens = null
}: Told): RecordedRequest => {
	const times = (events ?? []).filter(({ deltas }) => deltas.length > 0);
	const first = times[0]?.atMs ?? null;
	const last = times.at(-1)?.atMs ?? null;
	const visible = times.find(({ deltas }) => deltas[0]?.channel === 'text')?.atMs ?? null;
	const isSpan = first !== null && last !== null && times.length > 1 && (outputTokens ?? 0) > 1;
	return {
		dueMs,
		sentMs,
		endMs,
		outcome: 'ok',
		httpStatus: 200,
		isWhole: true,
		ours: {
			ttftMs: first === null ? null : first - dueMs,
			ttfaMs: visible === null ? null : visible - dueMs,
			tpotMs: isSpan ? (last - first) / ((outputTokens ?? 0) - 1) : null,
			e2eMs: endMs - dueMs
		},
		deltaMs: times.map(({ atMs }) => atMs),
		events,
		inputTokens: 20,
		outputTokens,
		visibleTokens
	};
};

/** A request that was refused with HTTP 500. */
export const failed = (dueMs: number, endMs: number): RecordedRequest => ({
	...answered({ dueMs, endMs, events: [], outputTokens: null }),
	outcome: 'error',
	httpStatus: 500,
	ours: { ttftMs: null, ttfaMs: null, tpotMs: null, e2eMs: null },
	inputTokens: null
});
