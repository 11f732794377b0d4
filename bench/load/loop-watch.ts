/** Watches the event loop of a load worker: how late its timers are, and when it stood still. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { nsToMs } from '#core/units.ts';
import { Samples } from './samples.ts';
import type { WorkerReport } from './worker-messages.ts';

const resolutionMs = 10;
/** Time between two looks at whether the loop still turns, ms. */
export const beatMs = 5;
/** A look may be late by so much without any fault: timers count in whole milliseconds. */
const shortestStallMs = 2;

export type LoopReport = Pick<WorkerReport, 'eventLoopDelayMs' | 'stalls'>;

export class LoopWatch {
	readonly #now: () => number;
	readonly #delay = monitorEventLoopDelay({ resolution: resolutionMs });
	readonly #stalls = new Samples();
	#dueMs = 0;
	#timer: NodeJS.Timeout | null = null;

	/** `now` tells the moment on the clock of the stage, ms. */
	constructor(now: () => number) {
		this.#now = now;
	}

	begin(): void {
		this.#delay.enable();
		this.#dueMs = this.#now() + beatMs;
		this.#timer = setInterval(() => {
			this.#look();
		}, beatMs);
	}

	/** Ends the watch; what was seen since it began, nothing where it never did. */
	end(): LoopReport {
		if (this.#timer) {
			clearInterval(this.#timer);
			this.#look();
		}
		this.#timer = null;
		this.#delay.disable();
		const delayMs = (ns: number): number =>
			Number.isFinite(ns) ? Math.max(0, nsToMs(ns) - resolutionMs) : 0;
		return {
			eventLoopDelayMs: {
				mean: delayMs(this.#delay.mean),
				p99: delayMs(this.#delay.percentile(99)),
				max: delayMs(this.#delay.max)
			},
			stalls: this.#stalls.view().slice()
		};
	}

	#look(): void {
		const nowMs = this.#now();
		if (nowMs - this.#dueMs >= shortestStallMs) {
			this.#stalls.add(this.#dueMs);
			this.#stalls.add(nowMs);
		}
		this.#dueMs = nowMs + beatMs;
	}
}
