/** What the main thread and a load worker say to each other. Only data crosses; byte arrays are transferred, not copied. */
import type { RecordedResponse } from '#core/recorded-response.ts';
import type { Address } from './address.ts';
import type { RequestFinish } from './finishing/request-finisher.ts';

/** The share of one worker in a stage. */
export interface WorkerStage {
	worker: number;
	address: Address;
	/** Whole HTTP requests, head and body, that the stage cycles through: request i is `requests[i % length]`, unless `order` says another. */
	requests: Uint8Array[];
	/** Which request each place of the schedule sends, by its index, in turn; null where they are taken in their own order. */
	order: Uint32Array | null;
	/** What each request gets as it is sent, with the salt of this worker; null where it goes out as it was rendered. */
	finish: (RequestFinish & { salt: string }) | null;
	/** Whether a request is the first of a conversation: after each answer the main thread says how it goes on. */
	converses: boolean;
	schedule:
		| {
				kind: 'open';
				/** Ordinals of this worker and their due times, ms, ascending. */
				ordinals: Uint32Array;
				dueMs: Float64Array;
		  }
		| {
				kind: 'closed';
				/** Users of this worker. */
				users: number;
				requests: number | null;
				durationMs: number | null;
		  };
	/** Connections opened before the stage begins. */
	preconnect: number;
	maxConnections: number;
	connectTimeoutMs: number;
	idleTimeoutMs: number;
	totalTimeoutMs: number;
	drainMs: number;
	maxHeadBytes: number;
	maxBodyBytes: number;
	/** One counter shared by all workers: the next ordinal of a closed loop. */
	nextOrdinal: Int32Array;
	/** One counter shared by all workers: requests that may still be sent, see `send-credit.ts`. Null where nobody counts them. */
	credit: Int32Array | null;
	/** Live counts of this worker, see `live`. */
	counts: Int32Array;
}

/** Places in `WorkerStage.counts`. */
export const live = { sent: 0, inFlight: 1, length: 2 } as const;

export type ToWorker =
	| { kind: 'stage'; stage: WorkerStage }
	/** Time zero of the stage on the monotonic clock of the machine, ms. */
	| { kind: 'go'; zeroHrMs: number }
	/**
	 * The next request of a conversation whose answer the main thread has. Due at `dueMs`, or when the worker gets it where that is null
	 * or has passed.
	 */
	| { kind: 'followUp'; ordinal: number; request: Uint8Array; dueMs: number | null }
	/** There is credit again. */
	| { kind: 'credit' }
	/** Such a conversation is over. */
	| { kind: 'end'; ordinal: number }
	/** Send nothing more; wait for what is in flight. */
	| { kind: 'stop' }
	/** End everything now. */
	| { kind: 'abort' };

/** One request as the worker saw it; what the bytes mean is decided on the main thread. */
export interface RawAttempt {
	ordinal: number;
	/** Place in its conversation, from 0; 0 where there is none. */
	turn: number;
	worker: number;
	connection: 'ready' | 'opened' | 'none';
	/** Milliseconds since time zero of the stage, as all moments here. */
	dueMs: number;
	sentMs: number | null;
	headersMs: number | null;
	endMs: number;
	response: RecordedResponse;
}

export interface WorkerReport {
	worker: number;
	/** Requests that were due but never sent. */
	droppedSends: number;
	connectionsOpened: number;
	reconnects: number;
	maxInFlight: number;
	bytesReceived: number;
	/** Beyond the resolution of the sampling, ms. */
	eventLoopDelayMs: { mean: number; p99: number; max: number };
	/** When it stood still, ms: beginnings and ends in turn, ascending. A beginning is the moment at which it should have turned. */
	stalls: Float64Array;
	/** CPU time of the thread during the stage, ms; without the turns of its event loop that only waited for a due moment. */
	cpuMs: number;
	/** Wall time of the stage in this worker, ms. */
	wallMs: number;
	/** Why the worker stopped before its schedule was done; null if it did not. */
	gaveUp: string | null;
}

export type FromWorker =
	| { kind: 'ready' }
	| { kind: 'attempts'; attempts: RawAttempt[] }
	| { kind: 'done'; report: WorkerReport };
