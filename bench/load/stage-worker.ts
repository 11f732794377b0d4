/**
 * One worker's share of a stage: sends what is due, hands on what came back, counts what it could not do.
 * It owns sockets and clocks and nothing else; it decodes no answer.
 */
import { performance } from 'node:perf_hooks';
import type { TransportEnd, TransportFailureCode } from '#core/recorded-response.ts';
import { sToMs, usToMs } from '#core/units.ts';
import { retryAfterS } from '#bench/protocols/retry-after.ts';
import { AttemptOutbox, type Post } from './attempt-outbox.ts';
import { activity, type Connection } from './connection.ts';
import { ConnectionPool, type PendingRequest } from './connection-pool.ts';
import { Conversations } from './conversations.ts';
import { RequestFinisher } from './finishing/request-finisher.ts';
import { LoopWatch } from './loop-watch.ts';
import { takeCredit } from './send-credit.ts';
import { measureMonotonicOffsetMs, threadCpuUs } from './thread-clock.ts';
import { live, type RawAttempt, type WorkerStage } from './worker-messages.ts';

/** How often timeouts are looked for; a timeout may be late by this much, ms. */
const sweepMs = 20;
/** Users of a closed loop that begin in the same turn of the event loop. */
const usersPerTurn = 8;
/** A turn of the event loop without a read that is shorter than this did nothing but wait, ms. */
const idleTurnMs = 0.05;
/** Pause of a user of a closed loop after its n-th failure in a row: 100 ms, doubling up to 5 s. */
const firstPauseMs = 100;
const longestPauseMs = 5_000;
/** Longest wait that an endpoint may ask of such a user, ms. */
const longestRetryAfterMs = 30_000;

/** A user of a closed loop: failures in a row, and how long the endpoint asked it to wait after the last, ms. */
interface User {
	failures: number;
	retryAfterMs: number;
}

const monotonicOffsetMs = measureMonotonicOffsetMs();

export class StageWorker {
	readonly #stage: WorkerStage;
	readonly #post: Post;
	readonly #outbox: AttemptOutbox;
	readonly #pool: ConnectionPool;
	readonly #loop = new LoopWatch(() => this.#now());
	/** performance.now() at time zero of the stage. */
	#zero = 0;
	#cpuAtGoUs: number | null = null;
	/** Time in turns of the event loop that only waited for the next due moment, ms. */
	#spunMs = 0;
	#sending = false;
	#over = false;
	#nextOpen = 0;
	#activeUsers = 0;
	/** Users of a closed loop by the ordinal of their request in flight. */
	readonly #users = new Map<number, User>();
	/** Null in a stage of single requests. */
	readonly #conversations: Conversations<User> | null;
	/** Null where requests go out as they were rendered. */
	readonly #finisher: RequestFinisher | null = null;
	/** Whether nothing more may be sent, be it of a conversation that has begun. */
	#isStopped = false;
	#pump: NodeJS.Timeout | NodeJS.Immediate | null = null;
	#sweep: NodeJS.Timeout | null = null;
	#drainTimer: NodeJS.Timeout | null = null;
	/** Latest moment at which a request is known to be sent; the drain counts from there. */
	#lastDueMs = 0;
	readonly #dueMs = new Map<number, number>();
	readonly #pauses = new Set<NodeJS.Timeout>();
	/** Conversations whose user thinks about the last answer. */
	readonly #thinking = new Map<number, NodeJS.Timeout>();
	#dropped = 0;
	#maxInFlight = 0;
	#gaveUp: string | null = null;
	/** Requests that are due and wait for credit, in their order. */
	#held: PendingRequest[] = [];

