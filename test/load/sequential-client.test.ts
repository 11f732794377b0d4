import { performance } from 'node:perf_hooks';
import { describe, expect, it, onTestFinished } from 'vitest';
import { defaultLimits } from '#core/config.ts';
import { SequentialClient, type SequentialLimits } from '#bench/load/sequential-client.ts';
import { renderRequest } from '#bench/load/request-bytes.ts';
import { closedPort, createRawServer, respond, type RawServer } from './support/raw-server.ts';
import { withTimeEnough } from './support/with-time-enough.ts';

const request = (path = '/'): Uint8Array =>
	renderRequest({
		method: 'POST',
		url: new URL(`http://127.0.0.1${path}`),
		headers: {},
		body: '{}'
	});

const clientOf = (
	{ address }: Pick<RawServer, 'address'>,
	limits: Partial<SequentialLimits> = {}
): SequentialClient => {
	const client = new SequentialClient(address, { ...defaultLimits, ...limits }, () =>
		performance.now()
	);
	onTestFinished(() => {
		client.close();
	});
	return client;
};

const textOf = ({ body }: { body: Uint8Array }): string => new TextDecoder().decode(body);

describe('a client that sends one request after another', () => {
	it('takes one connection for all of them, and tells when it was opened', async () => {
		await using server = await createRawServer(({ socket, index }) => {
			socket.write(respond(`answer ${String(index)}`));
		});
		const client = clientOf(server);
		const [first, second] = [await client.send(request('/a')), await client.send(request('/b'))];
		expect(server.connections).toBe(1);
		expect(server.requests.map(({ head }) => head.split(' ')[1])).toEqual(['/a', '/b']);
		expect([first.nth, second.nth]).toEqual([0, 1]);
		expect(first.opened).toMatchObject({ tlsMs: null, tls: null });
		expect(first.opened!.tcpMs).toBeGreaterThan(0);
		expect(second.opened).toBe(null);
		expect([first.raw.connection, second.raw.connection]).toEqual(['opened', 'ready']);
		expect([textOf(first.raw.response), textOf(second.raw.response)]).toEqual([
			'answer 0',
			'answer 1'
		]);
		for (const { raw, firstByteMs } of [first, second]) {
			const moments = [raw.dueMs, raw.sentMs!, firstByteMs!, raw.headersMs!, raw.endMs];
			expect(moments).toEqual(moments.toSorted((a, b) => a - b));
		}
	});

	it('takes a new one where it is to, or where the last one was closed', async () => {
		await using server = await createRawServer(({ socket, index }) => {
			socket.write(respond('x', 200, index === 1 ? 'connection: close\r\n' : ''));
		});
		const client = clientOf(server);
		const sent = [
			await client.send(request()),
			await client.send(request(), { onNew: true }),
			await client.send(request())
		];
		expect(sent.map(({ nth, isKept }) => [nth, isKept])).toEqual([
			[0, true],
			[0, false],
			[0, true]
		]);
		expect(server.connections).toBe(3);
	});

	it('never sends a request twice, and uses no connection twice once that has failed', async () => {
		await using server = await createRawServer(({ socket, nth }) => {
			if (nth > 0) socket.destroy();
			else socket.write(respond('x'));
		});
		const client = clientOf(server);
		const ends: string[] = [];
		for (let i = 0; i < 4; i++) {
			const { end } = (await client.send(request())).raw.response;
			ends.push(end.kind === 'failed' ? end.code : end.kind);
		}
		expect(ends).toEqual(['complete', 'connection-closed', 'complete', 'complete']);
		expect(server.requests).toHaveLength(4);
	});

	it.each([
		['total-timeout', 'totalTimeoutS', 'no whole answer within'],
		['idle-timeout', 'idleTimeoutS', 'silent for']
	] as const)('ends an answer that does not come with %s', async (code, limit, message) => {
		await withTimeEnough(async (factor) => {
			await using server = await createRawServer(({ socket }) => {
				socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx');
			});
			const limitS = 0.05 * factor;
			const { raw, isKept } = await clientOf(server, { [limit]: limitS }).send(request());
			expect(raw.response).toMatchObject({ status: 200, end: { kind: 'failed', code } });
			expect(raw.response.end).toHaveProperty('message', `${message} ${String(limitS)} s`);
			expect(isKept).toBe(false);
		});
	});

	it('tells of a connection that cannot be opened, and rejects nothing', async () => {
		const address = { ip: '127.0.0.1', port: await closedPort(), tlsServerName: null, host: 'h' };
		const client = clientOf({ address });
		expect(await client.openAndClose()).toBe(null);
		const { raw, nth } = await client.send(request());
		expect(raw).toMatchObject({
			connection: 'none',
			sentMs: null,
			response: { status: null, end: { kind: 'failed', code: 'connection-refused' } }
		});
		expect(nth).toBe(null);
	});

	it('ends what is in flight when it is closed', async () => {
		await using server = await createRawServer(() => undefined);
		const client = clientOf(server);
		const sent = client.send(request());
		await expect.poll(() => server.requests.length).toBe(1);
		client.close();
		expect((await sent).raw.response.end).toMatchObject({ kind: 'failed', code: 'aborted' });
	});

	it('opens connections for nothing but the time that it takes', async () => {
		await using server = await createRawServer(() => undefined);
		const opened = await clientOf(server).openAndClose();
		expect(opened).toMatchObject({ tlsMs: null });
		expect(server.connections).toBe(1);
		expect(server.requests).toHaveLength(0);
	});
});
