/** Stages over real sockets and worker threads: what is sent, when, and how a stage ends. */
import { afterEach, describe, expect, it } from 'vitest';
import type { LoadShape } from '#core/load-shape.ts';
import { createRawServer, hrMs, respond, type RawRequest } from './support/raw-server.ts';
import { StartLine } from '#bench/load/start-line.ts';
import { zeroAheadHrMs } from '#bench/load/run-stage.ts';
import { beginStage, endOf, endsOf, runStage, upTo } from './support/stage.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
	for (const cleanup of cleanups.splice(0)) await cleanup();
});
const serve: typeof createRawServer = async (...args) => {
	const server = await createRawServer(...args);
	cleanups.push(server.die);
	return server;
};

/** Settles when `isTrue` holds; the test's own time limit ends it otherwise. */
const until = async (isTrue: () => boolean): Promise<void> => {
	while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 2));
};

describe('an order of requests', () => {
	const bodies = upTo(4).map((i) => `{"request":${String(i)}}`);
	const order = Uint32Array.from([3, 0, 0, 2, 1]);

	it.each([
		[{ kind: 'closed', concurrency: 2, requests: 12 }, 1],
		[{ kind: 'closed', concurrency: 4, requests: 12 }, 2],
		[{ kind: 'constant', ratePerS: 120, durationS: 0.1 }, 1],
		[{ kind: 'constant', ratePerS: 120, durationS: 0.1 }, 3]
	] satisfies [LoadShape, number][])(
		'decides which one each place of %j sends, and begins again, on %i workers',
		async (shape, workers) => {
			const server = await serve(({ socket, body }) => socket.write(respond(body)));
			const { attempts } = await runStage({
				address: server.address,
				shape,
				workers,
				bodies,
				order
			});
			const sent = attempts.map(({ response }) => Buffer.from(response.body).toString());
			expect(sent).toStrictEqual(upTo(12).map((place) => bodies[order[place % order.length]!]));
		}
	);

	it.each([
		[[0, 4], 'place 1 of the order names none of 4 requests'],
		[[], 'the order names no requests']
	])('that is %j is refused', (wrong, message) => {
		const begin = (): unknown =>
			beginStage({
				address: { host: '127.0.0.1:9', hostname: '127.0.0.1', port: 9, tls: false } as never,
				shape: { kind: 'closed', concurrency: 1, requests: 1 },
				bodies,
				order: Uint32Array.from(wrong)
			});
		expect(begin).toThrow(message);
	});
});

