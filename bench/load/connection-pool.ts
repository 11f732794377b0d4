/**
 * The connections of one worker: warm ones first, new ones on demand up to a limit, and back-off when none can be opened,
 * so that a dead endpoint meets a handful of connects and not thousands.
 */
import type { TransportEnd, TransportFailureCode } from '#core/recorded-response.ts';
import { noConnectionWithin, type Address } from './address.ts';
import { Connection } from './connection.ts';
import type { ReaderLimits } from './response-reader.ts';

/** A request that waits for a connection. */
export interface PendingRequest {
	ordinal: number;
	dueMs: number;
}

export interface PoolEvents {
	/** A connection is free: write this request to it now. */
	assign(connection: Connection, request: PendingRequest): void;
	/** No connection could be opened for this request. */
	unsendable(request: PendingRequest, code: TransportFailureCode, message: string): void;
	/** A response has ended; its bytes must be taken from the reader before this returns. */
	responded(connection: Connection, end: TransportEnd, atMs: number): void;
	/** The connection of the response just reported has gone back to work, or is gone. */
	released(ordinal: number): void;
	/** Several rounds of connecting failed in a row: the endpoint is gone. */
	gaveUp(message: string): void;
	/** The connections asked for by `preconnect` are open, or one failed. */
	preconnected(): void;
}

export interface PoolLimits extends ReaderLimits {
	maxConnections: number;
	connectTimeoutMs: number;
}

/** Connects under way at once while connections are opened ahead: thousands together would overflow the queue of a server. */
const connectsAhead = 256;
const firstBackoffMs = 100;
const longestBackoffMs = 2_000;
/** Rounds of failed connecting after which the endpoint counts as gone: 3.1 s with the back-off between them. */
const roundsBeforeGivingUp = 6;

export class ConnectionPool {
	readonly connections = new Set<Connection>();
	/** Connections that were open at some time. */
	opened = 0;
	/** Those of them that took the place of one that had ended. */
	reconnects = 0;
	bytesReceived = 0;
	readonly #idle: Connection[] = [];
	readonly #waiting: PendingRequest[] = [];
	readonly #address: Address;
	readonly #limits: PoolLimits;
	readonly #now: () => number;
	readonly #events: PoolEvents;
	#connecting = 0;
	/** Connections to be opened ahead that are not settled, and those of them that have not begun to connect. */
	#preconnecting = 0;
	#toPreconnect = 0;
	#failedRounds = 0;
	#backoff: NodeJS.Timeout | null = null;
	#lost = 0;
	/** Whether a connection can carry a second request: unknown until the first has tried. */
	#reuse: 'untried' | 'works' | 'fails' = 'untried';
	#closed = false;

	constructor(address: Address, limits: PoolLimits, now: () => number, events: PoolEvents) {
		this.#address = address;
		this.#limits = limits;
		this.#now = now;
		this.#events = events;
	}

	get waitingCount(): number {
		return this.#waiting.length;
	}

