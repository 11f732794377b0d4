/** Private authorities, client certificates and other names, against real TLS servers. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { BenchError } from '#core/errors.ts';
import { resolveAddress, type Address, type Way } from '#bench/load/address.ts';
import { createRawServer, respond, type RawServer } from '../support/raw-server.ts';
import { createCertificate } from '../support/self-signed-certificate.ts';
import { endsOf, runStage } from '../support/stage.ts';

const authority = createCertificate({ name: 'authority.test', commonName: 'Example Root' });
const server = createCertificate({
	name: 'gateway.test',
	withLoopback: true,
	commonName: 'gateway',
	issuer: authority,
	serial: 2
});
const client = createCertificate({
	name: 'client.test',
	commonName: 'client',
	issuer: authority,
	serial: 3
});
const stranger = createCertificate({ name: 'client.test', commonName: 'stranger' });

const start = async (options: Record<string, unknown> = {}): Promise<RawServer> => {
	const raw = await createRawServer(({ socket }) => socket.write(respond('over TLS')), {
		tls: { key: server.key, cert: server.cert, ...options }
	});
	onTestFinished(raw.die);
	return raw;
};
const wantsCertificate = { ca: authority.cert, requestCert: true, rejectUnauthorized: true };
const reach = ({ port }: RawServer, tls: Way['tls'], host = '127.0.0.1'): Promise<Address> =>
	resolveAddress('t', new URL(`https://${host}:${String(port)}/v1`), 5_000, { proxy: null, tls });
const errorOf = async (promise: Promise<unknown>): Promise<BenchError> => {
	const error = await promise.then(
		() => null,
		(reason: unknown) => reason
	);
	if (error instanceof BenchError) return error;
	throw new Error('no BenchError was thrown', { cause: error });
};
const ours = { ca: authority.cert, cert: client.cert, key: client.key };

describe('an endpoint with a certificate of a private authority', () => {
	it('is refused with host, issuer and the way out, and trusted where the target names the authority', async () => {
		const raw = await start();
		const error = await errorOf(reach(raw, null));
		expect(error).toMatchObject({ code: 'E_UNREACHABLE' });
		expect(error.message).toMatch(
			/the certificate of 127\.0\.0\.1, issued by "Example Root", is not trusted: unable to verify/
		);
		expect(error.hint).toMatch(/tls\.ca.*--ca.*NODE_EXTRA_CA_CERTS/);
		const address = await reach(raw, { ca: authority.cert });
		const { attempts, total } = await runStage({
			address,
			shape: { kind: 'closed', concurrency: 3, requests: 30 },
			workers: 2
		});
		expect(endsOf(attempts)).toStrictEqual({ complete: 30 });
		expect(total.connectionsOpened).toBe(3);
	});

	it('is refused where the target names another authority, which stands in place of the usual ones', async () => {
		const error = await errorOf(reach(await start(), { ca: stranger.cert }));
		expect(error.message).toMatch(/is not trusted/);
	});

	it('that has expired is refused', async () => {
		const expired = createCertificate({
			name: 'gateway.test',
			withLoopback: true,
			issuer: authority,
			to: '260101000000Z'
		});
		const raw = await start({ key: expired.key, cert: expired.cert });
		const error = await errorOf(reach(raw, { ca: authority.cert }));
		expect(error.message).toMatch(/is not trusted: certificate has expired/);
	});

	it('for another name is taken where the target says that name, and only then', async () => {
		const raw = await start();
		const trust = { ca: authority.cert };
		const error = await errorOf(reach(raw, trust, 'localhost'));
		expect(error.message).toMatch(/does not match certificate's altnames/);
		const address = await reach(raw, { ...trust, serverName: 'gateway.test' }, 'localhost');
		expect(address).toMatchObject({ tlsServerName: 'gateway.test' });
		expect(address.host).toBe(`localhost:${String(raw.port)}`);
	});
});

describe.each(['TLSv1.2', 'TLSv1.3'])(
	'an endpoint that wants a client certificate, %s',
	(version) => {
		const startMutual = () =>
			start({ ...wantsCertificate, minVersion: version, maxVersion: version });

		it('gets it on every connection of a stage', async () => {
			const raw = await startMutual();
			const address = await reach(raw, ours);
			const { attempts } = await runStage({
				address,
				shape: { kind: 'closed', concurrency: 2, requests: 20 }
			});
			expect(endsOf(attempts)).toStrictEqual({ complete: 20 });
		});

		it('and gets none is an error before anything is sent', async () => {
			const raw = await startMutual();
			const none = await errorOf(reach(raw, { ca: authority.cert }));
			expect(none.message).toMatch(
				/refuses the connection, as it may where it wants a client certificate/
			);
			expect(none.message).toMatch(/: [a-z0-9 /]+$/);
			expect(none.hint).toMatch(/tls\.cert and tls\.key/);
			expect(raw.requests).toHaveLength(0);
		});

		it('and gets none while a stage runs makes failures that say so', async () => {
			const raw = await startMutual();
			const { trust, ...bare } = await reach(raw, ours);
			const { attempts } = await runStage({
				address: { ...bare, trust: { ca: trust!.ca! } },
				shape: { kind: 'closed', concurrency: 1, requests: 3 }
			});
			expect(Object.keys(endsOf(attempts))).toStrictEqual(['tls-failed']);
			expect(attempts[0]!.response.end).toMatchObject({
				message: expect.stringMatching(/wants a client certificate/) as string
			});
		});
	}
);

it('an endpoint that does not trust the client certificate is an error before anything is sent', async () => {
	const raw = await start({ ...wantsCertificate, maxVersion: 'TLSv1.2' });
	const strange = { ca: authority.cert, cert: stranger.cert, key: stranger.key };
	const error = await errorOf(reach(raw, strange));
	expect(error).toMatchObject({ code: 'E_UNREACHABLE' });
	expect(raw.requests).toHaveLength(0);
});