	constructor(stage: WorkerStage, post: Post) {
		this.#stage = stage;
		this.#post = post;
		this.#conversations = stage.converses ? new Conversations() : null;
		if (stage.finish) {
			this.#finisher = new RequestFinisher(stage.finish, stage.finish.salt);
			for (const request of stage.requests) this.#finisher.prepare(request);
		}
		this.#outbox = new AttemptOutbox(post);
		this.#pool = new ConnectionPool(stage.address, stage, () => this.#now(), {
			assign: (connection, request) => {
				this.#send(connection, request);
			},
			unsendable: (request, code, message) => {
				this.#unsendable(request, code, message);
			},
			responded: (connection, end, atMs) => {
				this.#responded(connection, end, atMs);
			},
			released: (ordinal) => {
				this.#released(ordinal);
			},
			gaveUp: (message) => {
				this.#gaveUp = message;
				this.stop();
			},
			preconnected: () => {
				post({ kind: 'ready' }, []);
			}
		});
		// From now on, so that a connection that never comes about cannot hold up the beginning either.
		this.#sweep = setInterval(() => {
			this.#expire();
		}, sweepMs);
		this.#pool.preconnect(stage.preconnect);
	}

	/** Begins at `zeroHrMs` on the monotonic clock of the machine, which lies a little ahead. */
	go(zeroHrMs: number): void {
		this.#zero = zeroHrMs - monotonicOffsetMs;
		this.#pool.rebase(this.#zero);
		setTimeout(
			() => {
				this.#begin();
			},
			Math.max(0, -this.#now())
		);
	}

	/** Goes on with a conversation; late where the stage was stopped meanwhile, and then without effect. */
	followUp(ordinal: number, request: Uint8Array, dueMs: number | null): void {
		const user = this.#conversations?.followUp(ordinal, request);
		if (user === undefined) return;
		if (user) this.#users.set(ordinal, user);
		this.#finisher?.prepare(request);
		// An answer may be graded for longer than its user thinks, which nobody is late for.
		this.#submitAt(ordinal, Math.max(dueMs ?? 0, this.#now()));
		if (!this.#sending) this.#startDrain();
	}

	/** Submits the next request of a conversation when its user has thought; timers may be early by a fraction of a millisecond. */
	#submitAt(ordinal: number, dueMs: number): void {
		this.#lastDueMs = Math.max(this.#lastDueMs, dueMs);
		const aheadMs = dueMs - this.#now();
		if (aheadMs <= 0) {
			this.#thinking.delete(ordinal);
			this.#submit({ ordinal, dueMs });
			return;
		}
		const timer = setTimeout(() => {
			this.#submitAt(ordinal, dueMs);
		}, Math.ceil(aheadMs));
		this.#thinking.set(ordinal, timer);
	}

	/** Hands a request on to a connection, or keeps it until there is credit. */
	#submit(request: PendingRequest): void {
		const { credit } = this.#stage;
		if (credit && (this.#held.length > 0 || !takeCredit(credit))) this.#held.push(request);
		else this.#pool.submit(request);
	}

	/** There is credit again: sends what waits for it. */
	sendHeld(): void {
		const { credit } = this.#stage;
		if (!credit) return;
		let sent = 0;
		while (sent < this.#held.length && takeCredit(credit)) {
			this.#pool.submit(this.#held[sent++] as PendingRequest);
		}
		this.#held = this.#held.slice(sent);
	}

	/** Ends a conversation: its user goes on with another. */
	endConversation(ordinal: number): void {
		const user = this.#conversations?.end(ordinal);
		if (user) this.#goOn(user);
		this.#endIfDone();
	}

	/** Sends nothing more and ends when the answers in flight have ended. */
	stop(): void {
		this.#leaveConversations();
		this.#stopSending();
		this.#dropWaiting();
		this.#endIfDone();
	}

	/** Ends everything now; answers in flight are recorded as aborted with what had arrived. */
	abort(): void {
		this.#leaveConversations();
		this.#stopSending();
		this.#dropWaiting();
		this.#pool.closeAll();
		this.#endIfDone();
	}

	#dropWaiting(): void {
		this.#dropped += this.#pool.dropWaiting().length + this.#held.length;
		this.#held = [];
	}

	#now(): number {
		return performance.now() - this.#zero;
	}

	#begin(): void {
		if (this.#over) return;
		if (this.#now() < 0) {
			// Timers may be early by a fraction of a millisecond.
			setImmediate(() => {
				this.#begin();
			});
			return;
		}
		this.#sending = true;
		this.#cpuAtGoUs = threadCpuUs();
		this.#loop.begin();
		const { schedule } = this.#stage;
		if (schedule.kind === 'open') this.#pumpOpen();
		else {
			this.#activeUsers = schedule.users;
			if (schedule.durationMs !== null) {
				this.#pump = setTimeout(() => {
					this.#stopSending();
					this.#endIfDone();
				}, schedule.durationMs);
			}
			this.#startUsers(schedule.users);
		}
	}

	/** A few users in each turn of the event loop: a thousand requests written at once would hold up the first answers. */
	#startUsers(left: number): void {
		for (let i = Math.min(left, usersPerTurn); i > 0; i--) {
			this.#userSends({ failures: 0, retryAfterMs: 0 });
		}
		if (left > usersPerTurn) {
			setImmediate(() => {
				this.#startUsers(left - usersPerTurn);
			});
		} else this.#endIfDone();
	}

	/** Submits everything that is due, then waits for the next due moment: timers to within 1 ms, then turns of the loop. */
	#pumpOpen(): void {
		const { schedule } = this.#stage;
		if (schedule.kind !== 'open' || !this.#sending) return;
		for (; this.#nextOpen < schedule.dueMs.length; this.#nextOpen++) {
			const dueMs = schedule.dueMs[this.#nextOpen] as number;
			const aheadMs = dueMs - this.#now();
			if (aheadMs > 0) {
				this.#pumpLater(aheadMs);
				return;
			}
			this.#submit({ ordinal: schedule.ordinals[this.#nextOpen] as number, dueMs });
		}
		this.#stopSending();
		this.#endIfDone();
	}

	#pumpLater(aheadMs: number): void {
		if (aheadMs >= 2) {
			this.#pump = setTimeout(
				() => {
					this.#pumpOpen();
				},
				Math.floor(aheadMs) - 1
			);
			return;
		}
		const [fromMs, { reads }] = [performance.now(), activity];
		this.#pump = setImmediate(() => {
			const turnMs = performance.now() - fromMs;
			if (activity.reads === reads && turnMs < idleTurnMs) this.#spunMs += turnMs;
			this.#pumpOpen();
		});
	}

	#userSends(user: User): void {
		const { schedule, nextOrdinal } = this.#stage;
		if (schedule.kind !== 'closed') return;
		const dueMs = this.#now();
		const timeIsUp = schedule.durationMs !== null && dueMs >= schedule.durationMs;
		const ordinal = this.#sending && !timeIsUp ? Atomics.add(nextOrdinal, 0, 1) : -1;
		if (ordinal < 0 || (schedule.requests !== null && ordinal >= schedule.requests)) {
			if (--this.#activeUsers === 0) this.#stopSending();
			return;
		}
		this.#users.set(ordinal, user);
		this.#submit({ ordinal, dueMs });
	}

	#send(connection: Connection, { ordinal, dueMs }: PendingRequest): void {
		const { requests, order, counts } = this.#stage;
		this.#dueMs.set(ordinal, dueMs);
		const request =
			this.#conversations?.takeRequest(ordinal) ??
			requests[order ? (order[ordinal % order.length] as number) : ordinal % requests.length];
		const bytes = request as Uint8Array;
		connection.send(ordinal, this.#finisher ? this.#finisher.finish(bytes, Date.now()) : bytes);
		Atomics.add(counts, live.sent, 1);
		this.#maxInFlight = Math.max(this.#maxInFlight, Atomics.add(counts, live.inFlight, 1) + 1);
	}

	#responded(connection: Connection, end: TransportEnd, atMs: number): void {
		Atomics.sub(this.#stage.counts, live.inFlight, 1);
		const { ordinal, reader } = connection;
		const dueMs = this.#dueMs.get(ordinal) ?? connection.sentMs;
		this.#dueMs.delete(ordinal);
		const response = { ...reader.take(), end };
		const user = this.#users.get(ordinal);
		if (user) {
			const failed = end.kind === 'failed' || (response.status ?? 0) >= 400;
			user.failures = failed ? user.failures + 1 : 0;
			const waitMs = failed ? sToMs(retryAfterS(response) ?? 0) : 0;
			user.retryAfterMs = Math.min(waitMs, longestRetryAfterMs);
		}
		this.#handOn({
			ordinal,
			turn: this.#conversations?.turnOf(ordinal) ?? 0,
			worker: this.#stage.worker,
			connection: connection.readyMs <= dueMs ? 'ready' : 'opened',
			dueMs,
			sentMs: connection.sentMs,
			headersMs: reader.headersMs,
			endMs: atMs,
			response
		});
	}

	/** The main thread is told at once of an answer on which a conversation waits. */
	#handOn(attempt: RawAttempt): void {
		this.#outbox.add(attempt);
		if (this.#conversations) this.#outbox.flush();
	}

	/** The user of a closed loop whose answer has ended goes on; in a conversation once it is known how. */
	#released(ordinal: number): void {
		const user = this.#users.get(ordinal);
		if (user) this.#users.delete(ordinal);
		if (this.#conversations && !this.#isStopped) {
			this.#conversations.wait(ordinal, user ?? null);
			return;
		}
		if (user) this.#goOn(user);
		this.#endIfDone();
	}

	/** Sends the next request of a user, after a pause if the endpoint is failing. */
	#goOn(user: User): void {
		const backoffMs =
			user.failures === 0 ? 0 : Math.min(longestPauseMs, firstPauseMs * 2 ** (user.failures - 1));
		const pauseMs = Math.max(backoffMs, user.retryAfterMs);
		if (pauseMs === 0 || !this.#sending || this.#isExhausted()) {
			this.#userSends(user);
			return;
		}
		const pause = setTimeout(() => {
			this.#pauses.delete(pause);
			this.#userSends(user);
			this.#endIfDone();
		}, pauseMs);
		this.#pauses.add(pause);
	}

	#leaveConversations(): void {
		this.#isStopped = true;
		for (const timer of this.#thinking.values()) clearTimeout(timer);
		this.#thinking.clear();
		this.#conversations?.abandonWaiting();
	}

	/** Whether a closed loop has taken all its requests: a user that has none left need not pause. */
	#isExhausted(): boolean {
		const { schedule, nextOrdinal } = this.#stage;
		if (schedule.kind !== 'closed' || schedule.requests === null) return false;
		return Atomics.load(nextOrdinal, 0) >= schedule.requests;
	}

	#unsendable(request: PendingRequest, code: TransportFailureCode, message: string): void {
		this.#handOn({
			ordinal: request.ordinal,
			turn: this.#conversations?.turnOf(request.ordinal) ?? 0,
			worker: this.#stage.worker,
			connection: 'none',
			dueMs: request.dueMs,
			sentMs: null,
			headersMs: null,
			endMs: this.#now(),
			response: {
				status: null,
				headers: [],
				body: new Uint8Array(0),
				arrivalOffsets: new Uint32Array(0),
				arrivalMs: new Float64Array(0),
				end: { kind: 'failed', code, message }
			}
		});
		const user = this.#users.get(request.ordinal);
		if (user) user.failures++;
		this.#released(request.ordinal);
	}

	#expire(): void {
		const nowMs = this.#now();
		const { idleTimeoutMs, totalTimeoutMs } = this.#stage;
		this.#pool.expire(nowMs);
		for (const connection of this.#pool.connections) {
			if (connection.state !== 'busy') continue;
			if (nowMs - connection.sentMs >= totalTimeoutMs) {
				connection.close(
					'total-timeout',
					`no whole answer within ${String(totalTimeoutMs / 1_000)} s`
				);
			} else if (nowMs - connection.lastActivityMs >= idleTimeoutMs) {
				connection.close('idle-timeout', `silent for ${String(idleTimeoutMs / 1_000)} s`);
			}
		}
	}

	#stopSending(): void {
		if (this.#pump) {
			clearTimeout(this.#pump as NodeJS.Timeout);
			clearImmediate(this.#pump as NodeJS.Immediate);
		}
		for (const pause of this.#pauses) clearTimeout(pause);
		this.#pauses.clear();
		if (!this.#sending) return;
		this.#sending = false;
		this.#startDrain();
	}

	/**
	 * Gives the endpoint its time from now on: conversations that have begun go on, so that the last request is not sent yet. While
	 * somebody thinks, that time has not begun.
	 */
	#startDrain(): void {
		if (this.#drainTimer) clearTimeout(this.#drainTimer);
		const thinksMs = Math.max(0, this.#lastDueMs - this.#now());
		this.#drainTimer = setTimeout(() => {
			this.#cutDrain();
		}, thinksMs + this.#stage.drainMs);
	}

	/** The endpoint has had its time: what it still owes is late, which is not the same as stopped by the user. */
	#cutDrain(): void {
		const afterS = String(this.#stage.drainMs / 1_000);
		for (const connection of [...this.#pool.connections]) {
			if (connection.state !== 'busy') continue;
			connection.close(
				'total-timeout',
				`no whole answer within ${afterS} s after the last request was sent`
			);
		}
		this.abort();
	}

	#endIfDone(): void {
		if (this.#sending || this.#over) return;
		if (Atomics.load(this.#stage.counts, live.inFlight) > 0 || this.#pool.waitingCount > 0) return;
		if (this.#held.length > 0) return;
		if (this.#conversations && this.#conversations.waitingCount > 0) return;
		if (this.#thinking.size > 0) return;
		this.#over = true;
		if (this.#sweep) clearInterval(this.#sweep);
		if (this.#drainTimer) clearTimeout(this.#drainTimer);
		this.#pool.closeAll();
		this.#outbox.flush();
		const wallMs = Math.max(0, this.#now());
		const cpuUs = threadCpuUs();
		this.#post(
			{
				kind: 'done',
				report: {
					worker: this.#stage.worker,
					droppedSends: this.#dropped,
					connectionsOpened: this.#pool.opened,
					reconnects: this.#pool.reconnects,
					maxInFlight: this.#maxInFlight,
					bytesReceived: this.#pool.bytesReceived,
					...this.#loop.end(),
					cpuMs:
						this.#cpuAtGoUs === null
							? 0
							: Math.max(0, usToMs(cpuUs - this.#cpuAtGoUs) - this.#spunMs),
					wallMs,
					gaveUp: this.#gaveUp
				}
			},
			[]
		);
	}
}
