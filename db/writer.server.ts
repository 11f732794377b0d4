/**
 * Stores attempts in batches: each batch in one transaction, counted as stored only after its commit. One writer belongs to
 * one run. After a failure nothing more is accepted, and every call says how much is safe.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { eq, sql, type InferInsertModel } from 'drizzle-orm';
import type { Answer } from '#core/answer.ts';
import type { Attempt } from '#core/attempt.ts';
import { toDecimal } from '#core/decimal.ts';
import { BenchError, errorMessage } from '#core/errors.ts';
import type { Evidence } from '#core/run.ts';
import { mibToBytes, usdToPicoUsd } from '#core/units.ts';
import { rowOfAnswer } from './answers.server.ts';
import { rowOfAttempt } from './attempt-row.ts';
import type { BuiltQuery, Database } from './client.server.ts';
import { rowOfEvidence } from './evidence-row.ts';
import type { KeptTexts } from './kept-texts.server.ts';
import { answers, attempts, evidence, stages } from './schema.ts';

/** What is stored together: an attempt, what it answered (null in a load test) and its evidence (null if none is kept). */
export interface AttemptRecord {
	attempt: Attempt;
	answer: Answer | null;
	evidence: Evidence | null;
}

export interface WriterOptions {
	/** Longest time that an attempt waits for its transaction, ms: what a kill loses, and a run that is gone on with pays again. Default 50. */
	flushIntervalMs?: number;
	/** Most attempts in one transaction; a batch that is full starts at once. Default 200. */
	maxBatchRows?: number;
	/** Attempts in the queue from which `enqueueAttempt` makes its caller wait. Default 2,000. */
	maxQueuedRows?: number;
	/** Size of the queue from which it does the same, compressed evidence and texts, MiB. Default 32. */
	maxQueuedMib?: number;
}

export interface Writer {
	/**
	 * Takes an attempt; resolves at once, or as soon as the queue has room again. It is not stored yet when this resolves.
	 * Await it: that is what bounds the memory. Rejects with `E_DATABASE` after a failure; the attempt is lost then.
	 */
	enqueueAttempt(record: AttemptRecord): Promise<void>;
	/** Resolves when everything that was enqueued before is committed. */
	flush(): Promise<void>;
	/** Flushes, then accepts nothing more. The database stays open. */
	close(): Promise<void>;
	/** Attempts whose transaction was committed, or waits on the disk for a server that is away; no crash of the process takes them back. */
	readonly storedAttempts: number;
	/** Attempts taken but not committed yet. */
	readonly queuedAttempts: number;
}

interface QueuedRows {
	attempt: InferInsertModel<typeof attempts>;
	answer: InferInsertModel<typeof answers> | null;
	evidence: InferInsertModel<typeof evidence> | null;
	bytes: number;
}

/** Rows in one INSERT: 35 columns × 50 rows stay far below the 32,766 parameters that SQLite allows. */
const rowsPerStatement = 50;

/** What the fixed columns of an attempt take in memory, roughly, bytes. */
const fixedBytes = 1_024;

/** Compresses and encrypts at once, so that the queue holds little. Throws a RangeError for a number that no column can hold. */
const rowsOf = (record: AttemptRecord, texts: KeptTexts): QueuedRows => {
	const attempt = rowOfAttempt(record.attempt, texts);
	for (const [column, value] of Object.entries(attempt)) {
		if (typeof value === 'number' && !Number.isFinite(value)) {
			throw new RangeError(`${column} is ${String(value)}`);
		}
	}
	const kept = record.evidence && rowOfEvidence(record.evidence, texts);
	const blobs = kept ? [kept.deltas, kept.body, kept.arrivals] : [];
	const blobBytes = blobs.reduce((sum, blob) => sum + (blob?.length ?? 0), 0);
	return {
		attempt,
		answer: record.answer && rowOfAnswer(record.answer, texts),
		evidence: kept,
		bytes: fixedBytes + blobBytes + (record.answer?.text.length ?? 0)
	};
};

const isPresent = <T>(value: T | null): value is T => value !== null;

/** Adds what a batch brings to the counters of its stages. */
const countersOf = (orm: Database['orm'], batch: readonly QueuedRows[]): BuiltQuery[] =>
	[...Map.groupBy(batch, ({ attempt }) => attempt.stageId)].map(([stageId, rows]) => {
		const usd = rows.reduce((sum, { attempt }) => sum.plus(attempt.costUsd ?? 0), toDecimal(0));
		return orm
			.update(stages)
			.set({
				attemptCount: sql`${stages.attemptCount} + ${rows.length}`,
				spentPicoUsd: sql`${stages.spentPicoUsd} + cast(${usdToPicoUsd(usd)} as integer)`
			})
			.where(eq(stages.id, stageId));
	});