	/** Opens connections ahead of the first request; `preconnected` is called when that is settled. */
	preconnect(count: number): void {
		this.#preconnecting = Math.min(count, this.#limits.maxConnections);
		if (this.#preconnecting === 0) this.#events.preconnected();
		const first = Math.min(this.#preconnecting, connectsAhead);
		this.#toPreconnect = this.#preconnecting - first;
		for (let i = first; i > 0; i--) this.#open();
	}

	/** Sends on an open connection at once, or waits for one. */
	submit(request: PendingRequest): void {
		const connection = this.#idle.pop();
		if (connection) {
			this.#events.assign(connection, request);
			return;
		}
		this.#waiting.push(request);
		this.#openForWaiting();
	}

	/** Forgets the requests that wait for a connection and returns them. */
	dropWaiting(): PendingRequest[] {
		return this.#waiting.splice(0);
	}

	/** Moves the moments kept so far to a clock whose zero lies `byMs` later. */
	rebase(byMs: number): void {
		for (const connection of this.connections) connection.rebase(byMs);
	}

	/** Closes connections that connect for too long. */
	expire(nowMs: number): void {
		for (const connection of this.connections) {
			if (connection.state !== 'connecting') continue;
			if (nowMs - connection.connectStartedMs < this.#limits.connectTimeoutMs) continue;
			const message = noConnectionWithin(this.#address, this.#limits.connectTimeoutMs);
			connection.close('connect-timeout', message);
		}
	}

	closeAll(): void {
		this.#closed = true;
		if (this.#backoff) clearTimeout(this.#backoff);
		for (const connection of [...this.connections]) connection.close();
	}

	#openForWaiting(): void {
		if (this.#backoff) return;
		const wanted = this.#failedRounds > 0 ? 1 : this.#waiting.length;
		while (
			!this.#closed &&
			this.#connecting < wanted &&
			this.connections.size < this.#limits.maxConnections
		) {
			this.#open();
		}
	}

	#open(): void {
		this.#connecting++;
		const connection: Connection = new Connection(this.#address, this.#limits, this.#now, {
			ready: (ready) => {
				this.#connecting--;
				this.#failedRounds = 0;
				this.opened++;
				if (this.#lost > 0) {
					this.#lost--;
					this.reconnects++;
				}
				this.#settlePreconnect();
				this.#offer(ready);
				this.#openForWaiting();
			},
			failed: (failed, code, message) => {
				this.#connecting--;
				this.connections.delete(failed);
				this.#settlePreconnect();
				if (!this.#closed) this.#connectFailed(code, message);
			},
			responded: (busy, end, atMs, reusable) => {
				this.bytesReceived += busy.bytesReceived;
				busy.bytesReceived = 0;
				this.#learnReuse(busy, end);
				const isKept = reusable && this.#reuse !== 'fails';
				if (!isKept) {
					this.connections.delete(busy);
					this.#lost++;
					if (reusable) busy.retire();
				}
				const { ordinal } = busy;
				this.#events.responded(busy, end, atMs);
				if (isKept) this.#offer(busy);
				else this.#openForWaiting();
				this.#events.released(ordinal);
			},
			closedIdle: (idle) => {
				this.connections.delete(idle);
				this.#lost++;
				const index = this.#idle.indexOf(idle);
				if (index >= 0) this.#idle.splice(index, 1);
			}
		});
		this.connections.add(connection);
	}

	/**
	 * Some servers close after each response without saying so: the next request then meets a dead connection. The request is
	 * not sent again, since nobody can tell whether it was read and billed; but if the first second request of all fails in this
	 * way, connections carry one request each from then on.
	 */
	#learnReuse({ requests, reader }: Connection, end: TransportEnd): void {
		if (requests < 2) return;
		if (reader.firstByteMs !== null) this.#reuse = 'works';
		else if (
			this.#reuse === 'untried' &&
			end.kind === 'failed' &&
			end.code === 'connection-closed'
		) {
			this.#reuse = 'fails';
			for (const idle of this.#idle.splice(0)) {
				if (idle.requests === 0) {
					this.#idle.push(idle);
					continue;
				}
				this.connections.delete(idle);
				this.#lost++;
				idle.retire();
			}
		}
	}

	#offer(connection: Connection): void {
		const next = this.#waiting.shift();
		if (next) this.#events.assign(connection, next);
		else if (connection.state === 'idle') this.#idle.push(connection);
	}

	#settlePreconnect(): void {
		if (this.#preconnecting === 0) return;
		if (this.#closed || this.opened === 0) {
			// Nobody is there: the others need not try.
			this.#preconnecting -= this.#toPreconnect;
			this.#toPreconnect = 0;
		} else if (this.#toPreconnect > 0) {
			this.#toPreconnect--;
			this.#open();
		}
		if (--this.#preconnecting === 0) this.#events.preconnected();
	}

	#connectFailed(code: TransportFailureCode, message: string): void {
		const victim = this.#waiting.shift();
		if (victim) this.#events.unsendable(victim, code, message);
		// Connects that fail together are one round: a restart of the server looks the same to all of them.
		if (this.#backoff || this.#closed) return;
		this.#failedRounds++;
		// An endpoint that refuses further connections but serves the open ones is not gone.
		const isGone = this.connections.size === this.#connecting;
		if (isGone && this.#failedRounds >= roundsBeforeGivingUp) {
			this.#events.gaveUp(message);
			return;
		}
		const pauseMs = Math.min(longestBackoffMs, firstBackoffMs * 2 ** (this.#failedRounds - 1));
		this.#backoff = setTimeout(() => {
			this.#backoff = null;
			this.#openForWaiting();
		}, pauseMs);
	}
}
