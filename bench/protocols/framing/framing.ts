/** How events are cut out of the bytes of a body. What an event means is the dialect's. */

/** One event on the wire. */
export interface WireEvent {
	/** Value of the `event:` line of SSE, `:event-type` or `:exception-type` of an AWS event stream; `message` where there is none. */
	name: string;
	/** The text of the event, which is JSON by the book. */
	data: string;
	/** Offset in the body of the last byte that belongs to the event. */
	endOffset: number;
	/** Whether the framing itself says that it is an error; where absent, its name and its JSON tell. */
	isError?: boolean;
}

/** What stands behind the last whole event. */
export interface WireRest {
	/** The event that it is if the body was meant to end there; null where it cannot be one. */
	event: WireEvent | null;
	/** What is odd about an event that ends so; null where nothing is. */
	oddity: string | null;
}

export interface FramedBody {
	/** In order of arrival. */
	events: WireEvent[];
	/** An event that was cut; null where the body ends with a whole one. */
	rest: WireRest | null;
	/** Why nothing behind `events` can be read, one sentence; null where everything could. */
	broken: string | null;
}

/**
 * One way to put events into a body. Works on the whole recorded body, in time and memory linear in its length, and never throws
 * on what it holds.
 */
export interface Framing {
	readonly name: 'sse' | 'ndjson' | 'aws-event-stream' | 'json-body';
	/** What a request asks for with `accept` where it wants such a stream. */
	readonly mediaType: string;
	/** Null for a body that is no stream of this kind: an answer in one piece, a page, nothing. */
	split(body: Uint8Array): FramedBody | null;
}

/** No stream at all: the answer is one JSON text, which is timed as a whole. */
export const jsonBodyFraming: Framing = {
	name: 'json-body',
	mediaType: 'application/json',
	split: () => null
};
