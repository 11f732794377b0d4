/** Connections under endpoints that refuse, close, die and come back: what is counted, and that the stage always ends. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Address } from '#bench/load/address.ts';
import { ConnectionPool } from '#bench/load/connection-pool.ts';
import { closedPort, createRawServer, hrMs, respond } from './support/raw-server.ts';
import { endsOf, runStage, upTo } from './support/stage.ts';
import { withTimeEnough } from './support/with-time-enough.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
	for (const cleanup of cleanups.splice(0)) await cleanup();
});
const serve: typeof createRawServer = async (...args) => {
	const server = await createRawServer(...args);
	cleanups.push(server.die);
	return server;
};

describe('connections opened ahead', () => {
	const open = async (address: Address, count: number) => {
		let most = 0;
		const nobody = (): void => {
			throw new Error('nothing was sent');
		};
		const pool = await new Promise<ConnectionPool>((resolve) => {
			const made: ConnectionPool = new ConnectionPool(
				address,
				{
					maxConnections: 2_000,
					connectTimeoutMs: 10_000,
					maxHeadBytes: 1_024,
					maxBodyBytes: 1_024
				},
				() => {
					// Asked when a connection begins, and when it is ready.
					const connecting = [...made.connections].filter(({ state }) => state === 'connecting');
					most = Math.max(most, connecting.length + 1);
					return performance.now();
				},
				{
					assign: nobody,
					unsendable: nobody,
					responded: nobody,
					released: nobody,
					gaveUp: nobody,
					preconnected: () => {
						resolve(made);
					}
				}
			);
			made.preconnect(count);
		});
		const found = { most, tried: pool.connections.size, opened: pool.opened };
		pool.closeAll();
		return found;
	};

	it('are all there before a stage begins, though never more than 256 connect at once', async () => {
		const server = await serve(() => undefined);
		const { most, opened } = await open(server.address, 600);
		expect(opened).toBe(600);
		expect(most).toBeLessThanOrEqual(257);
	});

	it('are not tried in hundreds where nobody is there', async () => {
		const address = { ip: '127.0.0.1', port: await closedPort(), tlsServerName: null, host: 'x' };
		const { most, opened } = await open(address, 2_000);
		expect(opened).toBe(0);
		expect(most).toBeLessThanOrEqual(257);
	});
});

describe('keep-alive', () => {
	it.each([1, 2])(
		'uses one connection per user for all its requests, %i workers',
		async (workers) => {
			const server = await serve(({ socket }) => socket.write(respond('ok')));
			const stage = await runStage({
				address: server.address,
				shape: { kind: 'closed', concurrency: 6, requests: 90 },
				workers
			});
			expect(stage.total).toMatchObject({ connectionsOpened: 6, reconnects: 0 });
			expect(server.connections).toBe(6);
			const head = respond('ok').length;
			expect(stage.total.bytesReceived).toBe(90 * head);
		}
	);

	it('opens a new connection for each request where the server says that it closes', async () => {
		const server = await serve(({ socket }) =>
			socket.end(respond('ok', 200, 'connection: close\r\n'))
		);
		const stage = await runStage({
			address: server.address,
			shape: { kind: 'closed', concurrency: 3, requests: 30 }
		});
		expect(endsOf(stage.attempts)).toStrictEqual({ complete: 30 });
		expect(server.connections).toBeGreaterThanOrEqual(30);
		// Every connection but the first three takes the place of one that has ended.
		expect(stage.total.reconnects).toBe(stage.total.connectionsOpened - 3);
		expect(stage.attempts.filter(({ connection }) => connection === 'opened')).not.toHaveLength(0);
	});

	it('does the same, after a failure or two, where the server closes without saying so', async () => {
		const concurrency = 3;
		const server = await serve(({ socket }) => socket.end(respond('ok')));
		const { attempts } = await runStage({
			address: server.address,
			shape: { kind: 'closed', concurrency, requests: 40 }
		});
		const failed = attempts.filter(({ response }) => response.end.kind === 'failed');
		expect(failed.length).toBeLessThanOrEqual(concurrency);
		for (const { response } of failed)
			expect(response.end).toMatchObject({ code: 'connection-closed' });
		expect(attempts.map(({ ordinal }) => ordinal)).toStrictEqual(upTo(40));
	});

	it('never sends the same request twice, whatever becomes of the connection', async () => {
		const server = await serve(({ socket, nth }) => {
			if (nth === 0) socket.write(respond('ok'));
			else socket.destroy();
		});
		const bodies = upTo(12).map(String);
		const { attempts } = await runStage({
			address: server.address,
			shape: { kind: 'closed', concurrency: 2, requests: 12 },
			bodies
		});
		expect(attempts).toHaveLength(12);
		const sent = server.requests.map(({ body }) => body);
		expect(new Set(sent).size).toBe(sent.length);
	});

	it('replaces a connection that the server closes while it is idle, without a failed request', async () => {
		await withTimeEnough(async (factor) => {
			const server = await serve(({ socket }) => {
				socket.write(respond('ok'));
				setTimeout(() => socket.end(), 30);
			});
			const stage = await runStage({
				address: server.address,
				shape: { kind: 'constant', ratePerS: 5 / factor, durationS: factor },
				limits: { maxConnections: 1 }
			});
			expect(endsOf(stage.attempts)).toStrictEqual({ complete: 5 });
			expect(stage.total).toMatchObject({ connectionsOpened: 5, reconnects: 4 });
		});
	});

	it('drops an idle connection on which the server speaks unasked', async () => {
		await withTimeEnough(async (factor) => {
			const server = await serve(({ socket }) => {
				socket.write(respond('ok'));
				setTimeout(() => socket.write(respond('timed out', 408)), 30);
			});
			const stage = await runStage({
				address: server.address,
				shape: { kind: 'constant', ratePerS: 5 / factor, durationS: 0.8 * factor },
				limits: { maxConnections: 1 }
			});
			expect(stage.attempts.map(({ response }) => response.status)).toStrictEqual([
				200, 200, 200, 200
			]);
			expect(stage.total.reconnects).toBe(3);
		});
	});

	it('does not use a connection again on which more came than the response', async () => {
		const server = await serve(({ socket }) => socket.write(`${respond('ok')}${respond('more')}`));
		const { attempts } = await runStage({
			address: server.address,
			shape: { kind: 'closed', concurrency: 2, requests: 10 }
		});
		expect(attempts.map(({ response }) => Buffer.from(response.body).toString())).toStrictEqual(
			upTo(10).map(() => 'ok')
		);
		expect(server.requests.every(({ nth }) => nth === 0)).toBe(true);
	});

	it('does not use a connection again whose request was answered before it was sent', async () => {
		// Larger than what the kernel buffers on the way, so that the answer comes before the rest can be written.
		const large = 'x'.repeat(16 * 1_048_576);
		const server = await serve(() => undefined, {
			onHead: (socket) => {
				socket.write(respond('too large', 413));
				socket.pause();
			}
		});
		const { attempts } = await runStage({
			address: server.address,
			shape: { kind: 'closed', concurrency: 1, requests: 3 },
			bodies: [large]
		});
		expect(attempts.map(({ response }) => response.status)).toStrictEqual([413, 413, 413]);
		expect(endsOf(attempts)).toStrictEqual({ complete: 3 });
		expect(server.connections).toBe(3);
	});
});

describe('an endpoint that cannot be reached', () => {
	it.each([
		['a closed loop', { kind: 'closed', concurrency: 16, requests: 10_000 }, 1],
		['a closed loop of three workers', { kind: 'closed', concurrency: 16, durationS: 600 }, 3],
		['an open loop', { kind: 'constant', ratePerS: 50, durationS: 600 }, 1]
	] as const)('ends %s within seconds, after a handful of attempts', async (_, shape, workers) => {
		const port = await closedPort();
		const beganMs = hrMs();
		const stage = await runStage({
			address: { ip: '127.0.0.1', port, tlsServerName: null, host: `127.0.0.1:${String(port)}` },
			shape,
			workers
		});
		expect(hrMs() - beganMs).toBeLessThan(60_000);
		expect(stage.gaveUp).toMatch(/ECONNREFUSED/);
		expect(stage.attempts.length).toBeLessThan(50);
		expect(Object.keys(endsOf(stage.attempts)).every((end) => end === 'connection-refused')).toBe(
			true
		);
		for (const { sentMs, connection } of stage.attempts) {
			expect([sentMs, connection]).toStrictEqual([null, 'none']);
		}
		expect(stage.total).toMatchObject({ connectionsOpened: 0, bytesReceived: 0 });
		expect(stage.offered).toBe(stage.attempts.length + stage.total.droppedSends);
	});

	it('that dies in the middle and comes back is reconnected to, and the run goes on', async () => {
		const requests = 60;
		const server = await serve(({ socket, index }) => {
			if (index === 20) {
				void server.die().then(() => setTimeout(() => void server.revive(), 300));
			} else socket.write(respond('ok'));
		});
		const stage = await runStage({
			address: server.address,
			shape: { kind: 'closed', concurrency: 4, requests }
		});
		const ends = endsOf(stage.attempts);
		expect(stage.ordinals).toStrictEqual(upTo(requests));
		expect(stage.gaveUp).toBeNull();
		expect(ends['complete']).toBeGreaterThan(requests / 2);
		expect(ends['connection-closed']).toBeGreaterThanOrEqual(1);
		expect(stage.total.reconnects).toBeGreaterThanOrEqual(1);
		expect(stage.total.connectionsOpened).toBe(4 + stage.total.reconnects);
	});

	it('for good in the middle is given up, with the answers that came before', async () => {
		const server = await serve(({ socket, index }) => {
			if (index === 10) void server.die();
			else socket.write(respond('ok'));
		});
		const stage = await runStage({
			address: server.address,
			shape: { kind: 'closed', concurrency: 2, requests: 100_000 },
			workers: 2
		});
		expect(endsOf(stage.attempts)['complete']).toBeGreaterThanOrEqual(9);
		expect(stage.gaveUp).toMatch(/ECONNREFUSED/);
		expect(stage.attempts.length).toBeLessThan(50);
	});

	it('for new connections only is not given up, as the open ones still work', async () => {
		const server = await serve(({ socket, index }) => {
			if (index === 2) server.refuse();
			if (index === 2 || index === 3) socket.destroy();
			else setTimeout(() => socket.write(respond('ok')), 20);
		});
		const stage = await runStage({
			address: server.address,
			shape: { kind: 'closed', concurrency: 4, durationS: 5 }
		});
		expect(stage.gaveUp).toBeNull();
		const ends = endsOf(stage.attempts);
		expect(ends['connection-refused']).toBeGreaterThanOrEqual(6);
		expect(ends['connection-refused']).toBeLessThan(50);
		expect(Math.max(...stage.attempts.map(({ endMs }) => endMs))).toBeGreaterThan(4_500);
	});
});

describe('a server that accepts and closes at once', () => {
	it('costs each user a few attempts with longer and longer pauses, and does not hang the stage', async () => {
		const server = await serve(() => undefined, { onConnection: (socket) => socket.destroy() });
		const { attempts } = await runStage({
			address: server.address,
			shape: { kind: 'closed', concurrency: 4, durationS: 1 }
		});
		expect(attempts.length).toBeLessThan(50);
		expect(attempts.length).toBeGreaterThanOrEqual(4);
		expect(Object.keys(endsOf(attempts))).toStrictEqual(['connection-closed']);
	});
});
