/**
 * The server's log, on stderr: requests where that is asked for, and always what a person is only told the number of. A line is
 * JSON or text. It holds no query, no header and no body, as secrets may be in them.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import pino from 'pino';

/** `faults`: what failed here, as text; `pretty`: requests too; `json`: the same for machines, one object a line. */
export const logForms = ['faults', 'pretty', 'json'] as const;
export type LogForm = (typeof logForms)[number];

export interface LoggedRequest {
	requestId: string;
	method: string;
	/** The pattern that the address fits; `unmatched` where it fits none. */
	route: string;
	/** The address without its query. */
	path: string;
	status: number;
	/** From the head of the request to the response that is ready to be sent, ms. */
	durationMs: number;
}

export interface SiteLog {
	request: (request: LoggedRequest) => void;
	/** A fault, under the number that the person was shown. */
	fault: (id: string, error: unknown) => void;
	/** Everything that is done in `work` is logged under the id of its request. */
	within: <T>(requestId: string, work: () => T) => T;
}

/** Keys whose values never reach the log, wherever an object brings them along. */
const redacted = [
	'authorization',
	'cookie',
	'token',
	'accessToken',
	'authToken',
	'apiKey',
	'query'
];

const textOf = (error: unknown): string =>
	error instanceof Error ? (error.stack ?? error.message) : String(error);

interface Line {
	time: string;
	level: string;
	msg: string;
	[key: string]: unknown;
}

const prettyLine = ({
	time,
	msg,
	method,
	path,
	status,
	durationMs,
	requestId,
	...rest
}: Line): string =>
	msg === 'request'
		? `${time} ${String(method)} ${String(path)} ${String(status)} ${String(durationMs)} ms, request ${String(requestId)}\n`
		: `${time} ${msg} ${String(rest['fault'])}: ${String(rest['error'])}\n`;

/**
 * A log that writes lines to `write`. `secrets` are cut out of the texts of errors, whoever wrote them there.
 */
export const createLog = (
	form: LogForm,
	secrets: readonly (string | null)[],
	write: (text: string) => void
): SiteLog => {
	const current = new AsyncLocalStorage<string>();
	const hidden = secrets.filter((secret) => secret !== null && secret !== '') as string[];
	const hide = (text: string): string =>
		hidden.reduce((shown, secret) => shown.replaceAll(secret, '[redacted]'), text);
	const logger = pino(
		{
			base: null,
			timestamp: pino.stdTimeFunctions.isoTime,
			formatters: { level: (level) => ({ level }) },
			redact: redacted.flatMap((key) => [key, `*.${key}`])
		},
		{
			write: (line) => {
				write(form === 'json' ? line : prettyLine(JSON.parse(line) as Line));
			}
		}
	);
	return {
		request: (request) => {
			if (form !== 'faults') logger.info({ ...request, path: hide(request.path) }, 'request');
		},
		fault: (id, error) => {
			const requestId = current.getStore();
			logger.error({ fault: id, requestId, error: hide(textOf(error)) }, 'fault');
		},
		within: (requestId, work) => current.run(requestId, work)
	};
};
