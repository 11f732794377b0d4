/**
 * Tells from what has arrived whether a stage is plainly beyond what the endpoint can do, so that the rest of it need not be sent. Pure: the
 * caller says what time it is.
 */
import { minCompletedShare } from '#bench/economics/capacity/capacity-stage.ts';
import type { Saturation } from '#core/stage.ts';
import { quantileOfSorted } from '#core/statistics/distribution.ts';
import { mannWhitneyZ } from '#core/statistics/mann-whitney.ts';
import { wilsonInterval } from '#core/statistics/wilson.ts';
import { msToS } from '#core/units.ts';

/** Looks of a stage, evenly over its length. */
const looks = 20;
/** Attempts that must have ended before anything is said. */
const fewestEnded = 100;
/** Both tests must show growth far beyond chance, as they are made at every look and the requests of a queue depend on each other. */
const beyondChanceZ = 5;
/** Least ratio of the median latencies of the later and the earlier half of what ended. */
const leastSlowdown = 1.1;

export interface WatchedAttempt {
	/** Milliseconds since time zero of the stage. */
	dueMs: number;
	endMs: number;
	/** Time to first token from due, or to the end where nothing streams; null where it brought no answer. */
	latencyMs: number | null;
	isOnTime: boolean;
	isCompleted: boolean;
}

export type Hopeless =
	| { kind: 'saturated'; saturation: Saturation }
	/** More attempts fail than may, beyond chance. */
	| { kind: 'failing' };

export class SaturationWatch {
	readonly #dueMs: Float64Array;
	readonly #durationMs: number;
	readonly #sloShare: number;
	readonly #ended: WatchedAttempt[] = [];
	#onTime = 0;
	#completed = 0;
	#looked = 0;

	/** `dueMs`: the schedule of the stage. */
	constructor(stage: { dueMs: Float64Array; durationMs: number; sloShare: number }) {
		this.#dueMs = stage.dueMs;
		this.#durationMs = stage.durationMs;
		this.#sloShare = stage.sloShare;
	}

	add(attempt: WatchedAttempt): void {
		this.#ended.push(attempt);
		if (attempt.isOnTime) this.#onTime++;
		if (attempt.isCompleted) this.#completed++;
	}

	/** Looks where it is time to; null while nothing is plain. */
	look(nowMs: number): Hopeless | null {
		const place = Math.floor((nowMs / this.#durationMs) * looks);
		if (place <= this.#looked || nowMs > this.#durationMs) return null;
		this.#looked = place;
		const count = this.#ended.length;
		if (count < fewestEnded) return null;
		if (this.#isBelow(this.#completed, minCompletedShare)) return { kind: 'failing' };
		// A queue that grows but hurts nobody yet is watched on.
		return this.#isBelow(this.#onTime, this.#sloShare) ? this.#saturation(nowMs) : null;
	}

	#isBelow(successes: number, share: number): boolean {
		return (wilsonInterval(successes, this.#ended.length).high ?? 1) < share;
	}

	/**
	 * Over the later half of the time so far, so that the filling of an idle endpoint is left out: requests that came against those that
	 * ended, whose difference would vary like a random walk if the endpoint kept up just so; and whether later requests waited longer.
	 */
	#saturation(nowMs: number): Hopeless | null {
		const fromMs = nowMs / 2;
		const arrived = this.#dueMs.reduce(
			(sum, dueMs) => sum + Number(dueMs > fromMs && dueMs <= nowMs),
			0
		);
		const late = this.#ended.filter(({ endMs }) => endMs > fromMs && endMs <= nowMs);
		const growthZ = (arrived - late.length) / Math.sqrt(Math.max(1, arrived + late.length));
		if (growthZ < beyondChanceZ) return null;
		const latencies = late
			.sort((a, b) => a.dueMs - b.dueMs)
			.flatMap(({ latencyMs }) => (latencyMs === null ? [] : [latencyMs]));
		const half = Math.floor(latencies.length / 2);
		const [first, second] = [latencies.slice(0, half), latencies.slice(-half)];
		if (half === 0) return null;
		const latencyZ = mannWhitneyZ(first, second);
		const medianOf = (values: number[]): number =>
			quantileOfSorted(Float64Array.from(values).sort(), 0.5) ?? 0;
		if (latencyZ < beyondChanceZ || medianOf(second) < leastSlowdown * medianOf(first)) return null;
		return {
			kind: 'saturated',
			saturation: {
				afterS: msToS(nowMs),
				arrived,
				ended: late.length,
				growthZ,
				latencyZ
			}
		};
	}
}
