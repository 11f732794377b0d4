/** What an endpoint says when it fails: in the status, in the body, or in an event under HTTP 200. */
import { isObject, parseJson } from '#core/json.ts';
import { headerOf } from '#core/recorded-response.ts';
import type { RecordedResponse } from '#core/recorded-response.ts';
import { parseSse } from './framing/sse.ts';
import { objectAt, objectsAt, textAt } from './json-access.ts';
import type { ReadingError } from './protocol.ts';
import { retryAfterS } from './retry-after.ts';
import { safeMessage } from './safe-message.ts';

interface ErrorFacts {
	/** Every name of the error, lower case, for classification. */
	names: string[];
	code: string | null;
	/** An HTTP status in the body; null if there is none. */
	status: number | null;
	message: string | null;
}

const numberAt = (object: Record<string, unknown>, key: string): number | null => {
	const value = object[key];
	return typeof value === 'number' && Number.isInteger(value) ? value : null;
};

/** The first HTTP status of a failure among fields that may hold one, as a number or as its digits; null where none does. */
const statusAmong = (error: Record<string, unknown>, keys: readonly string[]): number | null => {
	for (const key of keys) {
		const value = error[key];
		const number =
			typeof value === 'string' && /^\d{3}$/u.test(value) ? Number(value) : numberAt(error, key);
		if (number !== null && number >= 300 && number <= 599) return number;
	}
	return null;
};

/** Mistral has a code of its own and the status beside it, Azure the status as text. */
const statusFields = ['status_code', 'raw_status_code', 'code', 'status'] as const;

/** The shapes seen: `{error: {…}}`, `{error: "…"}`, the fields at the top, FastAPI's `detail`, each also in a list of one. */
const factsOf = (value: unknown): ErrorFacts => {
	const outer: unknown = Array.isArray(value) ? value[0] : value;
	const error = isObject(outer) && outer['error'] ? outer['error'] : outer;
	if (typeof error === 'string') return { names: [], code: null, status: null, message: error };
	if (!isObject(error)) return { names: [], code: null, status: null, message: null };
	const [code, type] = [textAt(error, 'code'), textAt(error, 'type')];
	const number = numberAt(error, 'status_code') ?? numberAt(error, 'code');
	// FastAPI's list of what is wrong with a request; Mistral wraps it into its message.
	const firstDetail = [error, objectAt(error, 'message') ?? {}].flatMap((each) =>
		objectsAt(each, 'detail')
	)[0];
	const known = [code, type].filter((name): name is string => name !== null && name !== 'error');
	// Google's word for the status; the code is its number.
	const status = textAt(error, 'status');
	return {
		names: [...known, ...(status === null ? [] : [status])].map((name) => name.toLowerCase()),
		code: known[0] ?? (number === null ? null : String(number)),
		status: statusAmong(error, statusFields),
		message:
			textAt(error, 'message') ??
			textAt(error, 'Message') ??
			textAt(error, 'detail') ??
			(firstDetail && textAt(firstDetail, 'msg')) ??
			textAt(error, 'error')
	};
};

const limited =
	/^rate_?limit|^too_?many_?requests|^insufficient_quota$|^throttl|^resource_exhausted$|^service_tier_capacity_exceeded$/;
const unauthenticated =
	/^authentication|^permission|^invalid_api_key$|^unauthorized|^unauthenticated$|^access_?denied/;
const refused =
	/^invalid|^not_?found|^resource_?not_?found|^bad_?request|^billing|^context_length|^validation/;

const kindOf = (status: number | null, names: readonly string[]): ReadingError['kind'] => {
	const named = (shape: RegExp): boolean => names.some((name) => shape.test(name));
	if (status === 429 || named(limited)) return 'rate-limited';
	if (status === 401 || status === 403) return 'authentication';
	if (status !== null) return status >= 500 ? 'server' : 'request';
	if (named(unauthenticated)) return 'authentication';
	return named(refused) ? 'request' : 'server';
};

const errorFrom = (
	facts: ErrorFacts,
	status: number | null,
	response: RecordedResponse,
	fallback: string
): ReadingError => ({
	kind: kindOf(status ?? facts.status, facts.names),
	code: facts.code === null ? null : safeMessage(facts.code),
	message: safeMessage(facts.message ?? fallback),
	retryAfterS: retryAfterS(response)
});

/** Bytes of a body that are looked at where it is not JSON. */
const excerptBytes = 4_096;

/** What a body that is not JSON is like, for a message: an HTML page by its title, else its beginning. */
export const describeForeignBody = (body: Uint8Array): string => {
	const text = new TextDecoder().decode(body.subarray(0, excerptBytes)).trim();
	if (text === '') return 'an empty body';
	if (!/^<(?:!doctype\s+html|html|head|body)\b/i.test(text)) return `"${text.slice(0, 200)}"`;
	const title = /<title[^<>]{0,100}>([^<]{1,200})/i.exec(text)?.[1]?.trim();
	return title === undefined ? 'an HTML page' : `an HTML page titled "${title}"`;
};

/** The JSON of the body of an error, plain or in an event; undefined where it holds none. */
export const errorJsonOf = ({ body }: Pick<RecordedResponse, 'body'>): unknown => {
	const parsed = parseJson(new TextDecoder().decode(body));
	if (parsed !== undefined) return parsed;
	const { events, cut } = parseSse(body);
	return parseJson((events[0] ?? cut)?.data ?? '');
};

/** Facts with one more name, which is the code where the error brings none. */
const withName = (facts: ErrorFacts, name: string | null): ErrorFacts =>
	name === null || name === 'error' || name === 'message'
		? facts
		: { ...facts, names: [...facts.names, name.toLowerCase()], code: facts.code ?? name };

/** AWS names the error in a header: `ThrottlingException:http://internal…`. */
const awsErrorType = (response: RecordedResponse): string | null =>
	headerOf(response, 'x-amzn-errortype')?.split(':')[0] || null;

/** The error behind a response whose status is not 2xx; `status` is that of the response. */
export const errorOfResponse = (response: RecordedResponse, status: number): ReadingError => {
	const facts = withName(factsOf(errorJsonOf(response)), awsErrorType(response));
	const fallback =
		status >= 300 && status < 400
			? 'the endpoint redirects; use the address it redirects to as base URL'
			: response.body.length === 0
				? 'the endpoint gave no reason'
				: `the endpoint sent ${describeForeignBody(response.body)}`;
	return errorFrom(facts, status, response, fallback);
};

/**
 * The error inside a stream or a body under HTTP 200; `value` is its JSON, or its text if it is none, `name` that of an event whose
 * framing says that it is an error.
 */
export const errorOfEvent = (
	response: RecordedResponse,
	value: unknown,
	name: string | null = null
): ReadingError =>
	errorFrom(
		withName(factsOf(value), name),
		null,
		response,
		'the endpoint reported an error without a message'
	);

/** The error of an endpoint that sent something else than the protocol says. */
export const malformedError = (message: string): ReadingError => ({
	kind: 'malformed',
	code: null,
	message: safeMessage(message),
	retryAfterS: null
});
