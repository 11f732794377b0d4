/** One response over a real socket: every way in which an endpoint can get it wrong, and what is recorded then. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { LoadShape } from '#core/load-shape.ts';
import { createRawServer, respond } from './support/raw-server.ts';
import { endOf, endsOf, runStage } from './support/stage.ts';
import { withTimeEnough } from './support/with-time-enough.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
	for (const cleanup of cleanups.splice(0)) await cleanup();
});
const serve: typeof createRawServer = async (...args) => {
	const server = await createRawServer(...args);
	cleanups.push(server.die);
	return server;
};

const twice: LoadShape = { kind: 'closed', concurrency: 2, requests: 2 };

describe('what an endpoint sends', () => {
	it.each([
		['a page that is not HTTP', '<!doctype html><h1>Bad Gateway</h1>', 'malformed-response', null],
		['noise', '\x16\x03\x01\0\xff\xfe\0\0', 'malformed-response', null],
		['a broken header', 'HTTP/1.1 200 OK\r\nno colon\r\n\r\n', 'malformed-response', null],
		[
			'a broken chunk',
			'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n',
			'malformed-response',
			'abc'
		],
		['nothing, and closes', '', 'connection-closed', null],
		['half a head, and closes', 'HTTP/1.1 200 OK\r\ncontent-', 'connection-closed', null],
		[
			'half a body, and closes',
			'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabcd',
			'connection-closed',
			'abcd'
		],
		[
			'chunks without the last, and closes',
			'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n',
			'connection-closed',
			'abc'
		],
		['a body that the close ends', 'HTTP/1.1 200 OK\r\n\r\nabc', 'complete', 'abc'],
		['an HTTP/1.0 answer', 'HTTP/1.0 200 OK\r\ncontent-length: 3\r\n\r\nabc', 'complete', 'abc'],
		['no content', 'HTTP/1.1 204 No Content\r\n\r\n', 'complete', ''],
		[
			'an interim answer first',
			'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc',
			'complete',
			'abc'
		]
	])('%s is recorded as it is', async (_, text, end, body) => {
		const server = await serve(({ socket }) => socket.end(Buffer.from(text, 'latin1')));
		const { attempts } = await runStage({ address: server.address, shape: twice });
		expect(attempts.map(endOf)).toStrictEqual([end, end]);
		for (const { response } of attempts) {
			expect(response.status === null).toBe(body === null);
			expect(Buffer.from(response.body).toString()).toBe(body ?? '');
		}
	});

	it('is an error where the connection is reset in mid-body, and what had arrived is kept', async () => {
		const server = await serve(({ socket }) => {
			socket.write('HTTP/1.1 200 OK\r\n\r\nabc');
			// A reset throws away what the client has not read; by then it has.
			setTimeout(() => socket.resetAndDestroy(), 200);
		});
		const { attempts } = await runStage({ address: server.address, shape: twice });
		expect(endsOf(attempts)).toStrictEqual({ 'connection-closed': 2 });
		for (const { response } of attempts) {
			expect(response.end).toMatchObject({
				message: expect.stringMatching(/ECONNRESET/) as string
			});
			expect(Buffer.from(response.body).toString()).toBe('abc');
		}
	});

	it('is read to its end where the server closes its half of the connection only', async () => {
		const server = await serve(({ socket }) => {
			socket.write('HTTP/1.1 200 OK\r\n\r\nabc');
			// `end` closes the sending half; the receiving half stays open until the client closes.
			setTimeout(() => socket.end('def'), 30);
		});
		const { attempts } = await runStage({ address: server.address, shape: twice });
		expect(attempts.map(({ response }) => Buffer.from(response.body).toString())).toStrictEqual([
			'abcdef',
			'abcdef'
		]);
		expect(endsOf(attempts)).toStrictEqual({ complete: 2 });
	});

	it.each([
		['a header without end', 'HTTP/1.1 200 OK\r\nx: ', 'headers-too-large', 0],
		['a line without end', 'HTTP/1.1 200 OK\r\n\r\ndata: ', 'response-too-large', 1_048_576]
	])('%s is cut off at the limit, in bounded memory', async (_, head, end, kept) => {
		const block = Buffer.alloc(65_536, 'x');
		const server = await serve(({ socket }) => {
			socket.write(head);
			const more = (): void => {
				while (!socket.destroyed && socket.write(block));
			};
			socket.on('drain', more);
			more();
		});
		const { attempts, total } = await runStage({
			address: server.address,
			shape: twice,
			limits: { maxResponseMib: 1 }
		});
		expect(attempts.map(endOf)).toStrictEqual([end, end]);
		expect(attempts.map(({ response }) => response.body.length)).toStrictEqual([kept, kept]);
		// No more was read than the limits and one read beyond them.
		expect(total.bytesReceived).toBeLessThan(2 * (kept + 65_536 + 65_536 + 1_000));
	});
});

describe('the time limits', () => {
	it('end an answer that has fallen silent', async () => {
		await withTimeEnough(async (factor) => {
			const server = await serve(({ socket }) => {
				socket.write('HTTP/1.1 200 OK\r\n\r\nabc');
			});
			const { attempts } = await runStage({
				address: server.address,
				shape: twice,
				limits: { idleTimeoutS: 0.2 * factor }
			});
			expect(endsOf(attempts)).toStrictEqual({ 'idle-timeout': 2 });
			for (const { endMs, sentMs, response } of attempts) {
				expect(endMs - sentMs!).toBeGreaterThanOrEqual(200 * factor);
				expect(Buffer.from(response.body).toString()).toBe('abc');
				expect(response.end).toMatchObject({ message: `silent for ${String(0.2 * factor)} s` });
			}
		});
	});

	it('end an answer that drips on and on', async () => {
		await withTimeEnough(async (factor) => {
			const server = await serve(({ socket }) => {
				socket.write('HTTP/1.1 200 OK\r\n\r\n');
				const drip = setInterval(() => socket.write('.'), 20);
				socket.on('close', () => {
					clearInterval(drip);
				});
			});
			const { attempts } = await runStage({
				address: server.address,
				shape: twice,
				limits: { idleTimeoutS: 10 * factor, totalTimeoutS: 0.3 * factor }
			});
			expect(endsOf(attempts)).toStrictEqual({ 'total-timeout': 2 });
			for (const { endMs, sentMs, response } of attempts) {
				expect(endMs - sentMs!).toBeGreaterThanOrEqual(300 * factor);
				expect(response.body.length).toBeGreaterThan(1);
			}
		});
	});

	it('leave an answer alone that keeps coming', async () => {
		await withTimeEnough(async (factor) => {
			const server = await serve(({ socket }) => {
				socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n');
				let left = 10;
				const drip = setInterval(() => {
					socket.write('.');
					if (--left === 0) clearInterval(drip);
				}, 60 * factor);
			});
			const { attempts } = await runStage({
				address: server.address,
				shape: twice,
				limits: { idleTimeoutS: 0.5 * factor }
			});
			expect(endsOf(attempts)).toStrictEqual({ complete: 2 });
			expect(attempts[0]!.endMs - attempts[0]!.sentMs!).toBeGreaterThan(500 * factor);
		});
	});

	it('do not count the time between answers as silence', async () => {
		await withTimeEnough(async (factor) => {
			const server = await serve(({ socket }) => socket.write(respond('ok')));
			const { attempts, total } = await runStage({
				address: server.address,
				shape: { kind: 'constant', ratePerS: 4 / factor, durationS: factor },
				limits: { idleTimeoutS: 0.1 * factor, maxConnections: 1 }
			});
			expect(endsOf(attempts)).toStrictEqual({ complete: 4 });
			expect(total.connectionsOpened).toBe(1);
		});
	});

	it('end a connection whose TLS handshake is never answered, also before the stage begins', async () => {
		const server = await serve(() => undefined);
		const { attempts, gaveUp } = await runStage({
			address: { ...server.address, tlsServerName: 'localhost' },
			shape: { kind: 'closed', concurrency: 3, durationS: 60 },
			limits: { connectTimeoutS: 0.2 }
		});
		expect(gaveUp).toBe('no connection within 0.2 s');
		expect(Object.keys(endsOf(attempts))).toStrictEqual(['connect-timeout']);
		expect(attempts.length).toBeLessThan(20);
	});

	it('end a connection that the kernel of the other side never takes', async () => {
		// A process that is stopped accepts nothing: beyond its backlog the kernel drops what knocks.
		const child = spawn(
			process.execPath,
			[
				'-e',
				`const s = require('net').createServer(); s.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(s.address().port));`
			],
			{ stdio: ['ignore', 'pipe', 'inherit'] }
		);
		cleanups.push(() => child.kill('SIGKILL'));
		const [line] = (await once(child.stdout, 'data')) as [Buffer];
		const port = Number(line.toString());
		child.kill('SIGSTOP');
		const fillers = Array.from({ length: 8 }, () => connect({ host: '127.0.0.1', port }));
		cleanups.push(() => fillers.map((filler) => filler.destroy()));
		for (const filler of fillers) filler.on('error', () => undefined);
		await once(fillers[0]!, 'connect');
		const { attempts, gaveUp } = await runStage({
			address: { ip: '127.0.0.1', port, tlsServerName: null, host: `127.0.0.1:${String(port)}` },
			shape: { kind: 'constant', ratePerS: 20, durationS: 60 },
			limits: { connectTimeoutS: 0.3 }
		});
		expect(gaveUp).toBe('no connection within 0.3 s');
		expect(Object.keys(endsOf(attempts))).toStrictEqual(['connect-timeout']);
	});
});
