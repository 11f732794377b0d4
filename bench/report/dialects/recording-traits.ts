/** What about a recording makes tools disagree. */
import { isCompleted } from '#core/outcome.ts';
import { msToS } from '#core/units.ts';
import { sentRequests, type RecordedRequest, type Recording } from './recording.ts';
import { eventsOf } from './stream-times.ts';

/** Counts are of whole answers. */
export interface RecordingTraits {
	answers: number;
	/** Whose stream is kept event by event: all counts of what was in streams are of these. */
	withEvents: number;
	/** That began with a chunk without output. */
	emptyFirst: number;
	/** That began with reasoning. */
	reasoningFirst: number;
	/** With a chunk of the answer after the last output: a finish reason alone. */
	emptyLast: number;
	/** That ended later than their last output, by whatever came then. */
	endedLater: number;
	/** With more tokens than pieces of output. */
	packed: number;
	/** With one token or none. */
	single: number;
	/** Without text: tool calls or nothing at all. */
	withoutText: number;
	/** Whose streams ended without the protocol's end although HTTP said that this was all. */
	cutShort: number;
	/** Requests that left and brought no whole answer. */
	failed: number;
	/** Mean of sent − due over what left, ms. */
	meanLatenessMs: number;
	/** First due moment on the clock of the stage, ms. */
	firstDueMs: number;
}

const outputTimes = (request: RecordedRequest): number[] =>
	eventsOf(request)
		.filter(({ deltas }) => deltas.length > 0)
		.map(({ atMs }) => atMs);

export const traitsOf = (recording: Recording): RecordingTraits => {
	const sent = sentRequests(recording);
	const answers = sent.filter(({ outcome }) => isCompleted(outcome));
	const kept = answers.filter(({ events }) => events !== null && events.length > 0);
	const count = (holds: (request: RecordedRequest) => boolean): number => kept.filter(holds).length;
	const lateness = sent.map(({ sentMs, dueMs }) => sentMs - dueMs);
	return {
		answers: answers.length,
		withEvents: kept.length,
		emptyFirst: count((request) => {
			const first = eventsOf(request).find(({ isAnswerChunk }) => isAnswerChunk);
			return first?.deltas.length === 0;
		}),
		reasoningFirst: count(
			(request) =>
				eventsOf(request).find(({ deltas }) => deltas.length > 0)?.deltas[0]?.channel ===
				'reasoning'
		),
		emptyLast: count(
			(request) =>
				eventsOf(request).findLast(({ isAnswerChunk }) => isAnswerChunk)?.deltas.length === 0
		),
		endedLater: count(
			(request) => (request.endMs ?? 0) > (outputTimes(request).at(-1) ?? Infinity)
		),
		packed: count((request) => (request.outputTokens ?? 0) > outputTimes(request).length),
		single: answers.filter(({ outputTokens }) => outputTokens !== null && outputTokens <= 1).length,
		withoutText: count(
			(request) =>
				!eventsOf(request).some(({ deltas }) =>
					deltas.some(({ channel }) => channel === 'text' || channel === 'reasoning')
				)
		),
		cutShort: sent.filter(({ outcome, isWhole }) => outcome === 'truncated' && isWhole).length,
		failed: sent.length - answers.length,
		meanLatenessMs:
			lateness.length === 0 ? 0 : lateness.reduce((sum, each) => sum + each, 0) / lateness.length,
		firstDueMs: recording.requests.reduce((first, { dueMs }) => Math.min(first, dueMs), Infinity)
	};
};

/** `12 of 40 answers` */
export const ofAnswers = (count: number, { withEvents }: RecordingTraits): string =>
	count === withEvents
		? `all ${String(withEvents)} answers`
		: `${String(count)} of ${String(withEvents)} answers`;

/** Below this, ms, being sent late explains nothing. */
const noticeableLatenessMs = 0.1;

/** For tools whose clocks start when the request is sent; empty where that was when it was due. */
export const startsWhenSent = ({ meanLatenessMs }: RecordingTraits): string[] =>
	meanLatenessMs < noticeableLatenessMs
		? []
		: [
				`its clocks start when a request is sent, on average ${meanLatenessMs.toFixed(1)} ms after it was due`
			];

/** Below this, s, a longer window explains nothing. */
const noticeableHeadS = 0.05;

/** For tools whose rates count from the start of the run; empty where the first request was due then. */
export const countsFromStart = ({ firstDueMs }: RecordingTraits): string[] =>
	Number.isFinite(firstDueMs) && msToS(firstDueMs) >= noticeableHeadS
		? [
				`its rates count from the start of the run, ${msToS(firstDueMs).toFixed(2)} s before the first request was due`
			]
		: [];
