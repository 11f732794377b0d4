/** What was seen of the requests of one stage, in no tool's terms: the common ground on which every tool's figures are computed. */
import type { Outcome } from '#core/outcome.ts';
import type { ObservedLatency, Slo } from '#core/slo.ts';
import type { RateWindow } from '#core/steady-state.ts';
import type { ProtocolName } from '#core/target.ts';
import type { StreamEvent } from '#bench/protocols/stream-events.ts';

export interface RecordedRequest {
	/** When the schedule wanted it sent, ms on the clock of the stage, as all moments here. */
	dueMs: number;
	/** Just before it was handed to the kernel; null if it never was: to another tool such a request does not exist. */
	sentMs: number | null;
	/** When the response had ended, or the request was given up. */
	endMs: number | null;
	/** What became of it in our terms. */
	outcome: Outcome;
	httpStatus: number | null;
	/** Whether HTTP said that the body was all: neither cut, nor timed out, nor stopped. */
	isWhole: boolean;
	/** Our own clocks; `core/attempt.ts` defines each. */
	ours: ObservedLatency;
	/** Moments of the non-empty pieces of output, on any channel; null where they are not kept. */
	deltaMs: readonly number[] | null;
	/** Every event of the stream; null where streams are not kept. */
	events: readonly StreamEvent[] | null;
	/** As the endpoint reported them; null where it did not. */
	inputTokens: number | null;
	outputTokens: number | null;
	/** Those of `outputTokens` that are no reasoning. */
	visibleTokens: number | null;
}

export interface Recording {
	protocol: ProtocolName;
	/** Whether answers were asked for as streams. */
	isStreamed: boolean;
	/** The objective that goodput counts by; null where it is not known. */
	slo: Slo | null;
	/** In the order of the schedule. */
	requests: readonly RecordedRequest[];
	/** Of the first of them by their due moments, those that our latencies leave out; none where absent. No tool knows of that. */
	warmUpRequests?: number;
	/** Where our rates count answers; over all of the time where absent or null. */
	rateWindow?: RateWindow | null;
}

/** A request that left: the only ones that another tool would have sent. */
export interface SentRequest extends RecordedRequest {
	sentMs: number;
}

/** All requests that left, failed ones included. */
export const sentRequests = ({ requests }: Recording): SentRequest[] =>
	requests.filter((request): request is SentRequest => request.sentMs !== null);
