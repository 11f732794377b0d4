/** Connections through the tunnel of a real proxy: what goes through it, what its errors say, and what it adds to the time of connecting. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { defaultLimits } from '#core/config.ts';
import { BenchError } from '#core/errors.ts';
import { resolveAddress, type Address, type Way } from '#bench/load/address.ts';
import { SequentialClient } from '#bench/load/sequential-client.ts';
import { chooseProxy } from '#bench/load/way/choose-proxy.ts';
import { createConnectProxy, type ConnectProxy } from '../support/connect-proxy.ts';
import { closedPort, createRawServer, respond, type RawServer } from '../support/raw-server.ts';
import { createSelfSignedCertificate } from '../support/self-signed-certificate.ts';
import { endOf, endsOf, requestsOf, runStage } from '../support/stage.ts';

const name = 'api.behind-the-proxy.test';
const certificate = createSelfSignedCertificate(name, true);
const hosts = { [name]: '127.0.0.1' };

type Options = Parameters<typeof createConnectProxy>[0];
const proxied = async (options: Options = {}): Promise<ConnectProxy> => {
	const proxy = await createConnectProxy({ hosts, ...options });
	onTestFinished(() => proxy[Symbol.asyncDispose]());
	return proxy;
};
const endpoint = async (tls = false): Promise<RawServer> => {
	const server = await createRawServer(
		({ socket, index }) => socket.write(respond(`answer ${String(index % 3)}`)),
		tls ? { tls: certificate } : {}
	);
	onTestFinished(server.die);
	return server;
};

const wayOf = (proxy: string, withAuthority = false): Way => ({
	proxy: chooseProxy({ id: 't', baseUrl: `https://${name}` }, { https_proxy: proxy }),
	tls: withAuthority ? { ca: certificate.cert } : null
});
const resolved = (
	{ port }: Pick<RawServer, 'port'>,
	proxy: string,
	{ tls = false, timeoutMs = 5_000 } = {}
): Promise<Address> =>
	resolveAddress(
		't',
		new URL(`${tls ? 'https' : 'http'}://${name}:${String(port)}/v1`),
		timeoutMs,
		wayOf(proxy, tls)
	);
const errorOf = async (promise: Promise<unknown>): Promise<BenchError> => {
	const error = await promise.then(
		() => null,
		(reason: unknown) => reason
	);
	if (error instanceof BenchError) return error;
	throw new Error('no BenchError was thrown', { cause: error });
};

describe.each([
	['http', false],
	['https', true]
])('a stage on an %s endpoint behind a proxy', (_, tls) => {
	it('goes through tunnels, one for each connection, to a name that the proxy looks up', async () => {
		const [server, proxy] = [await endpoint(tls), await proxied()];
		const address = await resolved(server, proxy.url, { tls });
		expect(proxy.tunnels).toHaveLength(1);
		const { attempts, total } = await runStage({
			address,
			shape: { kind: 'closed', concurrency: 3, requests: 60 },
			workers: 2
		});
		expect(endsOf(attempts)).toStrictEqual({ complete: 60 });
		expect(new Set(attempts.map(({ response }) => Buffer.from(response.body).toString()))).toEqual(
			new Set(['answer 0', 'answer 1', 'answer 2'])
		);
		expect(total.connectionsOpened).toBe(3);
		const to = `${name}:${String(server.port)}`;
		expect(proxy.tunnels).toStrictEqual([to, to, to, to]);
		expect(server.requests).toHaveLength(60);
		for (const { head } of server.requests) {
			expect(head).toMatch(new RegExp(`^host: ${name}:`, 'm'));
			expect(head).not.toMatch(/proxy-/i);
		}
	});

	it('takes large answers as they were sent, and those that break off as broken', async () => {
		const bytes = randomBytes(3_000_000).toString('latin1');
		const server = await createRawServer(
			({ socket, index }) => {
				const head = `HTTP/1.1 200 OK\r\ncontent-length: ${String(bytes.length)}\r\n\r\n`;
				const answer = Buffer.from(`${head}${bytes}`, 'latin1');
				if (index === 0) socket.write(answer);
				else socket.end(answer.subarray(0, 1_000_000));
			},
			tls ? { tls: certificate } : {}
		);
		onTestFinished(server.die);
		const proxy = await proxied();
		const address = await resolved(server, proxy.url, { tls });
		const { attempts } = await runStage({
			address,
			shape: { kind: 'closed', concurrency: 1, requests: 2 }
		});
		expect(attempts.map(endOf)).toStrictEqual(['complete', 'connection-closed']);
		const [whole, broken] = attempts.map(({ response }) => Buffer.from(response.body));
		expect(whole!.equals(Buffer.from(bytes, 'latin1'))).toBe(true);
		expect(broken!.equals(whole!.subarray(0, broken!.length))).toBe(true);
	});

	it('opens another tunnel where the endpoint closes one', async () => {
		const server = await createRawServer(
			({ socket }) => socket.end(respond('bye', 200, 'connection: close\r\n')),
			tls ? { tls: certificate } : {}
		);
		onTestFinished(server.die);
		const proxy = await proxied();
		const address = await resolved(server, proxy.url, { tls });
		const { attempts, total } = await runStage({
			address,
			shape: { kind: 'closed', concurrency: 2, requests: 10 }
		});
		expect(endsOf(attempts)).toStrictEqual({ complete: 10 });
		expect(total.reconnects).toBeGreaterThanOrEqual(8);
		expect(proxy.tunnels.length).toBe(total.connectionsOpened + 1);
	});

	it('tells the password to the proxy alone', async () => {
		const wants = `Basic ${Buffer.from('bench:canary-pass').toString('base64')}`;
		const [server, proxy] = [await endpoint(tls), await proxied({ wants })];
		const url = proxy.url.replace('://', '://bench:canary-pass@');
		const address = await resolved(server, url, { tls });
		const { attempts } = await runStage({
			address,
			shape: { kind: 'closed', concurrency: 1, requests: 5 }
		});
		expect(endsOf(attempts)).toStrictEqual({ complete: 5 });
		for (const head of proxy.heads) expect(head).toContain(`proxy-authorization: ${wants}`);
		for (const { head } of server.requests) expect(head).not.toMatch(/canary|Basic/);
	});
});

describe('a proxy that opens no tunnel', () => {
	const refusing = { kind: 'closed', concurrency: 2, requests: 1_000 } as const;

	it.each([
		['wants a password', { wants: 'Basic x' }, /wants a name and password \(HTTP 407\)/],
		['forbids it', { answer: 'HTTP/1.1 403 Forbidden\r\n\r\n' }, /does not allow .* \(HTTP 403\)/],
		['cannot get there', { answer: 'HTTP/1.1 502 X\r\n\r\n' }, /could not reach .* \(HTTP 502\)/],
		['is none', { answer: 'SSH-2.0-x\r\n' }, /sent what is no answer to CONNECT/],
		['hangs up', { answer: '' }, /closed the connection without an answer/]
	])('as it %s is one error that names it before anything is sent', async (_, options, why) => {
		const [server, proxy] = [await endpoint(), await proxied(options)];
		const error = await errorOf(resolved(server, proxy.url));
		expect(error).toMatchObject({ code: 'E_UNREACHABLE', exitCode: 5 });
		expect(error.message).toContain(`the proxy ${proxy.url} `);
		expect(error.message).toMatch(why);
		expect(error.hint).toMatch(/https_proxy.*NO_PROXY/);
		expect(server.connections).toBe(0);
	});

	it('and says nothing ends with the time limit', async () => {
		const [server, proxy] = [await endpoint(), await proxied({ answer: null })];
		const error = await errorOf(resolved(server, proxy.url, { timeoutMs: 100 }));
		expect(error.message).toContain(`no connection within 0.1 s through the proxy ${proxy.url}`);
	});

	it('and is not there, or unknown, is named without its password', async () => {
		const server = await endpoint();
		const gone = `http://bench:canary-pass@127.0.0.1:${String(await closedPort())}`;
		const refused = await errorOf(resolved(server, gone));
		expect(refused.message).toMatch(
			/the proxy http:\/\/127\.0\.0\.1:\d+ cannot be reached: .*ECONNREFUSED/
		);
		const unknown = await errorOf(resolved(server, 'http://bench:canary-pass@no-such.invalid:1'));
		expect(unknown.message).toMatch(/the proxy http:\/\/no-such\.invalid:1 is not found/);
		expect(`${refused.message}${refused.hint!}${unknown.message}${unknown.hint!}`).not.toMatch(
			/canary/
		);
	});

	it('while a stage runs makes failures of the transport, and the stage ends', async () => {
		const [server, proxy] = [await endpoint(), await proxied()];
		const address = await resolved(server, proxy.url);
		await server.die();
		const { attempts, gaveUp } = await runStage({ address, shape: refusing });
		expect(Object.keys(endsOf(attempts))).toStrictEqual(['proxy-failed']);
		expect(gaveUp).toMatch(/^the proxy http:\/\/127\.0\.0\.1:\d+ could not reach .* \(HTTP 502\)$/);
	});
});

describe('an endpoint behind a proxy', () => {
	it('whose certificate nobody vouches for is refused through the tunnel too', async () => {
		const [server, proxy] = [await endpoint(true), await proxied()];
		const url = new URL(`https://${name}:${String(server.port)}/`);
		const error = await errorOf(resolveAddress('t', url, 5_000, wayOf(proxy.url)));
		expect(error.message).toMatch(
			/the certificate of api\.behind-the-proxy\.test through the proxy http:\S+, issued by "breakeven test", is not trusted: self-signed certificate/
		);
		expect(error.hint).toMatch(/tls\.ca/);
		expect(server.requests).toHaveLength(0);
	});

	it('is connected to in the time that includes CONNECT, and TLS in its own', async () => {
		const waitMs = 80;
		const server = await endpoint(true);
		const proxy = await proxied({
			before: () => new Promise((resolve) => setTimeout(resolve, waitMs))
		});
		const address = await resolved(server, proxy.url, { tls: true });
		const client = new SequentialClient(address, defaultLimits, () => performance.now());
		onTestFinished(() => {
			client.close();
		});
		const { opened, raw } = await client.send(requestsOf(address, ['{}'])[0]!);
		expect(raw.response.status).toBe(200);
		// Timers may be early by a fraction of a millisecond.
		expect(opened!.tcpMs).toBeGreaterThan(waitMs - 2);
		expect(opened!.tlsMs!).toBeGreaterThan(0);
		expect(opened!.tls).toMatchObject({ version: 'TLSv1.3' });
	});

	it.each([
		['http', false],
		['https', true]
	])('may be %s behind a proxy that is spoken to over TLS', async (_, tls) => {
		const folder = await mkdtemp(join(tmpdir(), 'breakeven-proxy-'));
		onTestFinished(() => rm(folder, { recursive: true }));
		const file = join(folder, 'ca.pem');
		await writeFile(file, certificate.cert);
		const server = await endpoint(tls);
		const proxy = await proxied({ tls: certificate });
		const { stdout } = await promisify(execFile)(
			process.execPath,
			[
				fileURLToPath(new URL('../support/stage-process.ts', import.meta.url)),
				`${tls ? 'https' : 'http'}://${name}:${String(server.port)}/`,
				proxy.url
			],
			{ env: { ...process.env, NODE_EXTRA_CA_CERTS: file } }
		);
		expect(JSON.parse(stdout)).toMatchObject({ ends: { complete: 40 } });
		expect(proxy.tunnels).toHaveLength(5);
	});
});
