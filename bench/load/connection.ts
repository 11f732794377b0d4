/**
 * One keep-alive connection of a load worker: writes a request, feeds the response reader, reports the end.
 * It owns a socket and a reader and knows neither schedule nor protocol.
 */
import type { TransportEnd, TransportFailureCode } from '#core/recorded-response.ts';
import type { Address } from './address.ts';
import { ResponseReader, type ReaderLimits } from './response-reader.ts';
import type { TlsFacts } from './tls-facts.ts';
import { EndpointSocket, type ConnectFailure } from './way/endpoint-socket.ts';

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
	/** Moment `connect` was called, ms; through a proxy that of the connection to it. */
	connectStartedMs: number;
	/**
	 * Moment the TCP connection was open, before any TLS, ms; null before. Through a proxy the moment its tunnel stood, so that the answer to CONNECT
	 * is waited for within.
	 */
	tcpOpenMs: number | null = null;
	/** Moment it could take its first request, ms. */
	readyMs = 0;
	/** Requests written so far. */
	requests = 0;
	bytesReceived = 0;
	state: ConnectionState = 'connecting';
	readonly #socket: EndpointSocket;
	readonly #events: ConnectionEvents;
	readonly #now: () => number;

	constructor(address: Address, limits: ReaderLimits, now: () => number, events: ConnectionEvents) {
		this.reader = new ResponseReader(limits);
		this.#events = events;
		this.#now = now;
		this.connectStartedMs = now();
		this.#socket = new EndpointSocket(address, {
			wayOpen: () => {
				this.tcpOpenMs = now();
			},
			ready: () => {
				this.#becomeReady();
			},
			read: (length, buffer) => {
				this.#read(length, buffer);
			},
			failed: ({ code, message }) => {
				if (this.state !== 'connecting') return;
				this.state = 'closed';
				events.failed(this, code, message);
			},
			broken: (failure) => {
				this.#broken(failure);
			},
			ended: () => {
				this.#ended();
			}
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
		return this.#socket.tls;
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
		const reusable = mayReuse && !this.#socket.isClogged;
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
		else if (this.state === 'busy') {
			const state = this.reader.end();
			if (state.kind === 'failed') this.#finish(state, false);
			else this.#finish({ kind: 'complete' }, false);
		}
	}

	#broken({ code, message }: ConnectFailure): void {
		if (this.state === 'busy') {
			// A reset may follow a complete close-delimited body only as an error: what came is incomplete.
			const why = code === 'connection-closed' ? `the connection broke: ${message}` : message;
			this.#finish({ kind: 'failed', code, message: why }, false);
		} else if (this.state === 'idle') this.#closeIdle();
	}
}
