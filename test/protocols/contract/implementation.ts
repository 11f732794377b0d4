/**
 * What a protocol brings for the contract suite, `contract.test.ts`. Adding a protocol is adding a file to this folder, named as the
 * protocol is, that exports `implementation`; the suite finds it by itself and fails while a protocol of text has none.
 *
 * Everything is written as a server of the protocol would send it, in the fewest fields that are true to it, and compared with recordings
 * or documentation that the file names. What a protocol does not have is null. What is peculiar to one belongs into a test of its own
 * beside this folder.
 */
import type { Framing } from '#bench/protocols/framing/framing.ts';
import type { Protocol, ReadingError } from '#bench/protocols/protocol.ts';
import type { Usage } from '#core/usage.ts';

/** One event as it goes over the wire, whole with what ends it; comments and pings are events here. */
export type Piece = string | Uint8Array;

/** A stream, an event in each piece. */
export type Pieces = readonly Piece[];

/** An error as the endpoint words it; it is called `x` there, or by a name of the protocol, and its message is "no". */
export interface WordedError {
	/** JSON of the body. */
	body: unknown;
	/** Of the response. */
	headers?: Record<string, string>;
	/** `ReadingError.code` that is to be read. */
	code: string | null;
}

export interface Implementation {
	protocol: Protocol;
	framing: Framing['name'];
	/** Any text as the data of one event, whether or not it is JSON. */
	eventOf: (data: string) => Piece;
	/** Path and method are the transport's: only that the limit of output tokens is a field of the body that `extraBody` can take away. Null where it is nested. */
	outputLimitField: string | null;

	/**
	 * A good stream: reasoning "hm" (none where `reasoning` is false), then the text in three pieces, "Grüße", " 🚀" and " €", and the usage
	 * `usage`; with a role, a ping or whatever the protocol sends before the first output. No warnings come of it.
	 */
	stream: Pieces;
	/** Position in `stream` of the event with which the answer is finished: cut before it, it is truncated. */
	terminal: number;
	/** Positions of the events that bring the reasoning, if there is any, and the three pieces of text. */
	output: readonly number[];
	reasoning: boolean;
	usage: Partial<Usage>;

	/** A whole answer that says "Hi", as JSON. */
	answer: unknown;

	/** Answers that call the tool `look` with `{"place":"Zürich"}`: the stream and the whole one. Null where the protocol has no tools. */
	toolStream: Pieces | null;
	toolAnswer: unknown;

	/** Answers that ended at the output limit, and because the model or a filter declined. */
	lengthStream: Pieces;
	refusedStream: Pieces | null;

	/** A stream of which a part of the prompt came from a cache, and the counts that must be read. */
	cachedStream: Pieces | null;
	cachedUsage: Partial<Usage> | null;

	/** An error in the body of a response with a status of its own. */
	error: WordedError;
	/** The same error in an event of a stream, HTTP 200. Null where the protocol has no such event. */
	errorEvent: Piece | null;
	/** Its code there. */
	errorEventCode: string | null;
	/** Named errors inside a stream, and the kind of each. */
	namedErrors: readonly (readonly [name: string, event: Piece, kind: ReadingError['kind']])[];

	/** An event of a kind that nobody knows; it is ignored, with no more than one warning however often it comes. */
	unknownEvent: Piece | null;
	/** A good stream whose usage has the count `surprise_tokens: 7` beside the others. */
	unknownUsageStream: Pieces;
	/** Usage that is sent twice, its output with 6 tokens and then with 5. */
	revisedUsageStream: Pieces | null;
	/** Usage whose parts contradict the provider's own total, or a part what it is a part of. */
	inconsistentUsageStream: Pieces | null;
	/** A stream in which the model is `m-1` first and `m-2` later. */
	switchedModelStream: Pieces | null;
	/** A stream whose beginning comes a second time in the middle; null where a beginning is nothing special. */
	restartedStream: Pieces | null;
}

export const bytesOf = (piece: Piece): Uint8Array =>
	typeof piece === 'string' ? new TextEncoder().encode(piece) : piece;

export const joined = (pieces: Pieces): Uint8Array =>
	Uint8Array.from(pieces.flatMap((piece) => [...bytesOf(piece)]));
