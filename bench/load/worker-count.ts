/** How many load workers a stage has, and what each of them sends. Pure. */
import { isOpenLoop, peakPerS } from '#core/load-rate.ts';
import { shareOfStage } from '#core/mix-share.ts';
import type { RunLoad } from '#core/stage-load.ts';
import { splitEvenly, type Schedule } from './schedule.ts';
import type { WorkerStage } from './worker-messages.ts';

/** Up to here one worker is as right as two: 50,000 events/s at 100 tokens/s (`npm run perf`). */
const streamsOfWorker = 512;
const requestsPerSOfWorker = 500;
const mostWorkers = 64;

export interface Machine {
	/** Threads that can run at once. */
	cores: number;
	/** Whether the endpoint runs on them as well. */
	isShared: boolean;
}

/**
 * The workers that were asked for, or for `auto` as many as the load is worth and the machine has cores for: one core is left to the main thread,
 * which decodes and stores, and half of all to an endpoint on the same machine. A stage of a mix gets its share of those that all of the mix is
 * worth, one at least, as its requests are its own.
 */
export const workersFor = (
	asked: number | 'auto',
	load: RunLoad,
	{ cores, isShared }: Machine
): number => {
	if (asked !== 'auto') return asked;
	if (load.kind === 'mix') {
		const ofAll = workersFor(asked, load.load, { cores, isShared });
		return Math.max(1, Math.round(ofAll * shareOfStage(load)));
	}
	const wanted = isOpenLoop(load)
		? peakPerS(load) / requestsPerSOfWorker
		: load.concurrency / streamsOfWorker;
	const room = isShared ? Math.floor(cores / 2) : cores - 1;
	return Math.max(1, Math.min(Math.ceil(wanted), room, mostWorkers));
};

/** The workers that send at the same time as those of a stage, its own included: in a mix those of all its scenarios. */
export const workersAtOnce = (asked: number | 'auto', load: RunLoad, machine: Machine): number =>
	load.kind === 'mix'
		? load.scenarios
				.map((_, place) => workersFor(asked, { ...load, place }, machine))
				.reduce((sum, each) => sum + each, 0)
		: workersFor(asked, load, machine);

/**
 * The share of one worker in a schedule: every n-th request of an open loop, so that each worker meets the rate of every moment, and an even
 * part of the users of a closed one.
 */
export const shareOf = (
	schedule: Schedule,
	worker: number,
	workers: number
): WorkerStage['schedule'] => {
	if (schedule.kind === 'closed') {
		return {
			kind: 'closed',
			users: splitEvenly(schedule.concurrency, workers)[worker] ?? 0,
			requests: schedule.requests,
			durationMs: schedule.durationMs
		};
	}
	const ordinals = Uint32Array.from(
		{ length: Math.ceil((schedule.dueMs.length - worker) / workers) },
		(_, i) => worker + i * workers
	);
	return {
		kind: 'open',
		ordinals,
		dueMs: Float64Array.from(ordinals, (ordinal) => schedule.dueMs[ordinal] as number)
	};
};
