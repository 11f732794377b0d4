/** What the requests of all protocols have in common: address, headers and the merging of extra fields. */
import { BenchError } from '#core/errors.ts';
import type { ChatCall, Endpoint, HttpRequestSpec } from './protocol.ts';

const userAgent = 'breakeven/0.1';

/** The base URL without trailing slashes and fragment, its query kept. Throws a `BenchError` for anything but http and https. */
export const baseUrlOf = (endpoint: Endpoint): URL => {
	const url = URL.parse(endpoint.baseUrl);
	if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
		throw new BenchError('E_CONFIG', `"${endpoint.baseUrl}" is not an http:// or https:// URL`, {
			hint: 'Give the address where the API starts, such as https://api.example.com/v1.'
		});
	}
	url.hash = '';
	url.pathname = url.pathname.replace(/\/+$/, '');
	return url;
};

/** A key as a header can carry it; null without one. Throws a `BenchError` for a key with spaces or line ends in it. */
export const keyOf = (endpoint: Endpoint): string | null => {
	const { apiKey } = endpoint;
	if (apiKey === null || apiKey === '') return null;
	if (/[^\x21-\x7e]/.test(apiKey)) {
		throw new BenchError(
			'E_AUTH',
			'the API key holds a space, a line end or a non-ASCII character',
			{
				hint: 'Look for a stray line end or quote in the environment variable that holds the key.'
			}
		);
	}
	return apiKey;
};

/** Fields of `extraBody` replace those of the protocol; a null there removes the field. */
export const mergeBody = (
	body: Record<string, unknown>,
	extraBody: Record<string, unknown>
): Record<string, unknown> =>
	Object.fromEntries(
		[...new Map([...Object.entries(body), ...Object.entries(extraBody)])].filter(
			([, value]) => value !== null && value !== undefined
		)
	);

/** Puts a request together. */
export const requestOf = (
	url: URL,
	call: ChatCall,
	headers: Record<string, string>,
	body: Record<string, unknown>
): HttpRequestSpec => ({
	method: 'POST',
	url,
	headers: {
		'content-type': 'application/json',
		accept: call.stream ? 'text/event-stream' : 'application/json',
		'user-agent': userAgent,
		...headers
	},
	body: JSON.stringify(mergeBody(body, call.extraBody))
});
