/** Batch mode over real sockets: every way in which autocannon by itself would lose an answer, invent one, or flood an endpoint. */
import { afterEach, describe, expect, it } from 'vitest';
import type { LoadShape } from '#core/load-shape.ts';
import { closedPort, createRawServer, hrMs, respond } from '../support/raw-server.ts';
import { beginStage, endOf, endsOf, runStage, upTo } from '../support/stage.ts';
import { withTimeEnough } from '../support/with-time-enough.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
	for (const cleanup of cleanups.splice(0)) await cleanup();
});
const serve: typeof createRawServer = async (...args) => {
	const server = await createRawServer(...args);
	cleanups.push(server.die);
	return server;
};

const batch = (requests: number, concurrency: number): LoadShape => ({
	kind: 'batch',
	concurrency,
	requests,
	stream: false
});
const bodiesOf = (n: number): string[] => upTo(n).map((i) => `{"item":${String(i)}}`);
const textOf = ({ response }: { response: { body: Uint8Array } }): string =>
	Buffer.from(response.body).toString();
const chunk = (text: string | Buffer): Buffer => {
	const bytes = Buffer.from(text);
	return Buffer.concat([
		Buffer.from(`${bytes.length.toString(16)}\r\n`),
		bytes,
		Buffer.from('\r\n')
	]);
};
const chunkedHead = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';

/** Settles when `isTrue` holds; the test's own time limit ends it otherwise. */
const until = async (isTrue: () => boolean): Promise<void> => {
	while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 2));
};

