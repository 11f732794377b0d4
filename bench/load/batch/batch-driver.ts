/** What batch mode wants of a closed-loop HTTP client: which requests it sends, and what it tells of each. */
import type { RecordedResponse } from '#core/recorded-response.ts';
import type { Address } from '../address.ts';

export interface BatchSettings {
	address: Address;
	/** Requests in flight at once, each on a connection of its own. */
	connections: number;
	/** Most requests that will be taken; at least `connections`. */
	amount: number;
	/** Longest whole response, from the request on, ms. */
	timeoutMs: number;
	maxBodyBytes: number;
}

export interface BatchRequest {
	ordinal: number;
	/** The whole HTTP request, head and body. */
	bytes: Uint8Array;
}

/** One request and what came of it; moments are ms on the clock of `BatchHooks.nowMs`. */
export interface BatchExchange {
	ordinal: number;
	/** Whether its connection stood before (`ready`), came about for it, or never did. */
	connection: 'ready' | 'opened' | 'none';
	/** When its slot was free for it. */
	dueMs: number;
	/** When it was written to a connection that stood; null if it never was. */
	sentMs: number | null;
	/** Null if no head of a response came. */
	headersMs: number | null;
	endMs: number;
	response: RecordedResponse;
}

export interface BatchHooks {
	nowMs(): number;
	/** The next request; null where none is left. The first `connections` calls must give one. */
	take(): BatchRequest | null;
	/** Whether `take` would give none. */
	isExhausted(): boolean;
	/** A request was handed to its connection. */
	begun(): void;
	/** Called once for each request that was taken. Returns how long its slot then pauses, ms. */
	ended(exchange: BatchExchange, slot: number): number;
	/** All slots have ended; `gaveUp` says why before the requests were, or is null. */
	finished(gaveUp: string | null): void;
}

export interface BatchDriver {
	/** Sends nothing more; what is in flight is waited for. */
	stop(): void;
	/** Ends what is in flight now, with this as the reason. */
	cut(code: 'aborted' | 'total-timeout', message: string): void;
	counts(): { connectionsOpened: number; reconnects: number; bytesReceived: number };
}

export type StartBatchDriver = (settings: BatchSettings, hooks: BatchHooks) => BatchDriver;