describe('a closed loop', () => {
	it('keeps exactly its users in flight and sends exactly its requests', async () => {
		const [concurrency, requests] = [7, 60];
		const pending: RawRequest[] = [];
		let most = 0;
		let answered = 0;
		const server = await serve((request) => {
			pending.push(request);
			most = Math.max(most, pending.length);
			// Answers one only when all users wait: it ends only if a user sends again after each answer.
			const wanted = Math.min(concurrency, requests - answered);
			while (pending.length >= Math.min(wanted, requests - answered) && pending.length > 0) {
				answered++;
				pending.shift()!.socket.write(respond('ok'));
			}
		});
		const stage = await runStage({
			address: server.address,
			shape: { kind: 'closed', concurrency, requests }
		});
		expect(most).toBe(concurrency);
		expect(server.requests).toHaveLength(requests);
		expect(stage.ordinals).toStrictEqual(upTo(requests));
		expect(stage.offered).toBe(requests);
		expect(endsOf(stage.attempts)).toStrictEqual({ complete: requests });
		expect(stage.total).toMatchObject({ droppedSends: 0, maxInFlight: concurrency });
	});

	it.each([1, 2, 3])(
		'sends each request body once and uses each ordinal once with %i workers',
		async (workers) => {
			const bodies = upTo(50).map((i) => `{"request":${String(i)}}`);
			const server = await serve(({ socket }) => socket.write(respond('ok')));
			const stage = await runStage({
				address: server.address,
				shape: { kind: 'closed', concurrency: 5, requests: 50 },
				workers,
				bodies
			});
			expect(stage.ordinals).toStrictEqual(upTo(50));
			expect(server.requests.map(({ body }) => body).sort()).toStrictEqual([...bodies].sort());
			expect(stage.reports.map(({ worker }) => worker).sort()).toStrictEqual(upTo(workers));
			expect(stage.total.connectionsOpened).toBe(5);
			expect(server.connections).toBe(5);
		}
	);

	it('starts no more workers than it has users or may hold connections', async () => {
		const server = await serve(({ socket }) => socket.write(respond('ok')));
		const shape = { kind: 'closed', concurrency: 2, requests: 6 } as const;
		const few = await runStage({ address: server.address, shape, workers: 4 });
		expect(few.reports).toHaveLength(2);
		const limits = { maxConnections: 1 };
		const one = await runStage({ address: server.address, shape, workers: 4, limits });
		expect(one.reports).toHaveLength(1);
		expect(one.total).toMatchObject({ connectionsOpened: 1, maxInFlight: 1 });
		expect(one.ordinals).toStrictEqual(upTo(6));
	});

	it('goes round the request bodies in order of the ordinals', async () => {
		const server = await serve(({ socket, body }) => socket.write(respond(body)));
		const stage = await runStage({
			address: server.address,
			shape: { kind: 'closed', concurrency: 3, requests: 10 },
			bodies: ['a', 'b', 'c', 'd']
		});
		const answers = stage.attempts.map(({ response }) => Buffer.from(response.body).toString());
		expect(answers.join('')).toBe('abcdabcdab');
	});

	it('ends by time: nothing is due after the duration, and answers in flight are waited for', async () => {
		const server = await serve(({ socket }) => {
			setTimeout(() => socket.write(respond('ok')), 60);
		});
		const stage = await runStage({
			address: server.address,
			shape: { kind: 'closed', concurrency: 3, durationS: 0.3 }
		});
		expect(Object.keys(endsOf(stage.attempts))).toStrictEqual(['complete']);
		expect(stage.attempts.length).toBeGreaterThanOrEqual(3);
		expect(stage.ordinals).toStrictEqual(upTo(stage.attempts.length));
		for (const { dueMs } of stage.attempts) expect(dueMs).toBeLessThan(300);
		expect(server.requests).toHaveLength(stage.attempts.length);
	});

	it('begins at time zero on connections that were opened before', async () => {
		const server = await serve(({ socket }) => socket.write(respond('ok')));
		const stage = await runStage({
			address: server.address,
			shape: { kind: 'closed', concurrency: 4, requests: 20 },
			workers: 2
		});
		for (const attempt of stage.attempts) {
			expect(attempt.connection).toBe('ready');
			expect(attempt.dueMs).toBeGreaterThanOrEqual(0);
			expect(attempt.sentMs).toBeGreaterThanOrEqual(attempt.dueMs);
			expect(attempt.headersMs).toBeGreaterThanOrEqual(attempt.sentMs!);
			expect(attempt.endMs).toBeGreaterThanOrEqual(attempt.headersMs!);
			expect(attempt.response.arrivalMs.at(-1)).toBe(attempt.endMs);
		}
	});

	it('hands on what the server sent, byte for byte, with status and headers', async () => {
		const server = await serve(({ socket, index }) => {
			socket.write('HTTP/1.1 200 OK\r\nX-Number: ');
			socket.write(`${String(index)}\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n`);
			setTimeout(() => socket.write('4;x=y\r\ndéf\r\n0\r\ntrailer: 1\r\n\r\n'), 20);
		});
		const { attempts } = await runStage({
			address: server.address,
			shape: { kind: 'closed', concurrency: 1, requests: 2 }
		});
		for (const [i, { response }] of attempts.entries()) {
			expect(Buffer.from(response.body).toString()).toBe('abcdéf');
			expect(response.status).toBe(200);
			expect(response.headers).toContainEqual(['x-number', String(i)]);
			expect(response.arrivalOffsets.at(-1)).toBe(7);
			expect(response.arrivalOffsets.length).toBe(response.arrivalMs.length);
		}
	});
});

