/** The figures of one block of a stage. */
import type { Attempt } from '#core/attempt.ts';
import type { StageBlock } from '#core/interleaving.ts';
import { isCompleted } from '#core/outcome.ts';
import { quantileOfSorted } from '#core/statistics/distribution.ts';
import { msToS } from '#core/units.ts';
import { Samples } from '../samples.ts';

const medianOf = (samples: Samples): number | null =>
	quantileOfSorted(samples.view().slice().sort(), 0.5);

export class BlockFigures {
	readonly #ttftMs = new Samples();
	readonly #e2eMs = new Samples();
	#firstDueMs = Infinity;
	#lastEndMs = -Infinity;
	#completed = 0;

	add({ outcome, dueMs, endMs, ttftMs, e2eMs }: Attempt): void {
		this.#firstDueMs = Math.min(this.#firstDueMs, dueMs);
		this.#lastEndMs = Math.max(this.#lastEndMs, endMs ?? dueMs);
		if (!isCompleted(outcome)) return;
		this.#completed++;
		this.#ttftMs.add(ttftMs);
		this.#e2eMs.add(e2eMs);
	}

	/** First due moment and end of the last attempt, ms on the clock of the stage; null before the first attempt. */
	window(): { fromMs: number; toMs: number } | null {
		return this.#lastEndMs > this.#firstDueMs
			? { fromMs: this.#firstDueMs, toMs: this.#lastEndMs }
			: null;
	}

	/** `sendingMs`: how long the block was to send; null where only its requests end it. */
	summarise(
		requests: number,
		times: { startedAt: Date; endedAt: Date; sendingMs: number | null }
	): StageBlock {
		const window = this.window();
		const windowS = window === null ? 0 : msToS(window.toMs - window.fromMs);
		const rateS = times.sendingMs === null ? windowS : msToS(times.sendingMs);
		return {
			startedAtUtc: times.startedAt.toISOString(),
			endedAtUtc: times.endedAt.toISOString(),
			requests,
			completed: this.#completed,
			windowS,
			requestsPerS: windowS === 0 ? null : this.#completed / rateS,
			ttftP50Ms: medianOf(this.#ttftMs),
			e2eP50Ms: medianOf(this.#e2eMs)
		};
	}
}
