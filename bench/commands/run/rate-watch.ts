/** Ends a stage of an open loop whose rate is plainly too high: the rest of it would say the same. */
import { isCompleted } from '#core/outcome.ts';
import { meetsSlo, type Slo } from '#core/slo.ts';
import type { Saturation } from '#core/stage.ts';
import type { SaturationWatch } from '#bench/load/capacity-search/saturation-watch.ts';
import type { ReadAttempt } from '#bench/load/read-attempt.ts';

export interface RateWatchOptions {
	slo: Slo;
	watch: SaturationWatch;
	/** Called with what is to be said of it. */
	end: (remark: string) => void;
	targetId: string;
}

export class RateWatch {
	readonly #options: RateWatchOptions;
	#saturation: Saturation | null = null;

	constructor(options: RateWatchOptions) {
		this.#options = options;
	}

	/** How the queue grew; null where the stage did not end for that. */
	get saturation(): Saturation | null {
		return this.#saturation;
	}

	/** Takes an attempt that has ended, and looks where it is time to. */
	take({ attempt }: ReadAttempt): void {
		const { slo, watch, end, targetId } = this.#options;
		if (attempt.endMs === null) return;
		const { outcome, dueMs, endMs } = attempt;
		const completed = isCompleted(outcome);
		watch.add({
			dueMs,
			endMs,
			latencyMs: completed ? (attempt.ttftMs ?? attempt.e2eMs) : null,
			isOnTime: completed && meetsSlo(slo, attempt, attempt.usage?.outputTokens ?? null),
			isCompleted: completed
		});
		const hopeless = watch.look(endMs);
		if (!hopeless) return;
		if (hopeless.kind === 'saturated') this.#saturation = hopeless.saturation;
		end(
			hopeless.kind === 'saturated'
				? `requests come faster than "${targetId}" ends them, so the stage ends here`
				: `too many requests bring no answer at this rate, so the stage ends here`
		);
	}
}
