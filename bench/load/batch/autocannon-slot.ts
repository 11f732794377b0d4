/**
 * One connection of autocannon 9.0.0, kept on a short lead. It brings sockets, requests and an HTTP parser; when the next request goes,
 * when a connection is opened again and when it all ends is decided here, as autocannon sends and reconnects without a pause, goes on with
 * a parser in the middle of another response, writes to connections that are about to close, and never notices a response that the end of
 * its connection ends. Its fields and methods named here are not documented: the version is pinned, and tests meet each of these traps.
 */
import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { TransportEnd, TransportFailureCode } from '#core/recorded-response.ts';
import { connectFailureCode } from '../connect-failure.ts';
import type { BatchExchange, BatchRequest } from './batch-driver.ts';
import { ExchangeRecorder } from './exchange-recorder.ts';

interface ResponseParser {
	state: string;
	hadError: boolean;
	reinitialize(type: string): void;
}

export interface AutocannonClient extends EventEmitter {
	conn: Socket;
	parser: ResponseParser;
	/** Longest whole response, ms; read once, after `setupClient`. */
	timeout: number;
	timeoutTicker: { reschedule(ms: number): void };
	/** Requests after which it ends by itself. */
	responseMax: number;
	pipelinedRequests: unknown;
	_connect(): void;
	_doRequest(): void;
	destroy(): void;
}

/** What all connections of a driver share. */
export interface SlotHooks {
	nowMs(): number;
	timeoutMs: number;
	maxBodyBytes: number;
	take(): BatchRequest | null;
	isExhausted(): boolean;
	/** Has autocannon build and send this request. */
	sendAs(request: BatchRequest, send: () => void): void;
	begun(): void;
	ended(exchange: BatchExchange): number;
	connected(isFirst: boolean): void;
	/** Returns how long to wait before the next try, ms; null to give up. */
	connectFailed(failuresInARow: number, error: Error): number | null;
	received(bytes: number): void;
}

type Failure = Extract<TransportEnd, { kind: 'failed' }>;
/** Why a connection ended: the server closed it, it broke, or it was closed here. Null: autocannon's timer. */
type Cause = { kind: 'closed' } | { kind: 'broken'; error: Error } | Failure | null;

interface Exchange {
	request: BatchRequest;
	connection: BatchExchange['connection'];
	dueMs: number;
	sentMs: number | null;
	recorder: ExchangeRecorder;
}

const failed = (code: TransportFailureCode, message: string): Failure => ({
	kind: 'failed',
	code,
	message
});

/** In place of autocannon's own queue, which keeps every body as a garbled text and falls over a response that nobody asked for. */
const noQueue = {
	insertRequest: (): undefined => undefined,
	addByteCount: (): undefined => undefined,
	addBody: (): undefined => undefined,
	setHeaders: (): undefined => undefined,
	clear: (): undefined => undefined,
	terminateRequest: () => ({ headers: {}, body: '', bytes: 0, duration: 1 })
};

const keepsAlive = (versionMinor: number, flat: readonly string[]): boolean => {
	const options = flat
		.filter((_, i) => i % 2 === 1 && /^(proxy-)?connection$/i.test(flat[i - 1] as string))
		.flatMap((value) => value.toLowerCase().split(','))
		.map((option) => option.trim());
	return versionMinor === 1 ? !options.includes('close') : options.includes('keep-alive');
};

export class AutocannonSlot {
	readonly #client: AutocannonClient;
	readonly #hooks: SlotHooks;
	readonly #send: () => void;
	readonly #open: () => void;
	/** The request that is or will be sent next; null between two. */
	#taken: BatchRequest | null;
	#exchange: Exchange | null = null;
	#conn: Socket | null = null;
	#cause: Cause = null;
	#timer: NodeJS.Timeout | null = null;
	#resumeAtMs = 0;
	#readMs = 0;
	#isConnected = false;
	#hasConnected = false;
	#failedConnects = 0;
	#keepsAlive = true;
	/** To be done when the parser has returned; null for nothing. */
	#afterRead: { failure: Failure | null } | null = null;
	#isOver = false;

