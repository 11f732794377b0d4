import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectRequest, TunnelAnswer } from '#bench/load/way/tunnel-answer.ts';

const to = 'api.example.com:443';
const read = (text: string, hasAccess = false) =>
	new TunnelAnswer(to, hasAccess).push(Buffer.from(text, 'latin1'));

describe('the answer of a proxy to CONNECT', () => {
	it.each([
		['HTTP/1.1 200 Connection established\r\n\r\n', { kind: 'open' }],
		['HTTP/1.0 200 OK\r\nvia: squid\r\ncontent-length: 0\r\n\r\n', { kind: 'open' }],
		['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n', { kind: 'open' }],
		['HTTP/1.1 100 Continue\r\n\r\n', { kind: 'reading' }],
		['H', { kind: 'reading' }],
		['HTTP/1.1 200', { kind: 'reading' }],
		[
			'HTTP/1.1 403 Forbidden\r\n\r\n',
			/does not allow connections to api\.example\.com:443 \(HTTP 403\)/
		],
		['HTTP/1.1 502 Bad Gateway\r\n\r\n', /could not reach api\.example\.com:443 \(HTTP 502\)/],
		['HTTP/1.1 504 X\r\n\r\n', /could not reach .* \(HTTP 504\)/],
		['HTTP/1.1 302 Found\r\nlocation: /login\r\n\r\n', /opened no tunnel .* \(HTTP 302\)/],
		['HTTP/1.1 407 X\r\n\r\n', /wants a name and password \(HTTP 407\)/],
		['SSH-2.0-OpenSSH_9\r\n', /sent what is no answer to CONNECT/],
		['<html>\r\n\r\n', /sent what is no answer to CONNECT/],
		['\x15\x03\x01', /sent what is no answer to CONNECT/],
		[`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(70_000)}`, /sent what is no answer to CONNECT/],
		['HTTP/1.1 200 OK\r\n\r\nmore', /before it was asked/]
	])('%j', (text, expected) => {
		const state = read(text);
		if (expected instanceof RegExp) {
			expect(state).toMatchObject({
				kind: 'refused',
				why: expect.stringMatching(expected) as string
			});
		} else expect(state).toStrictEqual(expected);
	});

	it('says that the password was wrong where one was sent', () => {
		expect(read('HTTP/1.1 407 X\r\n\r\n', true)).toMatchObject({
			why: expect.stringMatching(/refuses the name and password/) as string
		});
	});

	it('is the same in whatever pieces it comes', () => {
		const text = 'HTTP/1.1 200 Connection established\r\nvia: test\r\n\r\n';
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: text.length - 1 })), (cuts) => {
				const answer = new TunnelAnswer(to, false);
				const ends = [...new Set(cuts)].sort((a, b) => a - b);
				const states = [...ends, text.length].map((end, index) =>
					answer.push(Buffer.from(text.slice(ends[index - 1] ?? 0, end)))
				);
				expect(states.pop()).toStrictEqual({ kind: 'open' });
				expect(states.every(({ kind }) => kind === 'reading')).toBe(true);
			})
		);
	});

	it('follows a request that names the endpoint, and the password where there is one', () => {
		expect(connectRequest(to, null)).toBe(`CONNECT ${to} HTTP/1.1\r\nhost: ${to}\r\n\r\n`);
		expect(connectRequest(to, 'Basic eA==')).toBe(
			`CONNECT ${to} HTTP/1.1\r\nhost: ${to}\r\nproxy-authorization: Basic eA==\r\n\r\n`
		);
	});
});
