/** From the stored attempts of a stage and their evidence to a recording that other tools' figures can be computed from. */
import type { Attempt } from '#core/attempt.ts';
import { transportFailureOf } from '#core/recorded-response.ts';
import type { Cell, Evidence, Stage } from '#core/run.ts';
import type { Slo } from '#core/slo.ts';
import type { ProtocolName } from '#core/target.ts';
import { totalInputTokens } from '#core/usage.ts';
import { attemptsOfStage, evidenceOfAttempts, type AttemptCursor } from '#db/attempts.server.ts';
import type { Database } from '#db/client.server.ts';
import { streamEventsOf } from '#bench/protocols/stream-events.ts';
import type { RecordedRequest, Recording } from '#bench/report/dialects/recording.ts';

/** Attempts whose bodies are in memory at a time. */
const pageSize = 200;

const cutOff = {
	kind: 'failed',
	code: 'connection-closed',
	message: 'the response was cut'
} as const;

const requestOf = (
	attempt: Attempt,
	kept: Evidence | undefined,
	protocol: ProtocolName,
	isStreamed: boolean
): RecordedRequest => {
	const { usage, errorCode } = attempt;
	const isWhole = transportFailureOf(errorCode) === null;
	const { body, arrivalOffsets, arrivalMs } = kept ?? {};
	const events =
		isStreamed && kept && body && arrivalOffsets && arrivalMs
			? streamEventsOf(
					{
						status: attempt.httpStatus,
						headers: Object.entries(kept.headers),
						body,
						arrivalOffsets,
						arrivalMs,
						end: isWhole ? { kind: 'complete' } : cutOff
					},
					protocol
				)
			: null;
	return {
		dueMs: attempt.dueMs,
		sentMs: attempt.sentMs,
		endMs: attempt.endMs,
		outcome: attempt.outcome,
		httpStatus: attempt.httpStatus,
		isWhole,
		ours: {
			ttftMs: attempt.ttftMs,
			ttfaMs: attempt.ttfaMs,
			tpotMs: attempt.tpotMs,
			e2eMs: attempt.e2eMs
		},
		deltaMs: kept ? [...kept.deltaMs] : null,
		events,
		inputTokens: usage === null ? null : totalInputTokens(usage),
		outputTokens: usage?.outputTokens ?? null,
		visibleTokens: usage?.visibleOutputTokens ?? null
	};
};

/** Whether the answers of a cell were asked for as streams; null where another tool measured. */
const streamOf = ({ target }: Cell): boolean | null =>
	target.kind === 'imported' ? null : target.parameters.stream;

/**
 * What was seen of a stage, in the order of its schedule; null where another tool measured, of which no moments are known. `slo` is the
 * objective that goodput counts by, null where there is none.
 */
export const recordingOfStage = async (
	database: Database,
	{ stage, cell, slo }: { stage: Stage; cell: Cell; slo: Slo | null }
): Promise<Recording | null> => {
	const { protocol } = cell;
	const isStreamed = streamOf(cell);
	if (protocol === null || isStreamed === null) return null;
	const requests: RecordedRequest[] = [];
	let after: AttemptCursor | null = null;
	do {
		const page = await attemptsOfStage(database, stage.id, { limit: pageSize, after });
		const kept = await evidenceOfAttempts(
			database,
			page.attempts.map(({ id }) => id)
		);
		for (const attempt of page.attempts) {
			requests.push(requestOf(attempt, kept.get(attempt.id), protocol, isStreamed));
		}
		after = page.next;
	} while (after !== null);
	const steady = stage.summary?.steadyState;
	return {
		protocol,
		isStreamed,
		slo,
		requests,
		...(steady && { warmUpRequests: steady.warmUp.requests, rateWindow: steady.rateWindow })
	};
};