/** Attempts come first: answers and evidence refer to them. */
const insertsOf = ({ orm }: Database, batch: readonly QueuedRows[]): BuiltQuery[] => {
	const queries: BuiltQuery[] = [];
	for (let start = 0; start < batch.length; start += rowsPerStatement) {
		const part = batch.slice(start, start + rowsPerStatement);
		queries.push(orm.insert(attempts).values(part.map((rows) => rows.attempt)));
		const answerRows = part.map((rows) => rows.answer).filter(isPresent);
		if (answerRows.length > 0) queries.push(orm.insert(answers).values(answerRows));
		const evidenceRows = part.map((rows) => rows.evidence).filter(isPresent);
		if (evidenceRows.length > 0) queries.push(orm.insert(evidence).values(evidenceRows));
	}
	queries.push(...countersOf(orm, batch));
	return queries;
};

/** Somebody who waits for the queue. */
interface Waiter {
	isDone: () => boolean;
	wake: () => void;
}

/** Creates the writer of a run. The stages that the attempts belong to must be stored already. */
export const createWriter = (database: Database, options: WriterOptions = {}): Writer => {
	const flushIntervalMs = options.flushIntervalMs ?? 50;
	const maxBatchRows = options.maxBatchRows ?? 200;
	const maxQueuedRows = options.maxQueuedRows ?? 2_000;
	const maxQueuedBytes = mibToBytes(options.maxQueuedMib ?? 32);

	let queue: QueuedRows[] = [];
	/** Attempts of the transaction under way. */
	let underWay = 0;
	let queuedBytes = 0;
	let accepted = 0;
	let stored = 0;
	/** Of those that are stored: in a file that waits for the server, as far as is known. */
	let waiting = 0;
	let lost = 0;
	let failure: { cause: unknown } | null = null;
	let closed = false;
	let timer: NodeJS.Timeout | null = null;
	let draining = false;
	let waiters: Waiter[] = [];

	const throwIfFailed = (): void => {
		if (!failure) return;
		const { cause } = failure;
		const many = (n: number): string => n.toLocaleString('en-US');
		const kept = database.waiting();
		const inFile = kept === null ? 0 : waiting;
		const keptCount =
			kept === null || inFile === 0 ? '' : `; kept in ${kept.file}: ${many(inFile)}`;
		const hint = cause instanceof BenchError ? cause.hint : null;
		throw new BenchError(
			'E_DATABASE',
			`${errorMessage(cause)}. Attempts of this run that are safe in the database: ${many(stored - inFile)}${keptCount}; lost: ${many(lost)}`,
			{ cause, ...(hint === null ? {} : { hint }) }
		);
	};

	const isFull = (): boolean =>
		queue.length + underWay >= maxQueuedRows || queuedBytes >= maxQueuedBytes;

	/** Resolves when `isDone` holds, rejects after a failure. */
	const waitUntil = async (isDone: () => boolean): Promise<void> => {
		throwIfFailed();
		if (isDone()) return;
		await new Promise<void>((wake) => waiters.push({ isDone, wake }));
		throwIfFailed();
	};

	const wakeWaiters = (): void => {
		const still: Waiter[] = [];
		for (const waiter of waiters) {
			if (failure || waiter.isDone()) waiter.wake();
			else still.push(waiter);
		}
		waiters = still;
	};

	const storeBatch = async (): Promise<void> => {
		const batch = queue.slice(0, maxBatchRows);
		queue = queue.slice(maxBatchRows);
		underWay = batch.length;
		try {
			await database.write(insertsOf(database, batch));
			stored += batch.length;
			// They are sent in their order: where nothing waits, nothing of before does.
			waiting = database.waiting() ? waiting + batch.length : 0;
			for (const { bytes } of batch) queuedBytes -= bytes;
		} catch (cause) {
			failure = { cause };
			lost += batch.length + queue.length;
			queue = [];
			queuedBytes = 0;
		}
		underWay = 0;
		wakeWaiters();
	};

	/** Never rejects: a failure is kept for the callers. */
	const drain = async (): Promise<void> => {
		if (timer) clearTimeout(timer);
		timer = null;
		if (draining) return;
		draining = true;
		while (queue.length > 0) {
			await storeBatch();
			// File access blocks the thread; between batches others get their turn.
			await nextTurn();
		}
		draining = false;
	};

	const rowsToQueue = (record: AttemptRecord): QueuedRows => {
		try {
			return rowsOf(record, database.texts);
		} catch (cause) {
			lost++;
			throw new BenchError(
				'E_INTERNAL',
				`attempt ${record.attempt.id} cannot be stored: ${errorMessage(cause)}`,
				{ cause }
			);
		}
	};

	const flush = async (): Promise<void> => {
		const target = accepted;
		void drain();
		await waitUntil(() => stored >= target);
	};

	return {
		async enqueueAttempt(record) {
			if (failure) lost++;
			throwIfFailed();
			if (closed) throw new BenchError('E_INTERNAL', 'an attempt came after the writer was closed');
			const rows = rowsToQueue(record);
			queue.push(rows);
			queuedBytes += rows.bytes;
			accepted++;
			if (queue.length >= maxBatchRows || isFull()) void drain();
			else timer ??= setTimeout(() => void drain(), flushIntervalMs);
			await waitUntil(() => !isFull());
		},
		flush,
		async close() {
			closed = true;
			await flush();
		},
		get storedAttempts() {
			return stored;
		},
		get queuedAttempts() {
			return queue.length + underWay;
		}
	};
};
