/** The header in which a proxy names who asks. */
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { addressHeaderOf } from '#bench/commands/serve/address-header.ts';

const filled = (
	env: Record<string, string>,
	headers: Record<string, string> = {}
): IncomingMessage['headers'] => {
	const request = { headers: { ...headers }, socket: { remoteAddress: '10.0.0.9' } };
	addressHeaderOf(env).fill(request as unknown as IncomingMessage);
	return request.headers;
};

describe('the header of the address', () => {
	it('is left alone where none is named, and where the proxy has set it', () => {
		expect(filled({})).toEqual({});
		expect(filled({ BENCH_WEB_ADDRESS_HEADER: 'X-Real-IP' }, { 'x-real-ip': '192.0.2.1' })).toEqual(
			{
				'x-real-ip': '192.0.2.1'
			}
		);
	});

	it('is that of the connection for who comes past the proxy, as often as proxies add to it', () => {
		expect(filled({ BENCH_WEB_ADDRESS_HEADER: 'X-Real-IP' })).toEqual({ 'x-real-ip': '10.0.0.9' });
		expect(
			filled({ BENCH_WEB_ADDRESS_HEADER: 'x-forwarded-for', BENCH_WEB_XFF_DEPTH: '2' })
		).toEqual({ 'x-forwarded-for': '10.0.0.9,10.0.0.9' });
	});

	it('is known by its name in small letters', () => {
		expect(addressHeaderOf({ BENCH_WEB_ADDRESS_HEADER: 'X-Real-IP' }).name).toBe('x-real-ip');
		expect(addressHeaderOf({ BENCH_WEB_ADDRESS_HEADER: '' }).name).toBeNull();
	});

	it.each([
		[{ BENCH_WEB_ADRESS_HEADER: 'x' }, 'bench serve knows no variable BENCH_WEB_ADRESS_HEADER'],
		[{ BENCH_WEB_ORIGIN: 'https://a' }, 'bench serve knows no variable BENCH_WEB_ORIGIN'],
		[{ BENCH_WEB_XFF_DEPTH: 'two' }, 'BENCH_WEB_XFF_DEPTH is "two"'],
		[{ BENCH_WEB_XFF_DEPTH: '0' }, 'BENCH_WEB_XFF_DEPTH is "0"']
	])('is refused with %o', (env, message) => {
		expect(() => addressHeaderOf(env)).toThrow(message);
	});
});