describe('a batch', () => {
	it.each([1, 2])(
		'sends each request once and hands back its own answer, on %i workers',
		async (workers) => {
			const pending: (() => void)[] = [];
			let most = 0;
			let answered = 0;
			// Answers one only when all slots wait: it ends only if each of them sends again after its answer.
			const server = await serve(({ socket, body }) => {
				pending.push(() => socket.write(respond(body)));
				most = Math.max(most, pending.length);
				while (pending.length > 0 && pending.length >= Math.min(6, 40 - answered)) {
					answered++;
					pending.shift()?.();
				}
			});
			const bodies = bodiesOf(40);
			const { attempts, ordinals, total } = await runStage({
				address: server.address,
				shape: batch(40, 6),
				workers,
				bodies
			});
			expect(ordinals).toStrictEqual(upTo(40));
			expect(attempts.map(textOf)).toStrictEqual(bodies);
			expect(most).toBe(6);
			expect(total).toMatchObject({ connectionsOpened: 6, reconnects: 0 });
			expect(server.connections).toBe(6);
		}
	);

	it('has no more slots than requests', async () => {
		const server = await serve(({ socket, body }) => socket.write(respond(body)));
		const { attempts } = await runStage({ address: server.address, shape: batch(2, 9) });
		expect(endsOf(attempts)).toStrictEqual({ complete: 2 });
		expect(server.connections).toBe(2);
	});

	it('stamps due, sent, head and end of an answer in this order, sent before it came in and the end after its last byte left', async () => {
		const lastByteHrMs: number[] = [];
		const server = await serve(({ socket }) => {
			socket.write('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nab');
			setTimeout(() => {
				lastByteHrMs.push(hrMs());
				socket.write('cd');
			}, 60);
		});
		const { attempts, zeroHrMs } = await runStage({ address: server.address, shape: batch(3, 1) });
		expect(attempts.map(({ connection }) => connection)).toStrictEqual([
			'opened',
			'ready',
			'ready'
		]);
		for (const [i, { dueMs, sentMs, headersMs, endMs, response }] of attempts.entries()) {
			expect(sentMs).toBeGreaterThanOrEqual(dueMs);
			expect(headersMs).toBeGreaterThanOrEqual(sentMs!);
			expect(endMs).toBeGreaterThanOrEqual(headersMs!);
			// Clocks of two threads agree to far less than this.
			expect(zeroHrMs! + sentMs!).toBeLessThan(server.requests[i]!.atHrMs + 1);
			expect(zeroHrMs! + endMs).toBeGreaterThan(lastByteHrMs[i]! - 1);
			expect(response.arrivalOffsets.at(-1)).toBe(4);
			expect(response.arrivalMs.at(0)).toBe(headersMs);
			expect(response.arrivalMs.at(-1)).toBe(endMs);
		}
	});

	it('keeps letters whole that are split over chunks, and counts three chunks of one segment as one read', async () => {
		const text = 'Grüße, 世界';
		const bytes = Buffer.from(text);
		const server = await serve(({ socket, nth }) => {
			if (nth === 0) {
				socket.write(
					Buffer.concat([
						Buffer.from(chunkedHead),
						chunk(bytes.subarray(0, 3)),
						chunk(bytes.subarray(3, 11)),
						chunk(bytes.subarray(11)),
						Buffer.from('0\r\n\r\n')
					])
				);
				return;
			}
			socket.write(Buffer.concat([Buffer.from(chunkedHead), chunk(bytes.subarray(0, 3))]));
			setTimeout(() => {
				socket.write(Buffer.concat([chunk(bytes.subarray(3)), Buffer.from('0\r\n\r\n')]));
			}, 30);
		});
		const { attempts } = await runStage({ address: server.address, shape: batch(2, 1) });
		expect(attempts.map(textOf)).toStrictEqual([text, text]);
		expect(attempts[0]!.response.arrivalMs).toHaveLength(1);
	});

	it('reads the answer after a timeout with a parser that has forgotten the one that was cut', async () => {
		await withTimeEnough(async (factor) => {
			const server = await serve(({ socket, index, body }) => {
				if (index === 1)
					socket.write(Buffer.concat([Buffer.from(chunkedHead), chunk('half of it')]));
				else socket.write(respond(body));
			});
			const bodies = bodiesOf(5);
			const { attempts, total } = await runStage({
				address: server.address,
				shape: batch(5, 1),
				bodies,
				limits: { totalTimeoutS: 0.3 * factor }
			});
			expect(attempts.map(endOf)).toStrictEqual([
				'complete',
				'total-timeout',
				'complete',
				'complete',
				'complete'
			]);
			expect(attempts.map(textOf)).toStrictEqual(bodies.with(1, 'half of it'));
			expect(total.reconnects).toBe(1);
			expect(server.requests).toHaveLength(5);
		});
	});

	it('takes an answer whole that the end of its connection ends', async () => {
		const server = await serve(({ socket, body }) => {
			socket.end(`HTTP/1.1 200 OK\r\n\r\n${body}`);
		});
		const bodies = bodiesOf(6);
		const { attempts } = await runStage({ address: server.address, shape: batch(6, 2), bodies });
		expect(endsOf(attempts)).toStrictEqual({ complete: 6 });
		expect(attempts.map(textOf)).toStrictEqual(bodies);
		expect(server.requests).toHaveLength(6);
	});

	it.each([
		['says so', 'connection: close\r\n'],
		['speaks HTTP/1.0', null]
	])('loses nothing to a server that closes after each answer and %s', async (_, header) => {
		const server = await serve(({ socket, body }) => {
			const answer = respond(body, 200, header ?? '');
			socket.end(header === null ? answer.replace('HTTP/1.1', 'HTTP/1.0') : answer);
		});
		const bodies = bodiesOf(8);
		const { attempts } = await runStage({ address: server.address, shape: batch(8, 2), bodies });
		expect(endsOf(attempts)).toStrictEqual({ complete: 8 });
		expect(attempts.map(textOf)).toStrictEqual(bodies);
		expect(server.requests).toHaveLength(8);
		expect(server.connections).toBe(8);
	});

	it('records an answer that breaks off in the middle with what had come, and goes on', async () => {
		const server = await serve(({ socket, index, body }) => {
			if (index === 0) socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf');
			else if (index === 1) {
				socket.write(Buffer.concat([Buffer.from(chunkedHead), chunk('also half')]), () => {
					socket.resetAndDestroy();
				});
			} else socket.write(respond(body));
		});
		const { attempts } = await runStage({
			address: server.address,
			shape: batch(4, 1),
			bodies: ['{}']
		});
		expect(attempts.map(endOf)).toStrictEqual([
			'connection-closed',
			'connection-closed',
			'complete',
			'complete'
		]);
		expect(textOf(attempts[0]!)).toBe('half');
	});

	it('fails an answer that is not HTTP, and one that is longer than allowed', async () => {
		const server = await serve(({ socket, index, body }) => {
			socket.write(
				index === 0 ? 'nothing of this is HTTP\r\n' : respond(index === 1 ? 'x'.repeat(2e6) : body)
			);
		});
		const { attempts } = await runStage({
			address: server.address,
			shape: batch(3, 1),
			limits: { maxResponseMib: 1 }
		});
		expect(attempts.map(endOf)).toStrictEqual([
			'malformed-response',
			'response-too-large',
			'complete'
		]);
	});

	it('survives an interim response and one that nobody asked for', async () => {
		const server = await serve(({ socket, index, body }) => {
			if (index === 0)
				socket.write(`HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${respond(body)}`);
			else if (index === 1) socket.write(respond(body, 503));
			else socket.write(respond(body));
			if (index === 1) setTimeout(() => socket.end(respond('too late', 408)), 20);
		});
		const bodies = bodiesOf(3);
		const { attempts } = await runStage({ address: server.address, shape: batch(3, 1), bodies });
		expect(attempts.map(({ response }) => response.status)).toStrictEqual([200, 503, 200]);
		expect(attempts.map(textOf)).toStrictEqual(bodies);
	});

	it('keeps errors as answers and waits as long as a 429 asks before the next', async () => {
		const server = await serve(({ socket, index, body }) => {
			if (index === 0) socket.write(respond(body, 500));
			else if (index === 1) socket.write(respond(body, 429, 'retry-after: 1\r\n'));
			else socket.write(respond(body));
		});
		const { attempts } = await runStage({ address: server.address, shape: batch(4, 1) });
		expect(attempts.map(({ response }) => response.status)).toStrictEqual([500, 429, 200, 200]);
		const between = (i: number): number => attempts[i + 1]!.dueMs - attempts[i]!.endMs;
		expect(between(0)).toBeGreaterThanOrEqual(100);
		expect(between(1)).toBeGreaterThanOrEqual(1_000);
	});

	it('does not wait for a pause when no request is left', async () => {
		const server = await serve(({ socket, body }) => {
			socket.write(respond(body, 429, 'retry-after: 30\r\n'));
		});
		const { attempts } = await runStage({ address: server.address, shape: batch(3, 3) });
		expect(attempts.map(({ response }) => response.status)).toStrictEqual([429, 429, 429]);
	});
});