describe('an open loop', () => {
	it.each([1, 3])(
		'sends each request of a constant rate when it is due, none missing, with %i workers',
		async (workers) => {
			const server = await serve(({ socket }) => socket.write(respond('ok')));
			const stage = await runStage({
				address: server.address,
				shape: { kind: 'constant', ratePerS: 100, durationS: 0.6 },
				workers,
				bodies: upTo(60).map(String)
			});
			expect(stage.ordinals).toStrictEqual(upTo(60));
			expect(stage.attempts.map(({ dueMs }) => dueMs)).toStrictEqual(upTo(60).map((i) => i * 10));
			expect(stage.offered).toBe(60);
			expect(server.requests).toHaveLength(60);
			for (const { body, atHrMs } of server.requests) {
				const arrivedMs = atHrMs - stage.zeroHrMs!;
				const dueMs = Number(body) * 10;
				// 0.5 ms: the two clocks are read at different moments. Above, a bound that only a fault breaks.
				expect(arrivedMs).toBeGreaterThan(dueMs - 0.5);
				expect(arrivedMs).toBeLessThan(dueMs + 1_000);
			}
		}
	);

	it('sends the arrivals of the seed where they are random', async () => {
		const server = await serve(({ socket }) => socket.write(respond('ok')));
		const shape = { kind: 'poisson', ratePerS: 80, durationS: 0.4 } as const;
		const run = () => runStage({ address: server.address, shape, seed: 5, workers: 2 });
		const [first, second] = [await run(), await run()];
		expect(first.attempts.length).toBeGreaterThan(0);
		const due = ({ dueMs }: { dueMs: number }): number => dueMs;
		expect(first.attempts.map(due)).toStrictEqual(second.attempts.map(due));
	});

	it('ends at once where no arrival falls into the duration', async () => {
		const server = await serve(({ socket }) => socket.write(respond('ok')));
		const stage = await runStage({
			address: server.address,
			shape: { kind: 'poisson', ratePerS: 0.001, durationS: 0.01 },
			workers: 2
		});
		expect(stage).toMatchObject({ attempts: [], offered: 0 });
	});

	it('counts from the due moment: a stalled server makes later requests late, not fewer', async () => {
		const server = await serve(({ socket, index }) => {
			setTimeout(() => socket.write(respond('ok')), index === 0 ? 300 : 0);
		});
		const { attempts } = await runStage({
			address: server.address,
			shape: { kind: 'constant', ratePerS: 20, durationS: 0.5 },
			limits: { maxConnections: 1 }
		});
		expect(attempts.map(({ dueMs }) => dueMs)).toStrictEqual(upTo(10).map((i) => i * 50));
		expect(endsOf(attempts)).toStrictEqual({ complete: 10 });
		attempts.slice(1).forEach((attempt, i) => {
			expect(attempt.sentMs).toBeGreaterThanOrEqual(attempts[i]!.endMs);
		});
		// Due at 50 ms, but the only connection is busy until 300 ms.
		expect(attempts[1]!.sentMs! - attempts[1]!.dueMs).toBeGreaterThan(200);
	});

	it('does not take waiting for the next due moment for work', async () => {
		const server = await serve(({ socket }) => socket.write(respond('ok')));
		const { reports } = await runStage({
			address: server.address,
			// Gaps so short that the worker never sleeps between them.
			shape: { kind: 'constant', ratePerS: 600, durationS: 1 }
		});
		expect(reports[0]!.cpuMs / reports[0]!.wallMs).toBeLessThan(0.7);
	});
});

