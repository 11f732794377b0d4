/** When the events of a stream came that a tool looks at. */
import type { Channel } from '#bench/protocols/protocol.ts';
import type { StreamEvent } from '#bench/protocols/stream-events.ts';
import { Unknown, type Known } from './known.ts';
import type { RecordedRequest, Recording } from './recording.ts';

/** Moments of the events that brought output on one of these channels, ms. */
export const timesOf = (events: readonly StreamEvent[], channels: readonly Channel[]): number[] =>
	events
		.filter(({ deltas }) => deltas.some(({ channel }) => channels.includes(channel)))
		.map(({ atMs }) => atMs);

/** Moments of the pieces of the answer, role-only and finish-only ones included, ms. */
export const chunkTimesOf = (events: readonly StreamEvent[]): number[] =>
	events.filter(({ isAnswerChunk }) => isAnswerChunk).map(({ atMs }) => atMs);

const notStreamed = new Unknown('the answers were not streamed');

/**
 * Why the streams of these requests cannot be looked at event by event; null where they can.
 * `output-only`: the moments of the pieces of output would do.
 */
export const whyNoStreams = (
	{ isStreamed }: Recording,
	requests: readonly RecordedRequest[],
	needs: 'every-event' | 'output-only'
): Unknown | null => {
	if (!isStreamed) return notStreamed;
	const lacking = requests.filter(
		({ events, deltaMs }) => events === null && (needs === 'every-event' || deltaMs === null)
	).length;
	if (lacking === 0) return null;
	const which =
		lacking === requests.length
			? ''
			: ` of ${String(lacking)} of ${String(requests.length)} answers`;
	return new Unknown(`the streams${which} were not kept (keepStreams)`);
};

/** The events of a request whose stream is known to be kept. */
export const eventsOf = ({ events }: RecordedRequest): readonly StreamEvent[] => events ?? [];

/** What the endpoint reported of each, or why it is not known. */
export const reportedTokens = (
	requests: readonly RecordedRequest[],
	of: (request: RecordedRequest) => number | null,
	otherwise: string
): Known<number[]> => {
	const counts = requests.map(of);
	return counts.includes(null)
		? new Unknown(`the endpoint reported no token counts for every answer, and ${otherwise}`)
		: (counts as number[]);
};
