/**
 * The connections of one worker: warm ones first, new ones on demand up to a limit, and back-off when none can be opened,
 * so that a dead endpoint meets a handful of connects and not thousands.
 */
import type { TransportEnd, TransportFailureCode } from '#core/recorded-response.ts';
import type { Address } from './address.ts';
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

const firstBackoffMs = 100;
const longestBackoffMs = 2_000;
/** Rounds of failed connecting after which the endpoint counts as gone: about 5 s with the back-off between them. */
const roundsBeforeGivingUp = 6;

export class ConnectionPool {
	readonly connections = new Set<Connection>();
	opened = 0;
	reconnects = 0;
	bytesReceived = 0;
	readonly #idle: Connection[] = [];
	readonly #waiting: PendingRequest[] = [];
	readonly #address: Address;
	readonly #limits: PoolLimits;
	readonly #now: () => number;
	readonly #events: PoolEvents;
	#connecting = 0;
	#preconnecting = 0;
	#failedRounds = 0;
	#backoff: NodeJS.Timeout | null = null;
	#lost = 0;
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
		for (let i = this.#preconnecting; i > 0; i--) this.#open();
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

	/** Closes connections that connect for too long. */
	expire(nowMs: number): void {
		for (const connection of this.connections) {
			if (connection.state !== 'connecting') continue;
			if (nowMs - connection.connectStartedMs < this.#limits.connectTimeoutMs) continue;
			const limitS = String(this.#limits.connectTimeoutMs / 1_000);
			connection.close('connect-timeout', `no connection within ${limitS} s`);
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
		this.opened++;
		if (this.#lost > 0) {
			this.#lost--;
			this.reconnects++;
		}
		const connection: Connection = new Connection(this.#address, this.#limits, this.#now, {
			ready: (ready) => {
				this.#connecting--;
				this.#failedRounds = 0;
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
				if (!reusable) {
					this.connections.delete(busy);
					this.#lost++;
				}
				const { ordinal } = busy;
				this.#events.responded(busy, end, atMs);
				if (reusable) this.#offer(busy);
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

	#offer(connection: Connection): void {
		const next = this.#waiting.shift();
		if (next) this.#events.assign(connection, next);
		else if (connection.state === 'idle') this.#idle.push(connection);
	}

	#settlePreconnect(): void {
		if (this.#preconnecting > 0 && --this.#preconnecting === 0) this.#events.preconnected();
	}

	#connectFailed(code: TransportFailureCode, message: string): void {
		const victim = this.#waiting.shift();
		if (victim) this.#events.unsendable(victim, code, message);
		// Connects that fail together are one round: a restart of the server looks the same to all of them.
		if (this.#backoff || this.#closed) return;
		this.#failedRounds++;
		if (this.#failedRounds >= roundsBeforeGivingUp) {
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
