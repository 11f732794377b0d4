/** Runs one stage on load worker threads and hands each ended attempt to the caller on this thread. */
import { randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { behindProxy } from '#core/batch-refusal.ts';
import type { Limits } from '#core/config.ts';
import { BenchError } from '#core/errors.ts';
import { connectionLimitOf } from '#core/connection-limit.ts';
import { isOpenLoop, peakPerS } from '#core/load-rate.ts';
import type { RunLoad } from '#core/stage-load.ts';
import { mibToBytes, nsToMs, sToMs } from '#core/units.ts';
import type { Address } from './address.ts';
import { requestPartsOf } from './batch/request-parts.ts';
import type { RequestFinish } from './finishing/request-finisher.ts';
import type { BlockStalls } from './read-hold-ups.ts';
import { createCredit } from './send-credit.ts';
import { createSchedule, splitEvenly, type Schedule } from './schedule.ts';
import { StartLine } from './start-line.ts';
import { shareOf } from './worker-count.ts';
import {
	live,
	type FromWorker,
	type RawAttempt,
	type ToWorker,
	type WorkerReport,
	type WorkerStage
} from './worker-messages.ts';

export interface StageOptions {
	address: Address;
	/** Whole HTTP requests; request i of the stage is `requests[i % length]`, unless `order` says another. */
	requests: Uint8Array[];
	/** Which of the requests each place of the schedule sends, by its index; a longer schedule begins again. Absent: one after the other. */
	order?: Uint32Array;
	/** What each request gets as it is sent; absent or null where all go out as they are. */
	finish?: RequestFinish | null;
	/**
	 * Whether each request is the first of a conversation. After each attempt `followUp` or `endConversation` must then be called; a user
	 * of a closed loop waits for it, and an arrival of an open loop is a conversation.
	 */
	converses?: boolean;
	shape: RunLoad;
	/** In place of the one that shape and seed give: a block of it. */
	schedule?: Schedule;
	/** Seed of the arrival times. */
	seed: number;
	/** Due moments of a load that replays a trace, ms after the stage begins, never falling. */
	replayDueMs?: Float64Array;
	workers: number;
	/** Requests that may be sent before more are allowed by `allow`; absent: all. */
	credit?: number;
	/** Where other stages are to begin at the same moment; absent: it begins as soon as it is ready. */
	startLine?: StartLine;
	limits: Limits;
	/** Called once for each attempt that was begun, in order of their ends (nearly, across workers). */
	onAttempt: (attempt: RawAttempt) => void;
}

export interface StageResult {
	reports: WorkerReport[];
	/** Requests that were due: those handed to `onAttempt` plus those dropped. */
	offered: number;
	/** Places of the schedule that were begun: requests, or conversations. */
	begun: number;
	/** Time zero of the stage on the monotonic clock of the machine (`process.hrtime`), ms; null if it never began. */
	zeroHrMs: number | null;
	/** When workers stood still, block by block; absent of a stage in one piece, where the reports say it. */
	stallsOfBlocks?: readonly BlockStalls[];
}

export interface RunningStage {
	/** Settles when all workers have ended; rejects only if a worker crashed. */
	done: Promise<StageResult>;
	/**
	 * Goes on with the conversation of an attempt. The request is transferred: its bytes are gone here. It is due at once, or `thinkMs` after
	 * the end of the answer that the user thinks about; the user of a closed loop is held up by that as well.
	 */
	followUp(
		attempt: Pick<RawAttempt, 'worker' | 'ordinal' | 'endMs'>,
		request: Uint8Array,
		pause?: { thinkMs: number }
	): void;
	/** Ends the conversation of an attempt. */
	endConversation(attempt: Pick<RawAttempt, 'worker' | 'ordinal'>): void;
	/** Lets so many more requests be sent; of a stage that was begun with a credit. */
	allow(requests: number): void;
	/** Requests that may still be sent; null where nobody counts them. */
	creditLeft(): number | null;
	/**
	 * Takes back, for good, the requests that no worker has begun to send, and says how many; 0 where nobody counts them. What is allowed afterwards is
	 * not sent either.
	 */
	withdrawCredit(): number;
	/** Sends nothing more; answers in flight are waited for up to the drain limit. */
	stop(): void;
	/** Ends at once; answers in flight become `aborted`. */
	abort(): void;
	/** Requests sent so far and in flight now, over all workers. */
	counts(): { sent: number; inFlight: number };
}

/** Largest response head, bytes; Node's own default is 16 KiB, some gateways send more. */
const maxHeadBytes = 65_536;
/** Most connections opened ahead of an open-loop stage. */
const maxPreconnect = 256;
/** Distance between the decision to begin and time zero, so that every worker has the message by then, ms. */
const leadMs = 20;

const preconnectOf = (shape: RunLoad, mostConnections: number): number =>
	Math.min(
		mostConnections,
		isOpenLoop(shape)
			? Math.min(maxPreconnect, Math.max(4, Math.ceil(peakPerS(shape) * 2)))
			: shape.concurrency
	);

/** In memory that all workers share, so that it is held once. Throws a RangeError for a place without a request. */
const sharedOrder = (order: Uint32Array, requests: number): Uint32Array => {
	if (order.length === 0) throw new RangeError('the order names no requests');
	const outside = order.findIndex((index) => index >= requests);
	if (outside >= 0) {
		throw new RangeError(
			`place ${String(outside)} of the order names none of ${String(requests)} requests`
		);
	}
	const shared = new Uint32Array(new SharedArrayBuffer(order.byteLength));
	shared.set(order);
	return shared;
};

/** Throws E_CONFIG for a batch that cannot be, E_INTERNAL for one without its number of requests. */
const checkBatch = ({ address, shape, converses, finish, requests }: StageOptions): void => {
	if (finish) {
		throw new BenchError(
			'E_CONFIG',
			`batch mode sends requests as they are, without ${finish.signing ? 'signatures' : 'nonces'}`,
			{ hint: 'Use a closed loop.' }
		);
	}
	if (address.tunnel) {
		throw new BenchError('E_CONFIG', `batch mode takes no proxy: ${behindProxy}`);
	}
	if (address.tlsServerName !== null || converses) {
		throw new BenchError(
			'E_CONFIG',
			`batch mode takes no ${converses ? 'conversations' : 'TLS: it would check no certificates'}`,
			{ hint: 'Use a closed loop.' }
		);
	}
	if (shape.kind === 'batch' && shape.requests === undefined) {
		throw new BenchError('E_INTERNAL', 'a batch was begun without its number of requests');
	}
	// Here rather than in a worker, where it would be a crash.
	for (const request of requests) requestPartsOf(request);
};

/** With a salt of eight hexadecimal digits, so that no two workers of any two runs make the same nonces. */
const finishOf = (finish: RequestFinish | null | undefined): WorkerStage['finish'] =>
	finish ? { ...finish, salt: randomBytes(4).toString('hex') } : null;

/** A moment on the monotonic clock of the machine at which every worker can begin, ms. */
export const zeroAheadHrMs = (): number => nsToMs(Number(process.hrtime.bigint())) + leadMs;

const sharedInts = (length: number): Int32Array =>
	new Int32Array(new SharedArrayBuffer(length * 4));

/** Starts a stage: connects first, then begins on all workers at the same moment. */
export const startStage = (options: StageOptions): RunningStage => {
	const { shape, limits } = options;
	const mostConnections = connectionLimitOf(shape, limits.maxConnections);
	const schedule = options.schedule ?? createSchedule(shape, options.seed, options.replayDueMs);
	// Each worker needs a connection, and in a closed loop a user.
	const count = Math.min(
		options.workers,
		mostConnections,
		schedule.kind === 'closed' ? schedule.concurrency : Infinity
	);
	const workerUrl =
		shape.kind === 'batch'
			? new URL('./batch/worker.ts', import.meta.url)
			: new URL('./worker.ts', import.meta.url);
	if (shape.kind === 'batch') checkBatch(options);
	const order = options.order ? sharedOrder(options.order, options.requests.length) : null;
	const nextOrdinal = sharedInts(1);
	const credit = options.credit === undefined ? null : createCredit();
	if (credit) Atomics.store(credit, 0, options.credit ?? 0);
	const preconnect = splitEvenly(preconnectOf(shape, mostConnections), count);
	const maxConnections = splitEvenly(mostConnections, count);
	const counts: Int32Array[] = [];
	const reports: WorkerReport[] = [];
	const workers: Worker[] = [];
	let attempts = 0;
	let begun = 0;
	let ready = 0;
	let zeroHrMs: number | null = null;

	let isStopping = false;
	let isWithdrawn = false;

	const tell = (message: ToWorker): void => {
		isStopping ||= message.kind === 'stop' || message.kind === 'abort';
		for (const worker of workers) worker.postMessage(message);
	};

	const startLine = options.startLine ?? new StartLine(1, zeroAheadHrMs);
	const begin = (atHrMs: number): void => {
		if (isStopping) return;
		zeroHrMs = atHrMs;
		tell({ kind: 'go', zeroHrMs });
	};

	const done = new Promise<StageResult>((resolve, reject) => {
		const receive = (message: FromWorker): void => {
			switch (message.kind) {
				case 'ready':
					// A worker that ends before the beginning may call itself ready on the way out.
					if (++ready === count && !isStopping) startLine.ready(begin);
					break;
				case 'attempts':
					attempts += message.attempts.length;
					for (const attempt of message.attempts) {
						if (attempt.turn === 0) begun++;
						options.onAttempt(attempt);
					}
					break;
				case 'done': {
					reports.push(message.report);
					if (message.report.gaveUp !== null) tell({ kind: 'stop' });
					if (reports.length < count) break;
					const dropped = reports.reduce((sum, report) => sum + report.droppedSends, 0);
					resolve({ reports, offered: attempts + dropped, begun: begun + dropped, zeroHrMs });
					break;
				}
			}
		};
		for (let index = 0; index < count; index++) {
			const worker = new Worker(workerUrl, {
				name: `load ${String(index)}`,
				// Room for young objects, so that collecting them seldom interrupts a clock.
				resourceLimits: { maxYoungGenerationSizeMb: 64 }
			});
			workers.push(worker);
			const liveCounts = sharedInts(live.length);
			counts.push(liveCounts);
			worker.on('message', (message: FromWorker) => {
				try {
					receive(message);
				} catch (error) {
					reject(error instanceof Error ? error : new Error(String(error)));
				}
			});
			worker.on('error', (cause) => {
				reject(new BenchError('E_INTERNAL', 'a load worker crashed', { cause }));
			});
			worker.on('exit', (exitCode) => {
				if (reports.some((report) => report.worker === index)) return;
				reject(
					new BenchError('E_INTERNAL', `a load worker ended early, with code ${String(exitCode)}`)
				);
			});
			worker.postMessage({
				kind: 'stage',
				stage: {
					worker: index,
					address: options.address,
					requests: options.requests,
					order,
					finish: finishOf(options.finish),
					converses: options.converses ?? false,
					schedule: shareOf(schedule, index, count),
					preconnect: preconnect[index] ?? 0,
					maxConnections: maxConnections[index] ?? 1,
					connectTimeoutMs: sToMs(limits.connectTimeoutS),
					idleTimeoutMs: sToMs(limits.idleTimeoutS),
					totalTimeoutMs: sToMs(limits.totalTimeoutS),
					drainMs: sToMs(limits.drainS),
					maxHeadBytes,
					maxBodyBytes: mibToBytes(limits.maxResponseMib),
					nextOrdinal,
					credit,
					counts: liveCounts
				}
			} satisfies ToWorker);
		}
	}).finally(() => {
		startLine.leave(begin);
		for (const worker of workers) void worker.terminate();
	});

	return {
		done,
		followUp: ({ worker, ordinal, endMs }, request, pause) => {
			const dueMs = pause ? endMs + pause.thinkMs : null;
			workers[worker]?.postMessage(
				{ kind: 'followUp', ordinal, request, dueMs } satisfies ToWorker,
				[request.buffer as ArrayBuffer]
			);
		},
		endConversation: ({ worker, ordinal }) => {
			workers[worker]?.postMessage({ kind: 'end', ordinal } satisfies ToWorker);
		},
		allow: (requests) => {
			if (!credit || isWithdrawn || requests <= 0) return;
			Atomics.add(credit, 0, requests);
			for (const worker of workers) worker.postMessage({ kind: 'credit' } satisfies ToWorker);
		},
		creditLeft: () => credit && Atomics.load(credit, 0),
		withdrawCredit: () => {
			isWithdrawn = true;
			return credit ? Atomics.exchange(credit, 0, 0) : 0;
		},
		stop: () => {
			tell({ kind: 'stop' });
		},
		abort: () => {
			tell({ kind: 'abort' });
		},
		counts: () => ({
			sent: counts.reduce((sum, each) => sum + Atomics.load(each, live.sent), 0),
			inFlight: counts.reduce((sum, each) => sum + Atomics.load(each, live.inFlight), 0)
		})
	};
};
