/** How an attempt ended, decided from what the transport and the protocol saw. */
import type { Outcome } from '#core/outcome.ts';
import type { RecordedResponse, TransportFailureCode } from '#core/recorded-response.ts';
import type { Reading, ReadingError } from './protocol.ts';
import { safeMessage } from './safe-message.ts';

export interface AttemptOutcome {
	outcome: Outcome;
	/** A `TransportFailureCode`, the kind of a `ReadingError`, or `no-terminal-event`; null for a whole answer. */
	errorCode: string | null;
	/** One sentence for a person; null for a whole answer. */
	errorMessage: string | null;
}

const outcomeOfFailure = {
	'connect-timeout': 'timeout',
	'idle-timeout': 'timeout',
	'total-timeout': 'timeout',
	aborted: 'aborted',
	'never-sent': 'aborted',
	'connection-refused': 'error',
	'address-not-found': 'error',
	'connection-failed': 'error',
	'connection-closed': 'error',
	'tls-failed': 'error',
	'proxy-failed': 'error',
	'malformed-response': 'error',
	'headers-too-large': 'error',
	'response-too-large': 'error'
} as const satisfies Record<TransportFailureCode, Outcome>;

const whole = (outcome: Outcome): AttemptOutcome => ({
	outcome,
	errorCode: null,
	errorMessage: null
});

/** `HTTP 529 overloaded_error: Overloaded`; the status only where it says something. */
const describe = (error: ReadingError, status: number | null): string => {
	const code = error.code !== null && !error.message.includes(error.code) ? error.code : '';
	const prefix = [status === null || status === 200 ? '' : `HTTP ${String(status)}`, code]
		.filter((part) => part !== '')
		.join(' ');
	return safeMessage(prefix === '' ? error.message : `${prefix}: ${error.message}`);
};

const outcomeOfReading = (response: RecordedResponse, reading: Reading): AttemptOutcome => {
	const { error } = reading;
	if (error) {
		return {
			outcome: error.kind === 'rate-limited' ? 'rate-limited' : 'error',
			errorCode: error.kind,
			errorMessage: describe(error, response.status)
		};
	}
	if (!reading.terminated) {
		const { end } = response;
		return {
			outcome: 'truncated',
			errorCode: end.kind === 'failed' ? end.code : 'no-terminal-event',
			errorMessage: 'the stream ended before the answer was finished'
		};
	}
	if (reading.finish === 'length') return whole('length');
	return whole(reading.finish === 'refused' || reading.refusal !== '' ? 'refused' : 'ok');
};

/**
 * The outcome of an attempt. Limits of ours come first (timeout, abort), then other failures of the transport, with one exception: if the
 * connection closed after the endpoint had begun to speak, what it said decides, so that a stream cut before its terminal event is
 * `truncated`, one cut behind it is whole, and a 429 without the rest of its body is still a rate limit.
 * An empty answer is an answer: a model may have nothing to say.
 */
export const outcomeOf = (
	response: RecordedResponse,
	reading: Reading,
	stream: boolean
): AttemptOutcome => {
	const { end } = response;
	if (end.kind === 'complete') return outcomeOfReading(response, reading);
	const hasSpoken =
		reading.error !== null || reading.terminated || (stream && reading.firstEventMs !== null);
	if (end.code === 'connection-closed' && hasSpoken) return outcomeOfReading(response, reading);
	return {
		outcome: outcomeOfFailure[end.code],
		errorCode: end.code,
		errorMessage: safeMessage(end.message)
	};
};