describe('a batch on an endpoint that goes away', () => {
	it('gives a refused port up after a few connects, and says so for each request it had taken', async () => {
		const port = await closedPort();
		const { attempts, gaveUp, total } = await runStage({
			address: { ip: '127.0.0.1', port, tlsServerName: null, host: `127.0.0.1:${String(port)}` },
			shape: batch(1_000, 4)
		});
		expect(endsOf(attempts)).toStrictEqual({ 'connection-refused': 4 });
		expect(
			attempts.every(({ sentMs, connection }) => sentMs === null && connection === 'none')
		).toBe(true);
		expect(gaveUp).toContain('ECONNREFUSED');
		expect(total.connectionsOpened).toBe(0);
	});

	it('meets a server that closes every connection at once with pauses, not a flood', async () => {
		const server = await serve(() => undefined, { onConnection: (socket) => socket.end() });
		const { attempts } = await runStage({ address: server.address, shape: batch(4, 1) });
		expect(endsOf(attempts)).toStrictEqual({ 'connection-closed': 4 });
		expect(server.connections).toBe(4);
	});

	it('gives up when the server dies, keeping what it had answered', async () => {
		const server = await serve(({ socket, index, body }) => {
			if (index < 10) socket.write(respond(body));
			else void server.die();
		});
		const { attempts, gaveUp } = await runStage({
			address: server.address,
			shape: batch(500, 2)
		});
		expect(endsOf(attempts)['complete']).toBe(10);
		expect(attempts.length).toBeLessThan(20);
		expect(gaveUp).toContain('ECONNREFUSED');
	});
});

describe('a batch that is stopped', () => {
	it('sends nothing more and waits for what is in flight', async () => {
		let hold = false;
		const held: (() => void)[] = [];
		const server = await serve(({ socket, body }) => {
			if (hold) held.push(() => socket.write(respond(body)));
			else socket.write(respond(body));
		});
		const { running, ended } = beginStage({ address: server.address, shape: batch(100_000, 4) });
		await until(() => running.counts().sent > 20);
		hold = true;
		await until(() => held.length === 4);
		running.stop();
		await new Promise((resolve) => setTimeout(resolve, 50));
		const sent = server.requests.length;
		for (const answer of held) answer();
		const { attempts } = await ended;
		expect(server.requests).toHaveLength(sent);
		expect(endsOf(attempts)).toStrictEqual({ complete: sent });
	});

	it('cuts off what is in flight when it is told to end at once', async () => {
		const server = await serve(({ socket }) => socket.write(chunkedHead + '3\r\nabc\r\n'));
		const { running, ended } = beginStage({ address: server.address, shape: batch(50, 3) });
		await until(() => running.counts().inFlight === 3);
		await until(() => server.requests.length === 3);
		running.stop();
		running.abort();
		const { attempts } = await ended;
		expect(endsOf(attempts)).toStrictEqual({ aborted: 3 });
		expect(running.counts().inFlight).toBe(0);
	});

	it('gives what is still owed the time of the drain, and no more', async () => {
		await withTimeEnough(async (factor) => {
			const server = await serve(({ socket, index, body }) => {
				if (index !== 2) socket.write(respond(body));
			});
			const { attempts } = await runStage({
				address: server.address,
				shape: batch(6, 2),
				limits: { drainS: 0.2 * factor }
			});
			expect(endsOf(attempts)).toStrictEqual({ complete: 5, 'total-timeout': 1 });
		});
	});

	it('ends at once where it had not begun', async () => {
		const server = await serve(() => undefined);
		const { running, ended } = beginStage({ address: server.address, shape: batch(6, 2) });
		running.abort();
		const { attempts } = await ended;
		expect(endsOf(attempts)).toStrictEqual({});
		expect(server.requests).toHaveLength(0);
	});
});

it('refuses an address over TLS before anything is sent', () => {
	expect(() =>
		beginStage({
			address: { ip: '127.0.0.1', port: 9, tlsServerName: 'example.org', host: 'example.org' },
			shape: batch(1, 1)
		})
	).toThrow('batch mode takes no TLS: it would check no certificates');
});
