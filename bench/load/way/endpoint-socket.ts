/**
 * The socket of a connection to an endpoint, over TCP or TLS, directly or through the tunnel of a proxy: the one place that opens it. Reads what comes
 * and knows nothing of HTTP beyond the answer to CONNECT.
 */
import { connect as connectTcp, isIP, type Socket, type SocketConstructorOpts } from 'node:net';
import { connect as connectTls, TLSSocket, type SecureContext } from 'node:tls';
import type { TransportFailureCode } from '#core/recorded-response.ts';
import type { Address } from '../address.ts';
import { connectFailureCode } from '../connect-failure.ts';
import { tlsFactsOf, type TlsFacts } from '../tls-facts.ts';
import { secureContextOf } from './secure-context.ts';
import { isCertificateAlert, issuerOf, tlsFailureInWords } from './tls-failure.ts';
import { connectRequest, TunnelAnswer } from './tunnel-answer.ts';

/** Why a connection was not opened. */
export interface ConnectFailure {
	code: TransportFailureCode;
	/** One sentence for a person. */
	message: string;
	/** As Node threw it; null where a proxy said no. */
	cause: unknown;
}

export interface SocketEvents {
	/** The way to the endpoint is open: its TCP connection, or the tunnel of the proxy; TLS follows, where there is any. */
	wayOpen(): void;
	/** It can carry a request. */
	ready(): void;
	/** Bytes of the endpoint; only valid during the call. */
	read(length: number, buffer: Buffer): void;
	/** It could not be opened; nothing follows. */
	failed(failure: ConnectFailure): void;
	/** It broke after it was ready. */
	broken(failure: ConnectFailure): void;
	/** The other side has ended it after it was ready; may be told twice. */
	ended(): void;
}

/**
 * One buffer for all sockets of a thread: the reader copies what it keeps before the call returns,
 * so idle connections cost no read buffer.
 */
const sharedReadBuffer = Buffer.allocUnsafeSlow(65_536);

const serverNameOf = (name: string): { servername?: string } =>
	isIP(name) ? {} : { servername: name };

export class EndpointSocket {
	readonly #address: Address;
	readonly #events: SocketEvents;
	/** The one that requests are written to; before that, the one to the proxy. */
	#socket: Socket;
	/** The one below it, where TLS runs through a tunnel. */
	#below: Socket | null = null;
	#state: 'to-proxy' | 'to-endpoint' | 'ready' | 'over';
	#answer: TunnelAnswer | null = null;
	#issuer: string | null = null;

