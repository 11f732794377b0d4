/** The requests of a stage in order of their due moments, in batches that tell how much they depend on each other. */
import type { StageBatch } from '#core/stage.ts';
import { Samples } from './samples.ts';

const batchCount = 20;
/** Fewer requests than this tell nothing of how they depend on each other. */
const fewestRequests = 100;

export interface EndedRequest {
	dueMs: number;
	isCompleted: boolean;
	isOnTime: boolean;
	/** Due → end, ms; null where it did not end whole. */
	e2eMs: number | null;
}

export class DueBatches {
	readonly #dueMs = new Samples();
	/** What came of each: 1 answered whole, 2 more on time. */
	readonly #outcome = new Samples();
	readonly #e2eMs = new Samples();

	add({ dueMs, isCompleted, isOnTime, e2eMs }: EndedRequest): void {
		this.#dueMs.add(dueMs);
		this.#outcome.add(Number(isCompleted && e2eMs !== null) + 2 * Number(isOnTime));
		this.#e2eMs.add(e2eMs ?? 0);
	}

	/**
	 * Twenty batches whose sizes differ by at most one; null with fewer than 100 requests. Those of the `offered` requests that were
	 * never sent were due behind all others.
	 */
	summarise(offered: number): StageBatch[] | null {
		if (offered < fewestRequests) return null;
		const due = this.#dueMs.view();
		const order = Array.from(due.keys()).sort((a, b) => (due[a] as number) - (due[b] as number));
		return Array.from({ length: batchCount }, (_, i) => {
			const from = Math.floor((i * offered) / batchCount);
			const to = Math.floor(((i + 1) * offered) / batchCount);
			return this.#batchOf(order.slice(from, to), to - from);
		});
	}

	#batchOf(indices: readonly number[], requests: number): StageBatch {
		const [outcome, e2eMs] = [this.#outcome.view(), this.#e2eMs.view()];
		let [completed, met, e2eSumMs] = [0, 0, 0];
		for (const index of indices) {
			const code = outcome[index] as number;
			if (code >= 2) met++;
			if (code % 2 === 0) continue;
			completed++;
			e2eSumMs += e2eMs[index] as number;
		}
		return { requests, completed, met, e2eMeanMs: completed === 0 ? null : e2eSumMs / completed };
	}
}
