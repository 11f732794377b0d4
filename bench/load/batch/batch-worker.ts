/** One worker's share of a batch: hands requests to a driver, and what came of them to the main thread. */
import { performance } from 'node:perf_hooks';
import { sToMs, usToMs } from '#core/units.ts';
import { retryAfterS } from '#bench/protocols/retry-after.ts';
import { AttemptOutbox, type Post } from '../attempt-outbox.ts';
import { LoopWatch } from '../loop-watch.ts';
import { measureMonotonicOffsetMs, threadCpuUs } from '../thread-clock.ts';
import { live, type WorkerStage } from '../worker-messages.ts';
import type { BatchDriver, BatchExchange, BatchRequest, StartBatchDriver } from './batch-driver.ts';

/** Pause of a slot after its n-th failure in a row: 100 ms, doubling up to 5 s, as of a user of a closed loop. */
const firstPauseMs = 100;
const longestPauseMs = 5_000;
/** Longest wait that an endpoint may ask of a slot, ms. */
const longestRetryAfterMs = 30_000;

const monotonicOffsetMs = measureMonotonicOffsetMs();

export class BatchWorker {
	readonly #stage: WorkerStage;
	readonly #post: Post;
	readonly #outbox: AttemptOutbox;
	readonly #start: StartBatchDriver;
	readonly #loop = new LoopWatch(() => this.#now());
	readonly #slots: number;
	readonly #requests: number;
	/** Places taken at the beginning, one for each slot: another worker may be done before this one begins. */
	readonly #reserved: number[];
	/** Failures in a row, by slot. */
	readonly #failures: number[];
	#driver: BatchDriver | null = null;
	#zero = 0;
	#cpuAtGoUs = 0;
	#inFlight = 0;
	#maxInFlight = 0;
	#drainTimer: NodeJS.Timeout | null = null;
	#isStopped = false;
	#isOver = false;

	/** Throws RangeError for a schedule that is not one of a batch. */
	constructor(stage: WorkerStage, post: Post, start: StartBatchDriver) {
		const { schedule } = stage;
		if (schedule.kind !== 'closed' || schedule.requests === null) {
			throw new RangeError('a batch needs its number of slots and of requests');
		}
		this.#stage = stage;
		this.#post = post;
		this.#start = start;
		this.#outbox = new AttemptOutbox(post);
		this.#slots = schedule.users;
		this.#requests = schedule.requests;
		const first = Atomics.add(stage.nextOrdinal, 0, this.#slots);
		this.#reserved = Array.from({ length: this.#slots }, (_, i) => first + i);
		this.#failures = Array.from({ length: this.#slots }, () => 0);
		post({ kind: 'ready' }, []);
	}

	/** Begins at `zeroHrMs` on the monotonic clock of the machine, which lies a little ahead. */
	go(zeroHrMs: number): void {
		this.#zero = zeroHrMs - monotonicOffsetMs;
		setTimeout(
			() => {
				this.#begin();
			},
			Math.max(0, Math.ceil(-this.#now()))
		);
	}

	/** Sends nothing more and ends when the answers in flight have ended. */
	stop(): void {
		if (this.#isStopped) return;
		this.#isStopped = true;
		if (this.#driver) this.#driver.stop();
		else this.#finish(null);
		this.#drain();
	}

	/** Ends everything now; answers in flight are recorded as aborted with what had arrived. */
	abort(): void {
		this.stop();
		this.#driver?.cut('aborted', 'stopped before the answer had ended');
	}

	#now(): number {
		return performance.now() - this.#zero;
	}

	#begin(): void {
		if (this.#isStopped) return;
		this.#cpuAtGoUs = threadCpuUs();
		this.#loop.begin();
		const { address, totalTimeoutMs, maxBodyBytes } = this.#stage;
		this.#driver = this.#start(
			{
				address,
				connections: this.#slots,
				amount: this.#requests,
				timeoutMs: totalTimeoutMs,
				maxBodyBytes
			},
			{
				nowMs: () => this.#now(),
				take: () => this.#take(),
				isExhausted: () => this.#isExhausted(),
				begun: () => {
					this.#begun();
				},
				ended: (exchange, slot) => this.#ended(exchange, slot),
				finished: (gaveUp) => {
					this.#finish(gaveUp);
				}
			}
		);
	}

	#isExhausted(): boolean {
		return (
			this.#reserved.length === 0 && Atomics.load(this.#stage.nextOrdinal, 0) >= this.#requests
		);
	}

	#take(): BatchRequest | null {
		const { requests, order, nextOrdinal } = this.#stage;
		const ordinal = this.#reserved.shift() ?? Atomics.add(nextOrdinal, 0, 1);
		if (ordinal >= this.#requests) return null;
		const place = order ? (order[ordinal % order.length] as number) : ordinal % requests.length;
		return { ordinal, bytes: requests[place] as Uint8Array };
	}

	#begun(): void {
		const { counts } = this.#stage;
		Atomics.add(counts, live.sent, 1);
		Atomics.add(counts, live.inFlight, 1);
		this.#maxInFlight = Math.max(this.#maxInFlight, ++this.#inFlight);
		if (this.#isExhausted()) this.#drain();
	}

	#ended(exchange: BatchExchange, slot: number): number {
		const { response, sentMs } = exchange;
		if (sentMs !== null) {
			this.#inFlight--;
			Atomics.sub(this.#stage.counts, live.inFlight, 1);
		}
		this.#outbox.add({ ...exchange, turn: 0, worker: this.#stage.worker });
		const failed = response.end.kind === 'failed' || (response.status ?? 0) >= 400;
		const failures = failed ? (this.#failures[slot] ?? 0) + 1 : 0;
		this.#failures[slot] = failures;
		if (failures === 0) return 0;
		const askedMs = Math.min(longestRetryAfterMs, sToMs(retryAfterS(response) ?? 0));
		return Math.max(askedMs, Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1)));
	}

	/** Nothing more is sent: the endpoint has so long for what it still owes. */
	#drain(): void {
		if (this.#isOver) return;
		const { drainMs } = this.#stage;
		this.#drainTimer ??= setTimeout(() => {
			this.#driver?.cut(
				'total-timeout',
				`no whole answer within ${String(drainMs / 1_000)} s after the last request was sent`
			);
		}, drainMs);
	}

	#finish(gaveUp: string | null): void {
		if (this.#isOver) return;
		this.#isOver = true;
		if (this.#drainTimer) clearTimeout(this.#drainTimer);
		this.#outbox.flush();
		const counts = this.#driver?.counts();
		const report = {
			worker: this.#stage.worker,
			droppedSends: 0,
			connectionsOpened: counts?.connectionsOpened ?? 0,
			reconnects: counts?.reconnects ?? 0,
			maxInFlight: this.#maxInFlight,
			bytesReceived: counts?.bytesReceived ?? 0,
			...this.#loop.end(),
			cpuMs: this.#driver ? usToMs(threadCpuUs() - this.#cpuAtGoUs) : 0,
			wallMs: this.#driver ? Math.max(0, this.#now()) : 0,
			gaveUp
		};
		this.#post({ kind: 'done', report }, []);
	}
}