	constructor(address: Address, events: SocketEvents) {
		this.#address = address;
		this.#events = events;
		const { tunnel, tlsServerName } = address;
		this.#state = tunnel ? 'to-proxy' : 'to-endpoint';
		if (tunnel) {
			this.#answer = new TunnelAnswer(tunnel.to, tunnel.authorization !== null);
			// TLS on top of a socket needs one that has not handed out its reads.
			this.#socket = this.#open(tunnel.tlsServerName, null, tlsServerName === null);
			if (tlsServerName !== null) {
				this.#socket.on('data', (bytes: Buffer) => {
					this.#read(bytes.length, bytes);
				});
			}
			this.#socket.once(tunnel.tlsServerName === null ? 'connect' : 'secureConnect', () => {
				this.#socket.write(connectRequest(tunnel.to, tunnel.authorization));
			});
		} else {
			this.#socket = this.#open(tlsServerName, secureContextOf(address.trust), true);
			this.#socket.once('connect', () => {
				events.wayOpen();
				if (tlsServerName === null) this.#becomeReady();
			});
			this.#socket.once('secureConnect', () => {
				this.#becomeReady();
			});
		}
		this.#listen(this.#socket);
	}

	/** Of a connection that is ready; null without TLS. */
	get tls(): TlsFacts | null {
		return this.#address.tlsServerName !== null && this.#socket instanceof TLSSocket
			? tlsFactsOf(this.#socket)
			: null;
	}

	/** Whether bytes that were written have not been taken yet. */
	get isClogged(): boolean {
		return this.#socket.writableNeedDrain;
	}

	write(bytes: Uint8Array): void {
		this.#socket.write(bytes);
	}

	/** Says that nothing more is sent; what comes is still read. */
	end(): void {
		this.#socket.end();
	}

	/** Closes it; nothing is told any more. */
	destroy(): void {
		this.#state = 'over';
		this.#socket.destroy();
		this.#below?.destroy();
	}

	/** A socket to the address, over TLS where a name to verify is given. */
	#open(
		serverName: string | null,
		secureContext: SecureContext | null,
		takesReads: boolean
	): Socket {
		const onread: SocketConstructorOpts['onread'] = {
			buffer: sharedReadBuffer,
			callback: (length, buffer) => {
				this.#read(length, buffer as Buffer);
				return true;
			}
		};
		const options = {
			host: this.#address.ip,
			port: this.#address.port,
			noDelay: true,
			keepAlive: true,
			...(takesReads && { onread })
		};
		return serverName === null
			? connectTcp(options)
			: this.#watched(
					connectTls({
						...options,
						...serverNameOf(serverName),
						...(secureContext && { secureContext }),
						// Said aloud, as NODE_TLS_REJECT_UNAUTHORIZED=0 would change the default.
						rejectUnauthorized: true,
						ALPNProtocols: ['http/1.1']
					})
				);
	}

	/** Looks at the certificate before it is verified: of one that is refused nothing is left to look at. */
	#watched(socket: TLSSocket): TLSSocket {
		return socket.prependOnceListener('secure', () => {
			this.#issuer = issuerOf(socket.getPeerCertificate());
		});
	}

	#listen(socket: Socket): void {
		socket.on('error', (error) => {
			this.#broken(error);
		});
		socket.on('end', () => {
			this.#ended(socket);
		});
		socket.on('close', () => {
			this.#ended(socket);
		});
	}

	#read(length: number, buffer: Buffer): void {
		if (this.#state !== 'to-proxy') {
			if (this.#state !== 'over') this.#events.read(length, buffer);
			return;
		}
		const state = this.#answer?.push(buffer.subarray(0, length));
		if (state?.kind === 'refused') this.#failOfProxy(state.why, null);
		else if (state?.kind === 'open') this.#throughTunnel();
	}

	#throughTunnel(): void {
		const { tlsServerName, trust } = this.#address;
		this.#state = 'to-endpoint';
		this.#events.wayOpen();
		if (tlsServerName === null) {
			this.#becomeReady();
			return;
		}
		const below = this.#socket;
		this.#below = below;
		below.removeAllListeners('data');
		const secureContext = secureContextOf(trust);
		const secure = this.#watched(
			connectTls({
				socket: below,
				// The name that is verified where it is an address.
				host: tlsServerName,
				...serverNameOf(tlsServerName),
				...(secureContext && { secureContext }),
				rejectUnauthorized: true,
				ALPNProtocols: ['http/1.1']
			})
		);
		this.#socket = secure;
		this.#listen(secure);
		secure.on('data', (bytes: Buffer) => {
			this.#read(bytes.length, bytes);
		});
		secure.once('secureConnect', () => {
			this.#becomeReady();
		});
	}

	#becomeReady(): void {
		if (this.#state !== 'to-endpoint') return;
		this.#state = 'ready';
		this.#events.ready();
	}

	#fail(failure: ConnectFailure): void {
		if (this.#state === 'over') return;
		this.destroy();
		this.#events.failed(failure);
	}

	#failOfProxy(why: string, cause: unknown): void {
		const { tunnel } = this.#address;
		this.#fail({
			code: 'proxy-failed',
			message: `the proxy ${tunnel?.shown ?? ''} ${why}`,
			cause
		});
	}

	#broken(error: Error): void {
		const { tunnel, trust, tlsServerName, ip } = this.#address;
		const isTlsFailure = connectFailureCode(error) === 'tls-failed';
		const inWords = (host: string, hasCertificate: boolean): string =>
			isTlsFailure
				? tlsFailureInWords(error, { host, issuer: this.#issuer, hasCertificate })
				: error.message;
		if (this.#state === 'to-proxy') {
			const reason = inWords(tunnel?.tlsServerName ?? ip, false);
			this.#failOfProxy(`cannot be reached: ${reason}`, error);
			return;
		}
		if (this.#state === 'over') return;
		const host = `${tlsServerName ?? ip}${tunnel ? ` through the proxy ${tunnel.shown}` : ''}`;
		const failure = {
			code: connectFailureCode(error),
			message: inWords(host, trust?.cert !== undefined),
			cause: error
		};
		if (this.#state === 'to-endpoint') this.#fail(failure);
		else if (isCertificateAlert(error)) this.#events.broken(failure);
		else this.#events.broken({ ...failure, code: 'connection-closed' });
	}

	#ended(socket: Socket): void {
		// What is below ends with what runs through it, which has more to say.
		if (socket !== this.#socket && this.#state !== 'to-endpoint') return;
		if (this.#state === 'to-proxy')
			this.#failOfProxy('closed the connection without an answer', null);
		else if (this.#state === 'to-endpoint') {
			this.#fail({
				code: 'connection-closed',
				message: 'the server closed the connection at once',
				cause: null
			});
		} else if (this.#state === 'ready') this.#events.ended();
	}
}
