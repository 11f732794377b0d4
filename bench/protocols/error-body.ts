/** What an endpoint says when it fails: in the status, in the body, or in an event under HTTP 200. */
import { isObject, parseJson } from '#core/json.ts';
import type { RecordedResponse } from '#core/recorded-response.ts';
import { objectsAt, textAt } from './json-access.ts';
import type { ReadingError } from './protocol.ts';
import { retryAfterS } from './retry-after.ts';
import { safeMessage } from './safe-message.ts';
import { parseSse } from './sse.ts';

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

/** The shapes seen: `{error: {…}}`, `{error: "…"}`, the fields at the top, FastAPI's `detail`, each also in a list of one. */
const factsOf = (value: unknown): ErrorFacts => {
	const outer: unknown = Array.isArray(value) ? value[0] : value;
	const error = isObject(outer) && outer['error'] ? outer['error'] : outer;
	if (typeof error === 'string') return { names: [], code: null, status: null, message: error };
	if (!isObject(error)) return { names: [], code: null, status: null, message: null };
	const [code, type] = [textAt(error, 'code'), textAt(error, 'type')];
	const number = numberAt(error, 'status_code') ?? numberAt(error, 'code');
	const firstDetail = objectsAt(error, 'detail')[0];
	const known = [code, type].filter((name): name is string => name !== null && name !== 'error');
	return {
		names: known.map((name) => name.toLowerCase()),
		code: known[0] ?? (number === null ? null : String(number)),
		status: number !== null && number >= 300 && number <= 599 ? number : null,
		message:
			textAt(error, 'message') ??
			textAt(error, 'detail') ??
			(firstDetail && textAt(firstDetail, 'msg')) ??
			textAt(error, 'error')
	};
};

const kindOf = (status: number | null, names: readonly string[]): ReadingError['kind'] => {
	const named = (shape: RegExp): boolean => names.some((name) => shape.test(name));
	if (status === 429 || named(/^rate_?limit|^too_?many_?requests|^insufficient_quota$/)) {
		return 'rate-limited';
	}
	if (status === 401 || status === 403) return 'authentication';
	if (status !== null) return status >= 500 ? 'server' : 'request';
	if (named(/^authentication|^permission|^invalid_api_key$|^unauthorized/)) return 'authentication';
	if (named(/^invalid|^not_?found|^bad_?request|^billing|^context_length/)) return 'request';
	return 'server';
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

/** The error behind a response whose status is not 2xx; `status` is that of the response. */
export const errorOfResponse = (response: RecordedResponse, status: number): ReadingError => {
	const text = new TextDecoder().decode(response.body);
	let parsed = parseJson(text);
	if (parsed === undefined) {
		const { events, cut } = parseSse(response.body);
		parsed = parseJson((events[0] ?? cut)?.data ?? '');
	}
	const fallback =
		status >= 300 && status < 400
			? 'the endpoint redirects; use the address it redirects to as base URL'
			: response.body.length === 0
				? 'the endpoint gave no reason'
				: `the endpoint sent ${describeForeignBody(response.body)}`;
	return errorFrom(factsOf(parsed), status, response, fallback);
};

/** The error inside a stream or a body under HTTP 200; `value` is its JSON, or its text if it is none. */
export const errorOfEvent = (response: RecordedResponse, value: unknown): ReadingError =>
	errorFrom(factsOf(value), null, response, 'the endpoint reported an error without a message');

/** The error of an endpoint that sent something else than the protocol says. */
export const malformedError = (message: string): ReadingError => ({
	kind: 'malformed',
	code: null,
	message: safeMessage(message),
	retryAfterS: null
});