	/** Called by `setupClient`: before autocannon connects, with the first request already built. */
	constructor(client: AutocannonClient, first: BatchRequest, hooks: SlotHooks) {
		this.#client = client;
		this.#hooks = hooks;
		this.#taken = first;
		this.#send = client._doRequest.bind(client);
		this.#open = client._connect.bind(client);
		client.responseMax = Infinity;
		client.timeout = hooks.timeoutMs;
		client.pipelinedRequests = noQueue;
		client._doRequest = () => undefined;
		client._connect = () => {
			this.#disconnected();
		};
		client.on('request', () => {
			this.#begin();
		});
		client.on(
			'headers',
			(head: { statusCode: number; versionMinor: number; headers: string[] }) => {
				if (head.statusCode < 200) return;
				this.#keepsAlive = keepsAlive(head.versionMinor, head.headers);
				this.#exchange?.recorder.takeHead(head.statusCode, head.headers, this.#readMs);
			}
		);
		client.on('body', (piece: Buffer) => {
			this.#takeBody(piece);
		});
		client.on('response', () => {
			this.#responded();
		});
	}

	/** Whether a request is on its way. */
	get isBusy(): boolean {
		return this.#exchange !== null && this.#exchange.sentMs !== null;
	}

	/** Ends where nothing is on its way, and nothing was taken that must be. */
	endIfIdle(): void {
		if (!this.#exchange && !this.#taken) this.#end();
	}

	/** Ends now; what is on its way ends with this failure, and so does a request that was taken and never sent. */
	cut(code: TransportFailureCode, message: string): void {
		if (this.#isOver) return;
		if (this.#exchange) this.#finish(failed(code, message));
		else if (this.#taken) this.#neverSent(failed(code, message));
		this.#end();
	}

	#end(): void {
		if (this.#isOver) return;
		this.#isOver = true;
		if (this.#timer) clearTimeout(this.#timer);
		if (this.#conn) this.#leave(this.#conn);
		this.#client.destroy();
	}

	/** Sends the next request as soon as the pause of this slot is over. */
	#next(): void {
		if (this.#isOver) return;
		if (!this.#taken && this.#hooks.isExhausted()) {
			this.#end();
			return;
		}
		if (
			this.#pauses(() => {
				this.#next();
			})
		)
			return;
		this.#taken ??= this.#hooks.take();
		if (!this.#taken) {
			this.#end();
			return;
		}
		this.#hooks.sendAs(this.#taken, this.#send);
	}

	/** Whether the pause of this slot still lasts; then it goes on later. */
	#pauses(goOn: () => void): boolean {
		const waitMs = Math.ceil(this.#resumeAtMs - this.#hooks.nowMs());
		if (waitMs <= 0) return false;
		// Its timer would otherwise take the pause for a response that does not come.
		this.#client.timeoutTicker.reschedule(waitMs + this.#hooks.timeoutMs);
		this.#timer = setTimeout(goOn, waitMs);
		return true;
	}

	#begin(): void {
		const request = this.#taken;
		if (!request) return;
		this.#taken = null;
		const dueMs = this.#hooks.nowMs();
		this.#exchange = {
			request,
			connection: this.#isConnected ? 'ready' : 'opened',
			dueMs,
			sentMs: this.#isConnected ? dueMs : null,
			recorder: new ExchangeRecorder()
		};
		if (this.#isConnected) this.#hooks.begun();
	}

	#takeBody(piece: Buffer): void {
		const { recorder } = this.#exchange ?? {};
		if (!recorder || this.#afterRead) return;
		recorder.takeBody(piece, this.#readMs);
		if (recorder.bodyBytes > this.#hooks.maxBodyBytes) {
			const limit = `the response body is longer than ${String(this.#hooks.maxBodyBytes)} bytes`;
			this.#afterRead = { failure: failed('response-too-large', limit) };
		}
	}

	/** The framing says that this was all. */
	#responded(): void {
		// Of an interim response the parser says the same; the head of the real one is still to come.
		if (this.#exchange && this.#exchange.recorder.headersMs === null) return;
		if (this.#afterRead) return;
		if (this.#exchange) this.#finish({ kind: 'complete' });
		else this.#keepsAlive = false;
		if (this.#keepsAlive) this.#next();
		else this.#afterRead = { failure: null };
	}

	#finish(end: TransportEnd): void {
		const exchange = this.#exchange;
		if (!exchange) return;
		this.#exchange = null;
		const { request, dueMs, sentMs, recorder } = exchange;
		const endMs = this.#hooks.nowMs();
		this.#resumeAtMs =
			endMs +
			this.#hooks.ended({
				ordinal: request.ordinal,
				connection: sentMs === null ? 'none' : exchange.connection,
				dueMs,
				sentMs,
				headersMs: recorder.headersMs,
				endMs: end.kind === 'complete' ? Math.max(this.#readMs, sentMs ?? dueMs) : endMs,
				response: recorder.finish(end)
			});
	}

	#neverSent(end: Failure): void {
		const request = this.#taken;
		if (!request) return;
		this.#taken = null;
		const nowMs = this.#hooks.nowMs();
		this.#hooks.ended({
			ordinal: request.ordinal,
			connection: 'none',
			dueMs: nowMs,
			sentMs: null,
			headersMs: null,
			endMs: nowMs,
			response: new ExchangeRecorder().finish(end)
		});
	}

	/** In place of autocannon's reconnect: called at its end, its failure, its timeout, and the first time. */
	#disconnected(): void {
		if (this.#isOver) return;
		if (this.#timer) clearTimeout(this.#timer);
		const cause = this.#cause;
		this.#cause = null;
		const { state } = this.#client.parser;
		if (this.#conn) this.#leave(this.#conn);
		this.#client.parser.reinitialize('RESPONSE');
		if (this.#exchange && this.#exchange.sentMs === null && cause?.kind === 'broken') {
			this.#connectFailed(cause.error);
			return;
		}
		this.#finish(this.#endOf(cause, state));
		this.#connect();
	}

	#endOf(cause: Cause, parserState: string): TransportEnd {
		if (cause === null) {
			return failed(
				'total-timeout',
				`no whole answer within ${String(this.#hooks.timeoutMs / 1_000)} s`
			);
		}
		if (cause.kind === 'failed') return cause;
		if (cause.kind === 'broken') {
			return failed('connection-closed', `the connection broke: ${cause.error.message}`);
		}
		// Without a length and without chunks the end of the connection is the end of the body.
		if (parserState === 'BODY_RAW') return { kind: 'complete' };
		const where =
			this.#exchange?.recorder.headersMs === null
				? 'before a response had come'
				: 'before the response had ended';
		return failed('connection-closed', `the server closed the connection ${where}`);
	}

	/** The request is kept for the next try, unless there is none. */
	#connectFailed(error: Error): void {
		const waitMs = this.#hooks.connectFailed(++this.#failedConnects, error);
		if (this.#isOver) return;
		if (waitMs === null) {
			this.cut(connectFailureCode(error), error.message);
			return;
		}
		this.#taken = this.#exchange?.request ?? this.#taken;
		this.#exchange = null;
		this.#resumeAtMs = this.#hooks.nowMs() + waitMs;
		this.#connect();
	}

	#connect(): void {
		if (this.#isOver) return;
		if (!this.#taken && this.#hooks.isExhausted()) {
			this.#end();
			return;
		}
		this.#isConnected = false;
		// Not before the pause is over: a server that closes every connection at once would meet one after the other.
		if (
			this.#pauses(() => {
				this.#connect();
			})
		)
			return;
		this.#open();
		this.#watch(this.#client.conn);
		this.#next();
	}

	/** Listens before autocannon does, to know why it reconnects, and after it, to act when the parser has returned. */
	#watch(conn: Socket): void {
		this.#conn = conn;
		conn.prependListener('data', (bytes: Buffer) => {
			this.#readMs = this.#hooks.nowMs();
			this.#hooks.received(bytes.length);
		});
		conn.on('data', () => {
			this.#parsed();
		});
		conn.prependListener('end', () => {
			this.#readMs = this.#hooks.nowMs();
			this.#cause = { kind: 'closed' };
		});
		conn.prependListener('error', (error: Error) => {
			this.#cause = { kind: 'broken', error };
		});
		conn.once('connect', () => {
			this.#isConnected = true;
			this.#failedConnects = 0;
			this.#hooks.connected(!this.#hasConnected);
			this.#hasConnected = true;
			if (!this.#exchange) return;
			this.#exchange.sentMs = this.#hooks.nowMs();
			this.#hooks.begun();
		});
	}

	/** The parser has returned: a broken response, or a connection that must not be used again, is left now. */
	#parsed(): void {
		if (this.#client.parser.hadError) {
			this.#afterRead ??= { failure: failed('malformed-response', 'not a response of HTTP/1.1') };
		}
		const what = this.#afterRead;
		if (!what) return;
		this.#afterRead = null;
		this.#cause = what.failure ?? { kind: 'closed' };
		this.#disconnected();
	}

	/** An old connection must not speak any more: autocannon would connect once more for its last error. */
	#leave(conn: Socket): void {
		this.#conn = null;
		for (const event of ['data', 'end', 'error', 'connect']) conn.removeAllListeners(event);
		conn.on('error', () => undefined);
		conn.destroy();
	}
}
