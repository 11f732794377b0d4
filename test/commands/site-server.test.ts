/** Requests that come a byte at a time, or never to their end, over real sockets: they are told so and closed, and nobody else waits for them. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
	createSiteServer,
	requestLimits,
	type RequestLimits
} from '#bench/commands/serve/site-server.ts';

const limits: RequestLimits = { headersMs: 300, requestMs: 600, checkEveryMs: 20 };

const closing: (() => void)[] = [];
afterEach(() => {
	for (const close of closing.splice(0)) close();
});

/** A server that answers with the length of the body, once it has it. */
const listen = async (): Promise<number> => {
	const server = createSiteServer((request, response) => {
		let length = 0;
		request.on('data', (chunk: Buffer) => {
			length += chunk.length;
		});
		request.on('end', () => response.end(String(length)));
		request.on('error', () => response.destroy());
	}, limits);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	closing.push(() => {
		server.closeAllConnections();
		server.close();
	});
	return (server.address() as AddressInfo).port;
};

interface Slow {
	/** What the other side said before it closed. */
	text: string;
	tookMs: number;
}

/** Sends the first part, then a byte of the rest every 20 ms, until the other side closes. */
const dribble = async (port: number, first: string, rest: string): Promise<Slow> => {
	const socket: Socket = connect(port, '127.0.0.1');
	closing.push(() => socket.destroy());
	const beganMs = performance.now();
	let text = '';
	socket.setEncoding('utf8').on('data', (chunk: string) => {
		text += chunk;
	});
	socket.on('error', () => undefined);
	socket.write(first);
	let at = 0;
	const timer = setInterval(() => {
		socket.write(rest[at++ % rest.length] ?? ' ');
	}, 20);
	// Not with `once`, which an error ends: it is closed while it is written to.
	await new Promise((resolve) => socket.once('close', resolve));
	clearInterval(timer);
	return { text, tookMs: performance.now() - beganMs };
};

const post = 'POST / HTTP/1.1\r\nhost: a\r\n';

describe('a request that is slow on purpose', () => {
	it('is answered with 408 and closed where its headers do not end', async () => {
		const { text, tookMs } = await dribble(await listen(), 'GET / HTTP/1.1\r\nhost: a\r\nx: ', 'y');
		expect(text).toMatch(/^HTTP\/1\.1 408 /u);
		expect(tookMs).toBeGreaterThanOrEqual(limits.headersMs);
		expect(tookMs).toBeLessThan(limits.headersMs + 20_000);
	});

	it.each([
		['its body', `${post}content-length: 1000000\r\n\r\n`],
		[
			'a piece of four billion gigabytes',
			`${post}transfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n`
		],
		['a piece of its body', `${post}transfer-encoding: chunked\r\n\r\nfffff\r\n`]
	])('is closed where %s does not end', async (_, head) => {
		const { tookMs } = await dribble(await listen(), head, 'y');
		expect(tookMs).toBeGreaterThanOrEqual(limits.requestMs);
		expect(tookMs).toBeLessThan(limits.requestMs + 20_000);
	});

	it('keeps nobody else waiting, however many of them there are', async () => {
		const port = await listen();
		const slow = Array.from({ length: 200 }, () =>
			dribble(port, `${post}content-length: 1000000\r\n\r\n`, 'y')
		);
		const answer = await fetch(`http://127.0.0.1:${String(port)}/`, {
			method: 'POST',
			body: 'abc'
		});
		expect(await answer.text()).toBe('3');
		expect(await Promise.all(slow)).toHaveLength(200);
	});

	it('has time enough for an upload over a slow line where nothing else is said', () => {
		// 5 MB at 0.7 Mbit/s.
		expect(requestLimits.requestMs).toBeGreaterThanOrEqual((5 * 8 * 1_000) / 0.7);
		expect(requestLimits.headersMs).toBeLessThanOrEqual(10_000);
	});
});
