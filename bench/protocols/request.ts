/** What the requests of all protocols have in common: address, headers and the merging of extra fields. */
import { BenchError } from '#core/errors.ts';
import { isObject } from '#core/json.ts';
import { sseFraming } from './framing/sse.ts';
import { objectsAt } from './json-access.ts';
import type { ChatCall, Endpoint, HttpRequestSpec, ModelList } from './protocol.ts';

const userAgent = 'breakeven/0.1';

/** The base URL without trailing slashes and fragment, its query kept and that of the endpoint added. Throws a `BenchError` for anything but http and https. */
export const baseUrlOf = (endpoint: Endpoint): URL => {
	const url = URL.parse(endpoint.baseUrl);
	if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
		throw new BenchError('E_CONFIG', `"${endpoint.baseUrl}" is not an http:// or https:// URL`, {
			hint: 'Give the address where the API starts, such as https://api.example.com/v1.'
		});
	}
	url.hash = '';
	url.pathname = url.pathname.replace(/\/+$/, '');
	for (const [name, value] of Object.entries(endpoint.query ?? {})) {
		url.searchParams.set(name, value);
	}
	return url;
};

/** A secret as a header can carry it. Throws a `BenchError` for one with spaces or line ends in it. */
const sendable = (secret: string, what: string): string => {
	if (!/[^\x21-\x7e]/.test(secret)) return secret;
	throw new BenchError('E_AUTH', `${what} holds a space, a line end or a non-ASCII character`, {
		hint: 'Look for a stray line end or quote in the environment variable that holds it.'
	});
};

export const bearerHeader = (secret: string): Record<string, string> => ({
	authorization: `Bearer ${secret}`
});

/**
 * The headers that let a request in: those of a key in the protocol's own form, or a bearer token; none where requests are signed or
 * need nothing. Throws a `BenchError` for a secret that no header can carry.
 */
export const accessHeaders = (
	{ apiKey, credentials }: Endpoint,
	ofKey: (key: string) => Record<string, string> = bearerHeader
): Record<string, string> => {
	if (credentials?.kind === 'bearer') return bearerHeader(sendable(credentials.token, 'the token'));
	if (credentials || apiKey === null || apiKey === '') return {};
	return ofKey(sendable(apiKey, 'the API key'));
};

/** Fields of `extraBody` replace those of the protocol; a null there removes the field. Of a paid target `billed-fields.ts` lets none through that its cap counts on. */
export const mergeBody = (
	body: Record<string, unknown>,
	extraBody: Record<string, unknown>
): Record<string, unknown> =>
	Object.fromEntries(
		[...new Map([...Object.entries(body), ...Object.entries(extraBody)])].filter(
			([, value]) => value !== null && value !== undefined
		)
	);

/** Extra fields in which those of the body's object `field` are kept, where both have it. */
const withNested = (
	body: Record<string, unknown>,
	extraBody: Record<string, unknown>,
	field: string
): Record<string, unknown> => {
	const [own, extra] = [body[field], extraBody[field]];
	return isObject(own) && isObject(extra)
		? { ...extraBody, [field]: mergeBody(own, extra) }
		: extraBody;
};

interface RequestParts {
	/** The protocol's, which those of the endpoint replace. */
	headers?: Record<string, string>;
	body: Record<string, unknown>;
	/** Media type of a stream; that of SSE where absent. */
	streamType?: string;
	/** An object in the body, to the fields of which extra ones are added; where absent, an extra object replaces one of the body. */
	nested?: string;
}

/** Puts a request together. */
export const requestOf = (
	endpoint: Endpoint,
	url: URL,
	call: ChatCall,
	{ headers = {}, body, streamType = sseFraming.mediaType, nested }: RequestParts
): HttpRequestSpec => ({
	method: 'POST',
	url,
	headers: {
		'content-type': 'application/json',
		accept: call.stream ? streamType : 'application/json',
		'user-agent': userAgent,
		...headers,
		...endpoint.headers
	},
	body: JSON.stringify(
		mergeBody(
			body,
			nested === undefined ? call.extraBody : withNested(body, call.extraBody, nested)
		)
	)
});

/** A list of models in the form of OpenAI, `{ data: [{ id }] }`, that lies beside an address that ends in `path`. */
export const modelListBeside = (urlOf: (endpoint: Endpoint) => URL, path: string): ModelList => ({
	urlOf: (endpoint) => {
		const url = urlOf(endpoint);
		if (url.pathname.endsWith(path)) url.pathname = url.pathname.slice(0, -path.length) + '/models';
		return url;
	},
	idsIn: (answer) =>
		isObject(answer) && Array.isArray(answer['data'])
			? objectsAt(answer, 'data').flatMap(({ id }) => (typeof id === 'string' ? [id] : []))
			: null
});
