/** Turns a request into the bytes that go over the socket (RFC 9112 section 3), once, before any clock runs. */
import { BenchError } from '#core/errors.ts';
import type { HttpRequestSpec } from '#bench/protocols/protocol.ts';

/** A line break in a header would smuggle in another one. */
const unsafeInHeader = /[\0-\x08\x0a-\x1f\x7f]/;

/** Head and body of one HTTP/1.1 request, ready to be written. Throws E_CONFIG for a header that cannot be sent. */
export const renderRequest = (request: HttpRequestSpec): Uint8Array => {
	const body = Buffer.from(request.body, 'utf8');
	const lines = [
		`${request.method} ${request.url.pathname}${request.url.search} HTTP/1.1`,
		`host: ${request.url.host}`
	];
	for (const [name, value] of Object.entries(request.headers)) {
		if (unsafeInHeader.test(value)) {
			throw new BenchError(
				'E_CONFIG',
				`the value of the request header "${name}" contains a line break or control character`,
				{ hint: 'Check the environment variable that holds the key for a stray line break.' }
			);
		}
		lines.push(`${name}: ${value}`);
	}
	lines.push(`content-length: ${String(body.length)}`, 'connection: keep-alive', '', '');
	return new Uint8Array(Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), body]));
};
