/** A rendered request taken apart for a client that puts it together again. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { requestPartsOf } from '#bench/load/batch/request-parts.ts';
import { renderRequest } from '#bench/load/request-bytes.ts';

const name = fc.stringMatching(/^x-[a-z]{1,12}$/);
const value = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/);

it('has the method, the path, the headers and the body that were rendered, but for those that the client writes', () => {
	fc.assert(
		fc.property(
			fc.constantFrom('POST' as const),
			fc.dictionary(name, value),
			fc.string({ unit: 'grapheme' }),
			(method, headers, body) => {
				const url = new URL('http://127.0.0.1:8000/v1/chat/completions?a=b:c');
				const parts = requestPartsOf(renderRequest({ method, url, headers, body }));
				expect(parts).toStrictEqual({
					method,
					path: '/v1/chat/completions?a=b:c',
					headers: { host: '127.0.0.1:8000', ...headers },
					body: Buffer.from(body)
				});
			}
		)
	);
});

it('refuses a header that would be sent in other bytes, and names it', () => {
	const request = renderRequest({
		method: 'POST',
		url: new URL('http://127.0.0.1/'),
		headers: { 'x-key': 'schlüssel' },
		body: ''
	});
	expect(() => requestPartsOf(request)).toThrow(
		'the value of the request header "x-key" has letters beyond ASCII, which batch mode cannot send'
	);
});
