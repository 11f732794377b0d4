/** Turns a request into the bytes that go over the socket (RFC 9112 section 3), once, before any clock runs. */
import { BenchError } from '#core/errors.ts';
import type { HttpRequestSpec } from '#bench/protocols/protocol.ts';

/** A line break in a header would smuggle in another one; above U+00FF the low byte alone would be sent, which may be one. */
const unsafeInHeader = /[^\t\x20-\x7e\x80-\xff]/;

/** Head and body of one HTTP/1.1 request, ready to be written. Throws E_CONFIG for a header that cannot be sent. */
export const renderRequest = (
	request: Omit<HttpRequestSpec, 'method'> & { method: 'GET' | 'POST' }
): Uint8Array => {
	const body = Buffer.from(request.body, 'utf8');
	const lines = [
		`${request.method} ${request.url.pathname}${request.url.search} HTTP/1.1`,
		`host: ${request.url.host}`
	];
	for (const [name, value] of Object.entries(request.headers)) {
		if (unsafeInHeader.test(value)) {
			throw new BenchError(
				'E_CONFIG',
				`the value of the request header "${name}" contains a line break, a control character or a letter that a header cannot hold`,
				{
					hint: 'Check the environment variable that holds the key for a stray line break or quotation mark.'
				}
			);
		}
		lines.push(`${name}: ${value}`);
	}
	lines.push(`content-length: ${String(body.length)}`, 'connection: keep-alive', '', '');
	return new Uint8Array(Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), body]));
};
