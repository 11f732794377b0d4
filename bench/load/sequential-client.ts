/**
 * Sends one request after another over the connections that measurements use, and waits for each answer: for the few requests of a probe, where
 * one wants to know of each how it travelled.
 */
import type { Limits } from '#core/config.ts';
import type { TransportEnd } from '#core/recorded-response.ts';
import { sToMs } from '#core/units.ts';
import { noConnectionWithin, type Address } from './address.ts';
import { Connection } from './connection.ts';
import type { ReaderLimits } from './response-reader.ts';
import type { TlsFacts } from './tls-facts.ts';
import type { RawAttempt } from './worker-messages.ts';

/** How long it took to open a connection. */
export interface OpenedConnection {
	/** `connect` to an open TCP connection, ms; through a proxy to its open tunnel, the answer to CONNECT included. */
	tcpMs: number;
	/** From there to the end of the TLS handshake, ms; null without TLS. */
	tlsMs: number | null;
	tls: TlsFacts | null;
}

/** One request and how it travelled; all moments in ms on the clock of the client. */
export interface SentRequest {
	raw: RawAttempt;
	/** First byte of the answer, of any kind; null where none came. */
	firstByteMs: number | null;
	/** Position among the requests of its connection, from 0; null where there was no connection. */
	nth: number | null;
	/** The connection that was opened for it; null where it went over an open one, or none could be opened. */
	opened: OpenedConnection | null;
	/** Whether the connection could take another request after it. */
	isKept: boolean;
}

export type SequentialLimits = Pick<
	Limits,
	'connectTimeoutS' | 'idleTimeoutS' | 'totalTimeoutS' | 'maxResponseMib'
>;

const maxHeadBytes = 65_536;
const bytesPerMib = 1_048_576;

type Opening = { kind: 'open'; connection: Connection } | { kind: 'failed'; end: TransportEnd };

const openedOf = (connection: Connection): OpenedConnection => {
	const { connectStartedMs, readyMs, tls } = connection;
	const tcpOpenMs = connection.tcpOpenMs ?? readyMs;
	return {
		tcpMs: tcpOpenMs - connectStartedMs,
		tlsMs: tls === null ? null : readyMs - tcpOpenMs,
		tls
	};
};

export class SequentialClient {
	readonly #address: Address;
	readonly #limits: SequentialLimits;
	readonly #readerLimits: ReaderLimits;
	readonly #now: () => number;
	#connection: Connection | null = null;
	/** Whether a connection can carry a second request, as far as is known. */
	#canReuse = true;
	#sent = 0;
	/** Told how the answer in flight has ended. */
	#answered: ((end: TransportEnd, atMs: number, isKept: boolean) => void) | null = null;
	/** Told how the opening of the connection under way has ended. */
	#settled: ((opening: Opening) => void) | null = null;

	/** `now`: monotonic, ms. */
	constructor(address: Address, limits: SequentialLimits, now: () => number) {
		this.#address = address;
		this.#limits = limits;
		this.#readerLimits = { maxHeadBytes, maxBodyBytes: limits.maxResponseMib * bytesPerMib };
		this.#now = now;
	}

	/** Opens a connection and closes it without having sent anything; null where it cannot be opened. */
	async openAndClose(): Promise<OpenedConnection | null> {
		const opening = await this.#open();
		if (opening.kind === 'failed') return null;
		const opened = openedOf(opening.connection);
		opening.connection.retire();
		return opened;
	}

