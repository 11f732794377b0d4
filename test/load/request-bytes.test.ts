/** Requests as bytes, read back by node:http. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BenchError } from '#core/errors.ts';
import { renderRequest } from '#bench/load/request-bytes.ts';

const url = new URL('http://llm.example:8000/v1/chat/completions?api-version=2026-01-01');

describe('a rendered request', () => {
	interface Seen {
		message: IncomingMessage;
		body: string;
	}
	let seen: ((request: Seen) => void) | null = null;
	const server = createServer((message, response) => {
		const pieces: Buffer[] = [];
		message.on('data', (piece: Buffer) => pieces.push(piece));
		message.on('end', () => {
			response.end();
			seen?.({ message, body: Buffer.concat(pieces).toString() });
		});
	});
	beforeAll(async () => {
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
	});
	afterAll(() => {
		server.closeAllConnections();
		server.close();
	});

	const readBack = (bytes: Uint8Array): Promise<Seen> =>
		new Promise((resolve) => {
			seen = resolve;
			const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
			socket.end(bytes);
			socket.resume();
		});

	it('is read by a server as it was meant', async () => {
		const headers = { authorization: 'Bearer k', 'content-type': 'application/json' };
		const { message, body } = await readBack(
			renderRequest({ method: 'POST', url, headers, body: '{"a":"é€😀"}' })
		);
		expect(message).toMatchObject({
			method: 'POST',
			url: '/v1/chat/completions?api-version=2026-01-01',
			httpVersion: '1.1',
			headers: {
				...headers,
				host: 'llm.example:8000',
				connection: 'keep-alive',
				'content-length': String(Buffer.byteLength(body))
			}
		});
		expect(body).toBe('{"a":"é€😀"}');
	});

	it('carries any body and any header value that HTTP allows', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.string({ unit: 'grapheme' }),
				fc.stringMatching(/^[!-~\xa1-\xff]([\t -~\xa1-\xff]{0,30}[!-~\xa1-\xff])?$/),
				async (text, value) => {
					const request = {
						method: 'POST' as const,
						url,
						headers: { 'x-value': value },
						body: text
					};
					const { message, body } = await readBack(renderRequest(request));
					expect(body).toBe(text);
					expect(message.headers['x-value']).toBe(value);
				}
			)
		);
	});

	it.each(['a\nb', 'a\r\nx: y', 'a\0', 'a\x7f', 'aĊb', '“quoted”', '\n'])(
		'is refused with the header value %j, which would be sent as something else',
		(value) => {
			const render = (): Uint8Array =>
				renderRequest({ method: 'POST', url, headers: { authorization: value }, body: '' });
			expect(render).toThrow(BenchError);
			expect(render).toThrow(/"authorization" contains/);
			expect(render).not.toThrow(value);
		}
	);
});
