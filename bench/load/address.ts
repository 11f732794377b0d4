/** Where a target's sockets go, resolved once so that no name is looked up while a clock runs. */
import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { BenchError, errorMessage } from '#core/errors.ts';

export interface Address {
	/** IP address that answered. */
	ip: string;
	port: number;
	/** Name to verify the certificate against; null without TLS. */
	tlsServerName: string | null;
	/** Value of the host header. */
	host: string;
}

/** What Node's connect errors mean; anything else is `connection-failed`. */
export const connectFailureCode = (
	error: unknown
): 'connection-refused' | 'address-not-found' | 'tls-failed' | 'connection-failed' => {
	const code = (error as { code?: unknown } | null)?.code;
	if (code === 'ECONNREFUSED') return 'connection-refused';
	if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'address-not-found';
	if (typeof code === 'string' && /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code))
		return 'tls-failed';
	return 'connection-failed';
};

const portOf = (url: URL): number =>
	url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);

/** Opens and closes one connection; resolves with the reason why it cannot be opened, or null. */
const tryConnect = (
	ip: string,
	port: number,
	tlsServerName: string | null,
	timeoutMs: number
): Promise<unknown> =>
	new Promise((resolve) => {
		const socket =
			tlsServerName === null
				? connectTcp({ host: ip, port })
				: connectTls({
						host: ip,
						port,
						...(isIP(tlsServerName) ? {} : { servername: tlsServerName }),
						// Said aloud, as NODE_TLS_REJECT_UNAUTHORIZED=0 would change the default.
						rejectUnauthorized: true,
						ALPNProtocols: ['http/1.1']
					});
		const end = (reason: unknown): void => {
			clearTimeout(timer);
			socket.destroy();
			resolve(reason);
		};
		const timer = setTimeout(() => {
			end(new Error(`no connection within ${String(timeoutMs / 1_000)} s`));
		}, timeoutMs);
		socket.once(tlsServerName === null ? 'connect' : 'secureConnect', () => {
			end(null);
		});
		socket.on('error', end);
	});

/**
 * Resolves a target's URL and connects once, so that a wrong address is one clear error before anything is measured.
 * Tries every address of the name in order. Throws E_UNREACHABLE naming target and address.
 */
export const resolveAddress = async (
	targetId: string,
	url: URL,
	connectTimeoutMs: number
): Promise<Address> => {
	const hostname = url.hostname.replace(/^\[|\]$/g, '');
	const port = portOf(url);
	const tlsServerName = url.protocol === 'https:' ? hostname : null;
	const unreachable = (cause: unknown, where: string): BenchError => {
		const tlsFailed = connectFailureCode(cause) === 'tls-failed';
		return new BenchError(
			'E_UNREACHABLE',
			`target "${targetId}": ${where} cannot be reached: ${errorMessage(cause)}`,
			{
				hint: tlsFailed
					? 'Certificates are always verified. For a private authority set NODE_EXTRA_CA_CERTS to its certificate file.'
					: 'Check that the endpoint is running and that base URL and port are right, then try `bench doctor`.',
				cause
			}
		);
	};
	let candidates: string[];
	try {
		candidates =
			isIP(hostname) === 0
				? (await lookup(hostname, { all: true })).map(({ address }) => address)
				: [hostname];
	} catch (error) {
		throw unreachable(error, hostname);
	}
	let reason: unknown = new Error('the name has no address');
	for (const ip of candidates) {
		reason = await tryConnect(ip, port, tlsServerName, connectTimeoutMs);
		if (reason === null) return { ip, port, tlsServerName, host: url.host };
	}
	throw unreachable(reason, `${hostname}:${String(port)}`);
};

/** Whether an IP address is this machine's own loopback, so that whatever answers there shares its processors. */
export const isLoopback = (ip: string): boolean =>
	/^(::ffff:)?127\./i.test(ip) || /^(0{0,4}:){2,7}0{0,3}1$/.test(ip);
