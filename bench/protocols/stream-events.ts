/**
 * What each event of a recorded stream carried, and when it came: for questions that a `Reading` cannot answer because it keeps
 * nothing of the events without output, such as how other tools time a stream.
 */
import { isObject } from '#core/json.ts';
import type { RecordedResponse } from '#core/recorded-response.ts';
import type { ProtocolName } from '#core/target.ts';
import { protocols } from './index.ts';
import type { Delta } from './protocol.ts';
import type { ObservedEvent } from './response-reader.ts';

export interface StreamEvent {
	/** When the last byte of the event arrived, ms on the clock of the stage. */
	atMs: number;
	/**
	 * A piece of the answer, whether or not it holds output: where a protocol has `choices`, an event in which they are not empty, role-only
	 * and finish-only ones included; elsewhere an event with output.
	 */
	isAnswerChunk: boolean;
	/** The output that the event brought; empty for a role, a finish reason, usage, a ping or an end. */
	deltas: readonly Pick<Delta, 'channel' | 'length'>[];
	/** Whether it holds token counts under the name `usage`. */
	hasUsage: boolean;
	/** Whether it reports an error. */
	isError: boolean;
	/** Whether it ends the stream, such as `data: [DONE]` and `message_stop`. */
	isEnd: boolean;
}

const isFilledList = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

const eventOf = ({ atMs, json, isError, isEnd, deltas }: ObservedEvent): StreamEvent => ({
	atMs,
	isAnswerChunk: deltas.length > 0 || isFilledList(json?.['choices']),
	deltas: deltas.map(({ channel, length }) => ({ channel, length })),
	hasUsage: isObject(json?.['usage']),
	isError,
	isEnd
});

/**
 * The events of a stream in order, up to its end; those that are no JSON are left out. Empty where no stream came (another status, a
 * plain body), and for protocols that do not stream. Never throws on what an endpoint sent.
 */
export const streamEventsOf = (
	response: RecordedResponse,
	protocol: ProtocolName
): StreamEvent[] => {
	const events: StreamEvent[] = [];
	protocols[protocol].read(response, true, (event) => void events.push(eventOf(event)));
	return events;
};