	/**
	 * Sends a request and resolves when its answer has ended, in whatever way; never rejects. It goes over the connection of the last one where that is
	 * still open, unless it is to have a new one. One request at a time. Nothing is sent twice: where a server closes a connection as its second request
	 * comes, that request has failed, and the later ones get connections of their own.
	 */
	async send(request: Uint8Array, { onNew = false } = {}): Promise<SentRequest> {
		const ordinal = this.#sent++;
		const dueMs = this.#now();
		if (onNew || !this.#canReuse) this.#retire();
		const kept = this.#connection;
		const opening: Opening = kept ? { kind: 'open', connection: kept } : await this.#open();
		if (opening.kind === 'failed') {
			const endMs = this.#now();
			const none = new Uint8Array();
			const response = {
				status: null,
				headers: [],
				body: none,
				arrivalOffsets: new Uint32Array(),
				arrivalMs: new Float64Array(),
				end: opening.end
			};
			return {
				raw: {
					...{ ordinal, turn: 0, worker: 0, connection: 'none', dueMs, endMs, response },
					sentMs: null,
					headersMs: null
				},
				firstByteMs: null,
				nth: null,
				opened: null,
				isKept: false
			};
		}
		const { connection } = opening;
		this.#connection = connection;
		const opened = kept ? null : openedOf(connection);
		const nth = connection.requests;
		const { end, endMs, isKept } = await this.#exchange(connection, ordinal, request);
		if (!isKept) this.#connection = null;
		const { reader, sentMs } = connection;
		const wasLost = end.kind === 'failed' && end.code === 'connection-closed';
		if (kept && wasLost && reader.firstByteMs === null) this.#canReuse = false;
		return {
			raw: {
				...{ ordinal, turn: 0, worker: 0, dueMs, sentMs, endMs },
				connection: kept ? 'ready' : 'opened',
				headersMs: reader.headersMs,
				response: { ...reader.take(), end }
			},
			firstByteMs: reader.firstByteMs,
			nth,
			opened,
			isKept
		};
	}

	/** Closes everything; an answer in flight ends as aborted. */
	close(): void {
		this.#connection?.close();
		this.#connection = null;
	}

	#retire(): void {
		this.#connection?.retire();
		this.#connection = null;
	}

	async #open(): Promise<Opening> {
		const opening = Promise.withResolvers<Opening>();
		this.#settled = opening.resolve;
		const connection = new Connection(this.#address, this.#readerLimits, this.#now, {
			ready: (ready) => {
				this.#settled?.({ kind: 'open', connection: ready });
			},
			failed: (_, code, message) => {
				this.#settled?.({ kind: 'failed', end: { kind: 'failed', code, message } });
			},
			responded: (_, end, atMs, isKept) => {
				this.#answered?.(end, atMs, isKept);
			},
			closedIdle: (idle) => {
				if (this.#connection === idle) this.#connection = null;
			}
		});
		// So that `close` reaches it.
		this.#connection = connection;
		const limitMs = sToMs(this.#limits.connectTimeoutS);
		const timer = setTimeout(() => {
			connection.close('connect-timeout', noConnectionWithin(this.#address, limitMs));
		}, limitMs);
		const settled = await opening.promise;
		clearTimeout(timer);
		this.#settled = null;
		this.#connection = null;
		return settled;
	}

	async #exchange(
		connection: Connection,
		ordinal: number,
		request: Uint8Array
	): Promise<{ end: TransportEnd; endMs: number; isKept: boolean }> {
		const answer = Promise.withResolvers<{ end: TransportEnd; endMs: number; isKept: boolean }>();
		this.#answered = (end, endMs, isKept) => {
			answer.resolve({ end, endMs, isKept });
		};
		const { idleTimeoutS, totalTimeoutS } = this.#limits;
		let timer: NodeJS.Timeout | undefined;
		/** Looks whether a limit has passed, and again when the next one may. */
		const watch = (): void => {
			const nowMs = this.#now();
			const idleLeftMs = connection.lastActivityMs + sToMs(idleTimeoutS) - nowMs;
			const totalLeftMs = connection.sentMs + sToMs(totalTimeoutS) - nowMs;
			if (totalLeftMs <= 0) {
				connection.close('total-timeout', `no whole answer within ${String(totalTimeoutS)} s`);
			} else if (idleLeftMs <= 0) {
				connection.close('idle-timeout', `silent for ${String(idleTimeoutS)} s`);
			} else timer = setTimeout(watch, Math.ceil(Math.min(idleLeftMs, totalLeftMs)));
		};
		connection.send(ordinal, request);
		watch();
		const ended = await answer.promise;
		clearTimeout(timer);
		this.#answered = null;
		return ended;
	}
}
