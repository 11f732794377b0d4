/** Where a target's sockets go, resolved once so that no name is looked up while a clock runs. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { BenchError, errorMessage } from '#core/errors.ts';
import type { TlsMaterial } from '#core/tls-material.ts';
import { portOf, type Proxy } from './way/choose-proxy.ts';
import { EndpointSocket, type ConnectFailure } from './way/endpoint-socket.ts';
import { secureContextOf } from './way/secure-context.ts';
import { tlsHint } from './way/tls-failure.ts';

/** How a proxy is asked for a tunnel. It holds the password of the proxy: it goes to load workers, and nowhere else. */
export interface Tunnel {
	/** The address of the proxy without name and password, such as `http://proxy.example:3128`. */
	shown: string;
	/** Name to verify the certificate of the proxy against; null where it is spoken to without TLS. */
	tlsServerName: string | null;
	/** Value of the header proxy-authorization; null for none. */
	authorization: string | null;
	/** Host and port of the endpoint, as the proxy is told them: it looks up the name. */
	to: string;
}

export interface Address {
	/** IP address that answered; through a proxy that of the proxy. */
	ip: string;
	/** Its port. */
	port: number;
	/** Name to verify the certificate of the endpoint against; null without TLS. */
	tlsServerName: string | null;
	/** Value of the host header. */
	host: string;
	/** Absent where the endpoint is reached directly. */
	tunnel?: Tunnel;
	/** What is trusted and shown over TLS; absent: what this machine trusts, and no certificate is shown. */
	trust?: TlsMaterial;
}

/** How a target is reached beyond its URL. */
export interface Way {
	proxy: Proxy | null;
	/** Null where the target says nothing of it. */
	tls: (TlsMaterial & { serverName?: string }) | null;
}

/** What a message says of a connection that did not come about in time. */
export const noConnectionWithin = (
	{ tunnel }: Pick<Address, 'tunnel'>,
	timeoutMs: number
): string =>
	`no connection within ${String(timeoutMs / 1_000)} s${tunnel ? ` through the proxy ${tunnel.shown}` : ''}`;

/** Longest wait for an endpoint that may object to our certificate after the handshake, ms. */
const objectionMs = 1_000;

/**
 * Opens and closes one connection; resolves with the reason why it cannot be opened, or null. Over TLS 1.3 an endpoint that wants a certificate says so
 * after the handshake only (RFC 8446 section 4.4.2), so that its end of the connection is waited for.
 */
const tryConnect = (address: Address, timeoutMs: number): Promise<ConnectFailure | null> =>
	new Promise((resolve) => {
		let timer: NodeJS.Timeout | undefined = undefined;
		const end = (reason: ConnectFailure | null): void => {
			clearTimeout(timer);
			socket.destroy();
			resolve(reason);
		};
		timer = setTimeout(() => {
			const message = noConnectionWithin(address, timeoutMs);
			end({ code: 'connect-timeout', message, cause: null });
		}, timeoutMs);
		const socket = new EndpointSocket(address, {
			wayOpen: () => undefined,
			ready: () => {
				if (address.tlsServerName === null) {
					end(null);
					return;
				}
				clearTimeout(timer);
				timer = setTimeout(() => {
					end(null);
				}, objectionMs);
				socket.end();
			},
			read: () => undefined,
			failed: end,
			broken: (failure) => {
				end(failure.code === 'tls-failed' ? failure : null);
			},
			ended: () => {
				end(null);
			}
		});
	});

const proxyHint = ({ proxy }: Way): string =>
	`The proxy comes from ${proxy?.source ?? 'the environment'}; name and password go before its host: http://NAME:PASSWORD@HOST:PORT. "proxy: none" in the target, or NO_PROXY, goes past it.`;

/**
 * Resolves a target's URL and connects once, so that a wrong address is one clear error before anything is measured.
 * Tries every address of the name in order; through a proxy every address of the proxy, which looks up the name of the target itself. Throws
 * E_UNREACHABLE naming target and address, E_CONFIG for certificates that OpenSSL refuses.
 */
export const resolveAddress = async (
	targetId: string,
	url: URL,
	connectTimeoutMs: number,
	way: Way = { proxy: null, tls: null }
): Promise<Address> => {
	const hostname = url.hostname.replace(/^\[|\]$/g, '');
	const port = portOf(url);
	const { proxy, tls } = way;
	const { serverName = hostname, ...trust } = tls ?? {};
	const toResolve = proxy?.hostname ?? hostname;
	const unreachable = (where: string, message: string, hint: string, cause: unknown): BenchError =>
		new BenchError(
			'E_UNREACHABLE',
			`target "${targetId}": ${where} cannot be reached: ${message}`,
			{ hint, cause }
		);
	const checkHint =
		'Check that the endpoint is running and that base URL and port are right, then try `bench doctor`.';
	try {
		secureContextOf(trust);
	} catch (cause) {
		throw new BenchError(
			'E_CONFIG',
			`target "${targetId}": its certificates and key cannot be used: ${errorMessage(cause)}`,
			{
				hint: 'OpenSSL refuses them; keys that are too short and old signatures are among its reasons.',
				cause
			}
		);
	}
	let candidates: string[];
	try {
		candidates =
			isIP(toResolve) === 0
				? (await lookup(toResolve, { all: true })).map(({ address }) => address)
				: [toResolve];
	} catch (error) {
		const message = errorMessage(error);
		throw proxy
			? unreachable(
					hostname,
					`the proxy ${proxy.shown} is not found: ${message}`,
					proxyHint(way),
					error
				)
			: unreachable(hostname, message, checkHint, error);
	}
	let failure: ConnectFailure = {
		code: 'address-not-found',
		message: 'the name has no address',
		cause: null
	};
	for (const ip of candidates) {
		const address: Address = {
			ip,
			port: proxy?.port ?? port,
			tlsServerName: url.protocol === 'https:' ? serverName : null,
			host: url.host,
			...(proxy && {
				tunnel: {
					shown: proxy.shown,
					tlsServerName: proxy.isTls ? proxy.hostname : null,
					authorization: proxy.authorization,
					to: `${url.hostname}:${String(port)}`
				}
			}),
			...(Object.keys(trust).length > 0 && { trust })
		};
		const found = await tryConnect(address, connectTimeoutMs);
		if (found === null) return address;
		failure = found;
	}
	const hint =
		failure.code === 'tls-failed'
			? tlsHint(failure.cause)
			: failure.code === 'proxy-failed'
				? proxyHint(way)
				: checkHint;
	throw unreachable(`${hostname}:${String(port)}`, failure.message, hint, failure.cause);
};

/** Whether an IP address is this machine's own loopback, so that whatever answers there shares its processors. */
export const isLoopback = (ip: string): boolean =>
	/^(::ffff:)?127\./i.test(ip) || /^(0{0,4}:){2,7}0{0,3}1$/.test(ip);
