/**
 * One keep-alive connection of a load worker: writes a request, feeds the response reader, reports the end.
 * It owns a socket and a reader and knows neither schedule nor protocol.
 */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import type { TransportEnd, TransportFailureCode } from '#core/recorded-response.ts';
import { connectFailureCode, type Address } from './address.ts';
import { ResponseReader, type ReaderLimits } from './response-reader.ts';
import { tlsFactsOf, type TlsFacts } from './tls-facts.ts';

export interface ConnectionEvents {
	/** The connection can take a request. */
	ready(connection: Connection): void;
	/** It could not be opened. */
	failed(connection: Connection, code: TransportFailureCode, message: string): void;
	/** The response to the request in flight has ended at `atMs`; `reusable` tells whether the connection lives on. */
	responded(connection: Connection, end: TransportEnd, atMs: number, reusable: boolean): void;
	/** It was closed while it owed nothing. */
	closedIdle(connection: Connection): void;
}

/**
 * One buffer for all sockets of a thread: the reader copies what it keeps before the call returns,
 * so idle connections cost no read buffer.
 */
const sharedReadBuffer = Buffer.allocUnsafeSlow(65_536);

/** What the sockets of this thread have done so far: tells a turn of the event loop that did something from an idle one. */
export const activity = { reads: 0 };

export type ConnectionState = 'connecting' | 'idle' | 'busy' | 'closed';

export class Connection {
	readonly reader: ResponseReader;
	/** Ordinal of the request in flight, meaningful while busy. */
	ordinal = -1;
	/** Moment the request in flight was written, ms. */
	sentMs = 0;
	/** Moment of the last byte read or of the sending, whichever is later, ms: the base of the idle timeout. */
	lastActivityMs = 0;
	/** Moment `connect` was called, ms. */
	connectStartedMs: number;
	/** Moment the TCP connection was open, before any TLS, ms; null before. */
	tcpOpenMs: number | null = null;
	/** Moment it could take its first request, ms. */
	readyMs = 0;
	/** Requests written so far. */
	requests = 0;
	bytesReceived = 0;
	state: ConnectionState = 'connecting';
	readonly #socket: Socket;
	readonly #events: ConnectionEvents;
	readonly #now: () => number;

	constructor(address: Address, limits: ReaderLimits, now: () => number, events: ConnectionEvents) {
		this.reader = new ResponseReader(limits);
		this.#events = events;
		this.#now = now;
		this.connectStartedMs = now();
		const options = {
			host: address.ip,
			port: address.port,
			noDelay: true,
			keepAlive: true,
			onread: {
				buffer: sharedReadBuffer,
				callback: (length: number, buffer: Uint8Array): boolean => {
					this.#read(length, buffer as Buffer);
					return true;
				}
			}
		};
		if (address.tlsServerName === null) {
			this.#socket = connectTcp(options);
			this.#socket.once('connect', () => {
				this.tcpOpenMs = now();
				this.#becomeReady();
			});
		} else {
			this.#socket = connectTls({
				...options,
				...(isIP(address.tlsServerName) ? {} : { servername: address.tlsServerName }),
				// Said aloud, as NODE_TLS_REJECT_UNAUTHORIZED=0 would change the default.
				rejectUnauthorized: true,
				ALPNProtocols: ['http/1.1']
			});
			this.#socket.once('connect', () => {
				this.tcpOpenMs = now();
			});
			this.#socket.once('secureConnect', () => {
				this.#becomeReady();
			});
		}
		this.#socket.on('error', (error) => {
			this.#broken(error);
		});
		this.#socket.on('end', () => {
			this.#ended();
		});
		this.#socket.on('close', () => {
			this.#ended();
		});
	}

	/** Moves the moments kept so far to a clock whose zero lies `byMs` later. */
	rebase(byMs: number): void {
		this.connectStartedMs -= byMs;
		if (this.tcpOpenMs !== null) this.tcpOpenMs -= byMs;
		this.readyMs -= byMs;
	}

	/** Of a connection that is ready; null without TLS. */
	get tls(): TlsFacts | null {
		return this.#socket instanceof TLSSocket ? tlsFactsOf(this.#socket) : null;
	}

	/** Closes a connection that is idle, without a word to anybody. */
	retire(): void {
		this.state = 'closed';
		this.#socket.destroy();
	}

	/** Sends a request; the connection must be idle. */
	send(ordinal: number, request: Uint8Array): void {
		this.requests++;
		this.reader.reset();
		this.ordinal = ordinal;
		this.state = 'busy';
		this.sentMs = this.lastActivityMs = this.#now();
		this.#socket.write(request);
	}

	/** Closes the connection; a request in flight ends with the given failure. */
	close(
		code: TransportFailureCode = 'aborted',
		message = 'stopped before the answer had ended'
	): void {
		if (this.state === 'busy') this.#finish({ kind: 'failed', code, message }, false);
		else if (this.state === 'connecting') {
			this.state = 'closed';
			this.#events.failed(this, code, message);
		}
		this.state = 'closed';
		this.#socket.destroy();
	}

	#becomeReady(): void {
		if (this.state !== 'connecting') return;
		this.state = 'idle';
		this.readyMs = this.#now();
		this.#events.ready(this);
	}

	#read(length: number, buffer: Buffer): void {
		activity.reads++;
		if (this.state !== 'busy') {
			// An endpoint that speaks unasked (a 408 on an idle connection, say) has nothing to tell us.
			if (this.state === 'idle') this.#closeIdle();
			return;
		}
		this.bytesReceived += length;
		const now = this.#now();
		this.lastActivityMs = now;
		const state = this.reader.push(buffer, length, now);
		if (state.kind === 'reading') return;
		if (state.kind === 'complete') this.#finish({ kind: 'complete' }, state.reusable, now);
		else this.#finish(state, false, now);
	}

	#finish(end: TransportEnd, mayReuse: boolean, atMs = this.#now()): void {
		// An answer before a large request was sent leaves the rest of that request in the way of the next one.
		const reusable = mayReuse && !this.#socket.writableNeedDrain;
		this.state = reusable ? 'idle' : 'closed';
		if (!reusable) this.#socket.destroy();
		this.#events.responded(this, end, atMs, reusable);
	}

	#closeIdle(): void {
		this.state = 'closed';
		this.#socket.destroy();
		this.#events.closedIdle(this);
	}

	#ended(): void {
		if (this.state === 'idle') this.#closeIdle();
		else if (this.state === 'connecting') {
			this.state = 'closed';
			this.#socket.destroy();
			this.#events.failed(this, 'connection-closed', 'the server closed the connection at once');
		} else if (this.state === 'busy') {
			const state = this.reader.end();
			if (state.kind === 'failed') this.#finish(state, false);
			else this.#finish({ kind: 'complete' }, false);
		}
	}

	#broken(error: Error): void {
		if (this.state === 'connecting') {
			this.state = 'closed';
			this.#events.failed(this, connectFailureCode(error), error.message);
		} else if (this.state === 'busy') {
			// A reset may follow a complete close-delimited body only as an error: what came is incomplete.
			this.#finish(
				{
					kind: 'failed',
					code: 'connection-closed',
					message: `the connection broke: ${error.message}`
				},
				false
			);
		} else if (this.state === 'idle') this.#closeIdle();
	}
}
