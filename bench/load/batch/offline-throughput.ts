/** Gathers what a batch says of throughput while its attempts arrive. */
import type { Attempt } from '#core/attempt.ts';
import { steadyThroughput, type BatchSpan } from '#core/batch-throughput.ts';
import type { RunLoad } from '#core/stage-load.ts';
import { isCompleted } from '#core/outcome.ts';
import type { Price } from '#core/price.ts';
import type { StageSummary } from '#core/stage.ts';
import { msToS } from '#core/units.ts';

const secondsPerHour = 3_600;
const tokensPerMtok = 1_000_000;

export class OfflineThroughput {
	readonly #load: RunLoad;
	readonly #spans: BatchSpan[] = [];

	constructor(load: RunLoad) {
		this.#load = load;
	}

	/** Takes one ended attempt; does nothing where the load is no batch. */
	add({ sentMs, endMs, dueMs, outcome, usage }: Attempt): void {
		if (this.#load.kind !== 'batch') return;
		this.#spans.push({
			sentMs,
			endMs: endMs ?? dueMs,
			isCompleted: isCompleted(outcome),
			outputTokens: usage?.outputTokens ?? null
		});
	}

	/** The figures; null where the load is no batch. `firstDueMs` is the moment from which seconds are counted. */
	summarise(firstDueMs: number, price: Price | null): StageSummary['offline'] {
		const load = this.#load;
		if (load.kind !== 'batch') return null;
		const slots = Math.min(load.concurrency, load.requests ?? Infinity);
		const found = steadyThroughput(this.#spans, slots);
		if (found === null) return { slots, steady: null };
		const { fromMs, toMs, requestsPerS, outputTokensPerS } = found;
		const hasPrice =
			price?.kind === 'per-hour' && outputTokensPerS !== null && outputTokensPerS > 0;
		return {
			slots,
			steady: {
				fromS: msToS(fromMs - firstDueMs),
				toS: msToS(toMs - firstDueMs),
				requestsPerS,
				outputTokensPerS,
				usdPerMtokOutput: hasPrice
					? (Number(price.usdPerHour) / (outputTokensPerS * secondsPerHour)) * tokensPerMtok
					: null
			}
		};
	}
}
