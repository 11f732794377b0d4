/** How late the reads that matter may have been stamped, because the worker stood still when their bytes arrived. */
import type { ClientReport } from '#core/stage.ts';
import { beatMs } from './loop-watch.ts';
import type { WorkerReport } from './worker-messages.ts';

/** Reads of a stage in columns: number of the worker, moment on the clock of the stage, ms, and place of the request in the schedule. */
export interface ReadMoments {
	worker: ArrayLike<number>;
	atMs: ArrayLike<number>;
	/** Tells the block; absent where the stage was run in one piece. */
	ordinal?: ArrayLike<number>;
}

/**
 * When the workers of a block stood still, on the clock of the stage. The end of a block lies beside the beginning of the next on that clock,
 * so that a moment alone does not tell whose stall it is.
 */
export interface BlockStalls {
	/** First place of the schedule that belongs to the block. */
	fromOrdinal: number;
	reports: readonly Pick<WorkerReport, 'worker' | 'stalls'>[];
}

/** Share of the reads that may be later than what is told. */
const leftOutShare = 0.01;

/**
 * The most that the bytes of a read at `atMs` may have lain there, ms: the time since the worker should have looked, if it stood still
 * until then or until just before; 0 where it did not. `stalls` are beginnings and ends in turn, ascending.
 */
export const holdUpMs = (stalls: Float64Array, atMs: number): number => {
	let [low, high] = [0, stalls.length / 2];
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((stalls[2 * middle] as number) <= atMs) low = middle + 1;
		else high = middle;
	}
	if (low === 0) return 0;
	const [fromMs, toMs] = [stalls[2 * low - 2] as number, stalls[2 * low - 1] as number];
	// What a stall has gathered is read right after it.
	return atMs <= toMs + beatMs ? Math.min(atMs, toMs) - fromMs : 0;
};

/** Over all reads of a stage, of blocks in their order; null without any. `p99` is that of all but the slowest hundredth, of which one is left out at least. */
export const readHoldUps = (
	blocks: readonly BlockStalls[],
	{ worker, atMs, ordinal }: ReadMoments
): ClientReport['readHoldUpMs'] => {
	const stallsOf = blocks.map(({ fromOrdinal, reports }) => ({
		fromOrdinal,
		ofWorker: new Map(reports.map((report) => [report.worker, report.stalls]))
	}));
	const none = new Float64Array(0);
	const found = Float64Array.from(atMs, (moment, i) => {
		const block = stallsOf.findLast(({ fromOrdinal }) => fromOrdinal <= (ordinal?.[i] ?? 0));
		return holdUpMs(block?.ofWorker.get(worker[i] as number) ?? none, moment);
	}).sort();
	const leftOut = Math.max(1, Math.floor(found.length * leftOutShare));
	const max = found.at(-1);
	return max === undefined ? null : { p99: found.at(-1 - leftOut) ?? 0, max };
};
