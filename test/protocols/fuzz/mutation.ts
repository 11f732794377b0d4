/** One way to spoil a recording, and what must be true of the outcome whatever was drawn. */
import type { RandomSource } from '#core/random.ts';
import type { TransportEnd } from '#core/recorded-response.ts';
import type { Pool, Recording } from './recordings.ts';

/**
 * `never-ok`: what was done is seen by any reader that knows the protocol, so that the answer must not pass for whole: it ends before the end of
 * the event that finishes it, its framing or its JSON is broken up to there, an error or another status stands in it, the transport failed.
 * `unchanged`: what was done means nothing (reads, comments, keys and events that nobody knows), so that text and outcome stay.
 * `any`: a server might have sent it, so that it may be a whole answer that says something else; the checks that hold for every answer hold.
 */
export type Expectation = 'never-ok' | 'unchanged' | 'any';

export interface Mutated {
	body: Uint8Array;
	expectation: Expectation;
	/** 200 where absent. */
	status?: number | null;
	/** Complete where absent. */
	end?: TransportEnd;
	/** Whether it is read as a stream; as the recording is where absent. */
	asStream?: boolean;
	/** Whether bytes of another protocol are in it, with which an answer may be finished that this one would not be. */
	isForeign?: boolean;
	/** Read in pieces of many sizes, and not at once. */
	isInPieces?: boolean;
}

export interface MutationContext {
	recording: Recording;
	pool: Pool;
	pools: readonly Pool[];
	random: RandomSource;
}

export interface Mutation {
	name: string;
	/** How often it is drawn beside the others. */
	weight: number;
	/** Whether it can be done to a recording; to every one where absent. */
	fits?(recording: Recording, pool: Pool): boolean;
	apply(context: MutationContext): Mutated;
}

export const joinPieces = (pieces: readonly Uint8Array[]): Uint8Array => {
	const body = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const piece of pieces) {
		body.set(piece, at);
		at += piece.length;
	}
	return body;
};

const isLineEnd = (byte: number | undefined): boolean => byte === 0x0a || byte === 0x0d;

/**
 * Bytes without which an answer is not finished: up to the end of its finishing event, but for the line ends behind it, which may be missing where
 * HTTP says that all has come; of a body all but those. 0 where nothing finishes it.
 */
export const leastWholeBytes = ({ pieces, terminal, isStream }: Recording): number => {
	if (isStream && terminal === null) return 0;
	const body = joinPieces(pieces.slice(0, (terminal ?? 0) + 1));
	let length = body.length;
	if (pieces[0]?.[0] === 0) return length;
	while (length > 0 && isLineEnd(body[length - 1])) length--;
	return length;
};
