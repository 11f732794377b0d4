/** Addresses and TLS: what is tried before a stage begins, what is trusted, and what the errors say. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BenchError } from '#core/errors.ts';
import { resolveAddress } from '#bench/load/address.ts';
import { connectFailureCode } from '#bench/load/connect-failure.ts';
import { closedPort, createRawServer, respond, type RawServer } from './support/raw-server.ts';
import { createSelfSignedCertificate } from './support/self-signed-certificate.ts';
import { endsOf, runStage } from './support/stage.ts';

const errorOf = async (promise: Promise<unknown>): Promise<BenchError> => {
	const error = await promise.then(
		() => null,
		(reason: unknown) => reason
	);
	if (error instanceof BenchError) return error;
	throw new Error('no BenchError was thrown', { cause: error });
};

describe('the address of a target', () => {
	it('is the one that answered, with the port of the URL', async () => {
		await using server = await createRawServer(() => undefined);
		const url = new URL(`http://127.0.0.1:${String(server.port)}/v1`);
		expect(await resolveAddress('t', url, 5_000)).toStrictEqual({
			ip: '127.0.0.1',
			port: server.port,
			tlsServerName: null,
			host: `127.0.0.1:${String(server.port)}`
		});
	});

	it('is found under a name, also where the name has addresses on which nobody listens', async () => {
		await using server = await createRawServer(() => undefined);
		const url = new URL(`http://localhost:${String(server.port)}/v1`);
		expect(await resolveAddress('t', url, 5_000)).toMatchObject({
			ip: '127.0.0.1',
			host: `localhost:${String(server.port)}`
		});
	});

	it('that nobody listens on is one error that names target, address and reason', async () => {
		const port = await closedPort();
		const error = await errorOf(
			resolveAddress('my-llm', new URL(`http://127.0.0.1:${String(port)}/`), 5_000)
		);
		expect(error).toMatchObject({ code: 'E_UNREACHABLE', exitCode: 5 });
		expect(error.message).toMatch(
			/^target "my-llm": 127\.0\.0\.1:\d+ cannot be reached: .*ECONNREFUSED/
		);
		expect(error.hint).toMatch(/base URL and port/);
	});

	it('that never answers ends with the time limit', async () => {
		await using server = await createRawServer(() => undefined);
		const url = new URL(`https://127.0.0.1:${String(server.port)}/`);
		const error = await errorOf(resolveAddress('t', url, 100));
		expect(error.message).toMatch(/no connection within 0\.1 s$/);
	});

	it('of an unknown name says so', async () => {
		const error = await errorOf(
			resolveAddress('t', new URL('http://no-such-host.invalid/'), 5_000)
		);
		expect(error).toMatchObject({ code: 'E_UNREACHABLE' });
		expect(error.message).toMatch(/^target "t": no-such-host\.invalid cannot be reached/);
	});

	it.each([
		['ECONNREFUSED', 'connection-refused'],
		['ENOTFOUND', 'address-not-found'],
		['EAI_AGAIN', 'address-not-found'],
		['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls-failed'],
		['CERT_HAS_EXPIRED', 'tls-failed'],
		['ERR_TLS_CERT_ALTNAME_INVALID', 'tls-failed'],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls-failed'],
		['ERR_SSL_WRONG_VERSION_NUMBER', 'tls-failed'],
		['EHOSTUNREACH', 'connection-failed'],
		[undefined, 'connection-failed']
	])('turns %s into %s', (code, expected) => {
		expect(connectFailureCode(Object.assign(new Error('x'), { code }))).toBe(expected);
	});
});

describe('an endpoint with a self-signed certificate', () => {
	let server: RawServer;
	let folder: string;
	let certificateFile: string;
	beforeAll(async () => {
		const { key, cert } = createSelfSignedCertificate('localhost', true);
		folder = await mkdtemp(join(tmpdir(), 'breakeven-tls-'));
		certificateFile = join(folder, 'authority.pem');
		await writeFile(certificateFile, cert);
		server = await createRawServer(({ socket }) => socket.write(respond('over TLS')), {
			tls: { key, cert }
		});
	});
	afterAll(async () => {
		await server.die();
		await rm(folder, { recursive: true });
	});

	const inProcess = async (host: string, env: Record<string, string>, { port } = server) => {
		const { stdout } = await promisify(execFile)(
			process.execPath,
			[
				fileURLToPath(new URL('./support/stage-process.ts', import.meta.url)),
				`https://${host}:${String(port)}/`
			],
			{ env: { ...process.env, NODE_EXTRA_CA_CERTS: '', ...env } }
		);
		return JSON.parse(stdout) as Record<string, unknown>;
	};

	it('is refused before anything is measured, with the way out', async () => {
		const url = new URL(`https://localhost:${String(server.port)}/`);
		const error = await errorOf(resolveAddress('t', url, 5_000));
		expect(error).toMatchObject({ code: 'E_UNREACHABLE' });
		expect(error.message).toMatch(/self-signed certificate/);
		expect(error.hint).toMatch(/NODE_EXTRA_CA_CERTS/);
	});

	it('is refused by the load workers', async () => {
		const { attempts, gaveUp } = await runStage({
			address: server.address,
			shape: { kind: 'closed', concurrency: 2, requests: 1_000 }
		});
		expect(Object.keys(endsOf(attempts))).toStrictEqual(['tls-failed']);
		expect(gaveUp).toMatch(/self-signed certificate/);
		expect(server.requests).toHaveLength(0);
	});

	it('is refused also where the environment says to trust everybody', async () => {
		const { error } = await inProcess('127.0.0.1', { NODE_TLS_REJECT_UNAUTHORIZED: '0' });
		expect(error).toMatchObject({ code: 'E_UNREACHABLE' });
		expect(server.requests).toHaveLength(0);
	});

	it.each(['localhost', '127.0.0.1'])(
		'serves a whole stage on %s once its authority is trusted, connections kept alive',
		async (host) => {
			const before = server.requests.length;
			const result = await inProcess(host, { NODE_EXTRA_CA_CERTS: certificateFile });
			expect(result).toMatchObject({
				address: { ip: '127.0.0.1', tlsServerName: host },
				ends: { complete: 40 },
				bodies: ['over TLS'],
				total: { connectionsOpened: 4, reconnects: 0 }
			});
			expect(server.requests).toHaveLength(before + 40);
		}
	);

	it('is refused under a name that the certificate does not hold', async () => {
		const { key, cert } = createSelfSignedCertificate('another.example', false);
		const file = join(folder, 'another.pem');
		await writeFile(file, cert);
		await using other = await createRawServer(() => undefined, { tls: { key, cert } });
		const result = await inProcess('localhost', { NODE_EXTRA_CA_CERTS: file }, other);
		expect(result['error']).toMatchObject({
			code: 'E_UNREACHABLE',
			message: expect.stringMatching(
				/is for another name: .*does not match certificate's altnames/
			) as string,
			hint: expect.stringMatching(/tls\.serverName/) as string
		});
	});
});

describe('an endpoint that speaks HTTP where TLS is expected', () => {
	it('is a TLS failure', async () => {
		await using server = await createRawServer(() => undefined, {
			onConnection: (socket) => socket.once('data', () => socket.end(respond('no TLS here')))
		});
		const url = new URL(`https://127.0.0.1:${String(server.port)}/`);
		const error = await errorOf(resolveAddress('t', url, 5_000));
		expect(connectFailureCode(error.cause)).toBe('tls-failed');
	});
});