describe('a stage that is stopped', () => {
	it('sends nothing more and waits for what is in flight', async () => {
		const held: RawRequest[] = [];
		const server = await serve((request) => held.push(request));
		const { running, ended } = beginStage({
			address: server.address,
			shape: { kind: 'closed', concurrency: 4, requests: 1_000 },
			workers: 2
		});
		await until(() => held.length === 4 && running.counts().sent === 4);
		expect(running.counts()).toStrictEqual({ sent: 4, inFlight: 4 });
		running.stop();
		running.stop();
		// The answers come when the workers must have heard of it.
		setTimeout(() => {
			for (const { socket } of held) socket.write(respond('late'));
		}, 100);
		const stage = await ended;
		expect(endsOf(stage.attempts)).toStrictEqual({ complete: 4 });
		expect(server.requests).toHaveLength(4);
		expect(stage.offered).toBe(4);
		expect(running.counts()).toStrictEqual({ sent: 4, inFlight: 0 });
	});

	it('counts the due requests of an open loop that still waited for a connection as dropped', async () => {
		const held: RawRequest[] = [];
		const server = await serve((request) => held.push(request));
		const { running, ended } = beginStage({
			address: server.address,
			shape: { kind: 'constant', ratePerS: 100, durationS: 20 },
			limits: { maxConnections: 2 }
		});
		await until(() => held.length === 2);
		setTimeout(() => {
			running.stop();
		}, 100);
		setTimeout(() => {
			for (const { socket } of held) socket.write(respond('late'));
		}, 200);
		const stage = await ended;
		expect(endsOf(stage.attempts)).toStrictEqual({ complete: 2 });
		expect(stage.total.droppedSends).toBeGreaterThan(0);
		expect(stage.offered).toBe(2 + stage.total.droppedSends);
	});

	it('ends at once when aborted, and keeps what had arrived', async () => {
		const server = await serve(({ socket }) => {
			socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nbegun');
		});
		const { running, ended } = beginStage({
			address: server.address,
			shape: { kind: 'closed', concurrency: 3, requests: 100 }
		});
		await until(() => server.requests.length === 3);
		setTimeout(() => {
			running.abort();
		}, 100);
		const stage = await ended;
		expect(endsOf(stage.attempts)).toStrictEqual({ aborted: 3 });
		for (const { response } of stage.attempts) {
			expect(response.status).toBe(200);
			expect(Buffer.from(response.body).toString()).toBe('begun');
		}
		expect(server.requests).toHaveLength(3);
	});

	it.each(['stop', 'abort'] as const)(
		'ends without a request if it hears %s before it begins',
		async (how) => {
			const server = await serve(({ socket }) => socket.write(respond('ok')));
			const { running, ended } = beginStage({
				address: server.address,
				shape: { kind: 'closed', concurrency: 3, requests: 100 },
				workers: 2
			});
			running[how]();
			const stage = await ended;
			expect(stage).toMatchObject({ attempts: [], offered: 0, zeroHrMs: null });
			expect(server.requests).toHaveLength(0);
		}
	);

	it('waits no longer than the drain limit for answers', async () => {
		const server = await serve(() => undefined);
		const stage = await runStage({
			address: server.address,
			shape: { kind: 'constant', ratePerS: 50, durationS: 0.1 },
			limits: { drainS: 0.2 }
		});
		expect(endsOf(stage.attempts)).toStrictEqual({ 'total-timeout': 5 });
		const begunMs = Math.max(...stage.attempts.map(({ sentMs }) => sentMs!));
		for (const { endMs } of stage.attempts) expect(endMs).toBeGreaterThanOrEqual(begunMs + 150);
	});

	it('crashes the stage with the error that the caller threw while it took an attempt', async () => {
		const server = await serve(({ socket }) => socket.write(respond('ok')));
		const { ended } = beginStage({
			address: server.address,
			shape: { kind: 'closed', concurrency: 1, requests: 5 },
			onAttempt: () => {
				throw new RangeError('no room');
			}
		});
		await expect(ended).rejects.toThrow('no room');
	});
});

