/** Whole responses of the emulator: a status, its marks and a body of known length. */
import type { ServerResponse } from 'node:http';
import { apiErrorStatus } from './dialect.ts';
import type { ApiErrorKind, Dialect } from './dialect.ts';

/** Every response carries it, so that no figure of the emulator can pass for a measurement. */
export const emulatedHeader = { 'x-breakeven-emulated': '1' } as const;

/** Seconds that a client is asked to wait which is turned away for no limit of its own. */
const usualRetryAfterS = 1;

/** Whom a response goes to, and in whose words. */
export interface Addressee {
	outgoing: ServerResponse;
	dialect: Dialect;
	requestId: string;
	/** What the response says of rate limits; empty without any. */
	limitHeaders: Readonly<Record<string, string>>;
	/** Whether a stream was asked for. */
	isStream: boolean;
}

export const jsonType = 'application/json';

export const headersOf = (
	{ dialect, requestId, limitHeaders }: Addressee,
	contentType: string
): Record<string, string> => ({
	...emulatedHeader,
	...limitHeaders,
	[dialect.requestIdHeader]: requestId,
	'content-type': contentType
});

export const sendBody = (
	addressee: Addressee,
	status: number,
	contentType: string,
	body: string,
	extraHeaders: Record<string, string> = {}
): void => {
	addressee.outgoing.writeHead(status, {
		...headersOf(addressee, contentType),
		...extraHeaders,
		'content-length': String(Buffer.byteLength(body))
	});
	addressee.outgoing.end(body);
};

/** Sends an error in the words of the protocol. */
export const sendError = (
	addressee: Addressee,
	kind: ApiErrorKind,
	message: string,
	retryAfterS = usualRetryAfterS
): void => {
	const { dialect, requestId } = addressee;
	const isLimited = kind === 'rate-limited';
	const retryHeaders = dialect.retryHeaders?.(retryAfterS) ?? {
		'retry-after': String(retryAfterS)
	};
	sendBody(
		addressee,
		apiErrorStatus[kind],
		jsonType,
		dialect.errorBody(kind, message, requestId, isLimited ? retryAfterS : undefined),
		{ ...dialect.errorHeaders?.(kind), ...(isLimited && retryHeaders) }
	);
};

/** Sends an error of the server itself, which some protocols tell inside of a stream; in front of it nothing is known of streams. */
export const sendServerError = (
	addressee: Addressee,
	kind: 'rate-limited' | 'server',
	message: string
): void => {
	const { dialect, isStream } = addressee;
	if (!isStream || !dialect.failedStream) sendError(addressee, kind, message);
	else sendBody(addressee, 200, dialect.stream.contentType, dialect.failedStream(kind, message));
};
