/** An HTTP response as the socket delivered it: what the protocols read, and what is kept as evidence. */

/** How the bytes came to an end. */
export type TransportEnd =
	/** The framing of HTTP said that this was all. */
	| { kind: 'complete' }
	/** It ended in another way. `code` is stable, `message` is for people. */
	| { kind: 'failed'; code: TransportFailureCode; message: string };

export const transportFailureCodes = [
	'connection-refused',
	'address-not-found',
	'connection-failed',
	'tls-failed',
	/** The proxy on the way could not be reached, or opened no tunnel. */
	'proxy-failed',
	'connect-timeout',
	'connection-closed',
	'idle-timeout',
	'total-timeout',
	'malformed-response',
	'headers-too-large',
	'response-too-large',
	'aborted',
	'never-sent'
] as const;

export type TransportFailureCode = (typeof transportFailureCodes)[number];

/** The code as one of a body that did not come whole; null for any other, such as that of an error that the endpoint told. */
export const transportFailureOf = (errorCode: string | null): TransportFailureCode | null =>
	transportFailureCodes.find((code) => code === errorCode) ?? null;

export interface RecordedResponse {
	/** HTTP status; null if no status line arrived. */
	status: number | null;
	/** Names in lower case, in order of arrival. */
	headers: [name: string, value: string][];
	/** The body without its transfer coding. */
	body: Uint8Array;
	/** Length of the body after each read that brought bytes of it; same length as `arrivalMs`. */
	arrivalOffsets: Uint32Array;
	/** Moment of each of these reads, ms on the clock of the stage. */
	arrivalMs: Float64Array;
	end: TransportEnd;
}

/**
 * When the body byte at `offset` arrived, ms: the first read after which the body was longer than `offset`.
 * Null beyond the end of the body.
 */
export const arrivalOf = (
	response: Pick<RecordedResponse, 'arrivalOffsets' | 'arrivalMs'>,
	offset: number
): number | null => {
	const { arrivalOffsets, arrivalMs } = response;
	let low = 0;
	let high = arrivalOffsets.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((arrivalOffsets[middle] ?? 0) > offset) high = middle;
		else low = middle + 1;
	}
	return arrivalMs[low] ?? null;
};

/** The first value of a header; null if it did not come. `name` in lower case. */
export const headerOf = (
	response: Pick<RecordedResponse, 'headers'>,
	name: string
): string | null => response.headers.find(([key]) => key === name)?.[1] ?? null;