describe('a user of a closed loop', () => {
	it('waits as long as the endpoint asked after a 429', async () => {
		const server = await serve(({ socket, index }) =>
			socket.write(
				index === 0 ? respond('slow down', 429, 'retry-after-ms: 400\r\n') : respond('ok')
			)
		);
		const { attempts } = await runStage({
			address: server.address,
			shape: { kind: 'closed', concurrency: 1, requests: 3 }
		});
		expect(attempts.map(({ response }) => response.status)).toStrictEqual([429, 200, 200]);
		expect(attempts[1]!.dueMs - attempts[0]!.endMs).toBeGreaterThanOrEqual(399);
		expect(attempts[2]!.dueMs - attempts[1]!.endMs).toBeLessThan(400);
	});

	it('waits longer after each failure in a row', async () => {
		const server = await serve(({ socket }) => socket.write(respond('broken', 500)));
		const { attempts } = await runStage({
			address: server.address,
			shape: { kind: 'closed', concurrency: 1, requests: 4 }
		});
		const pausesMs = attempts.slice(1).map(({ dueMs }, i) => dueMs - attempts[i]!.endMs);
		[100, 200, 400].forEach((pauseMs, i) => {
			expect(pausesMs[i]).toBeGreaterThanOrEqual(pauseMs - 1);
		});
	});

	it('does not wait when no request is left for it', async () => {
		const server = await serve(({ socket }) =>
			socket.write(respond('slow down', 429, 'retry-after: 25\r\n'))
		);
		const beganMs = hrMs();
		const { attempts } = await runStage({
			address: server.address,
			shape: { kind: 'closed', concurrency: 2, requests: 2 }
		});
		expect(attempts.map(endOf)).toStrictEqual(['complete', 'complete']);
		expect(hrMs() - beganMs).toBeLessThan(20_000);
	});

	it('stops waiting when the stage is stopped', async () => {
		const server = await serve(({ socket }) =>
			socket.write(respond('slow down', 429, 'retry-after: 25\r\n'))
		);
		const beganMs = hrMs();
		const { running, ended } = beginStage({
			address: server.address,
			shape: { kind: 'closed', concurrency: 2, requests: 9 }
		});
		await until(() => server.requests.length === 2);
		setTimeout(() => {
			running.stop();
		}, 100);
		expect((await ended).ordinals).toStrictEqual([0, 1]);
		expect(hrMs() - beganMs).toBeLessThan(20_000);
	});
});

describe('stages that share a start line', () => {
	const shape = { kind: 'constant', ratePerS: 100, durationS: 0.2 } as const;

	it('have the same time zero, and are sent at the same time', async () => {
		const server = await serve(({ socket }) => socket.write(respond('ok')));
		const startLine = new StartLine(2, zeroAheadHrMs);
		const begin = (body: string, workers: number) =>
			beginStage({ address: server.address, shape, bodies: [body], workers, startLine }).ended;
		const [first, second] = await Promise.all([begin('{"of":1}', 1), begin('{"of":2}', 2)]);
		expect(first.zeroHrMs).not.toBeNull();
		expect(second.zeroHrMs).toBe(first.zeroHrMs);
		expect([first.ordinals, second.ordinals]).toStrictEqual([upTo(20), upTo(20)]);
		const [of1, of2] = ['{"of":1}', '{"of":2}'].map((body) =>
			server.requests.flatMap((request) => (request.body === body ? [request.atHrMs] : []))
		);
		expect(of1![0]).toBeLessThan(of2!.at(-1)!);
		expect(of2![0]).toBeLessThan(of1!.at(-1)!);
	});

	it('do not wait for one that was stopped before it was ready', async () => {
		const server = await serve(({ socket }) => socket.write(respond('ok')));
		const startLine = new StartLine(2, zeroAheadHrMs);
		const goes = beginStage({ address: server.address, shape, startLine });
		const stopped = beginStage({ address: server.address, shape, startLine });
		stopped.running.stop();
		expect((await stopped.ended).attempts).toStrictEqual([]);
		expect((await goes.ended).ordinals).toStrictEqual(upTo(20));
	});

	it('end where they are stopped while they wait', async () => {
		const server = await serve(({ socket }) => socket.write(respond('ok')));
		const startLine = new StartLine(2, zeroAheadHrMs);
		const waits = beginStage({ address: server.address, shape, startLine });
		await until(() => server.connections > 0);
		waits.running.stop();
		const ended = await waits.ended;
		expect([ended.zeroHrMs, ended.offered]).toStrictEqual([null, 0]);
	});
});
