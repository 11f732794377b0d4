/** What a stage cost, and what that is a token and a request. */
import type { Attempt } from '#core/attempt.ts';
import { isCompleted } from '#core/outcome.ts';
import type { Price } from '#core/price.ts';
import type { StageSummary } from '#core/stage.ts';
import { hoursCostUsd, sumUsd } from '#bench/economics/prices/attempt-cost.ts';
import type { TokenTotals } from './token-totals.ts';

const tokensPerMtok = 1_000_000;

/** The figures of a summary that come of the price. */
type CostFigures = Pick<
	StageSummary,
	| 'costUsd'
	| 'costBasis'
	| 'priceVersion'
	| 'usdPerMtokInput'
	| 'usdPerMtokOutput'
	| 'usdPer1kRequests'
>;

export class StageCost {
	readonly #price: Price | null;
	readonly #priceVersion: string | null;
	readonly #costsUsd: string[] = [];
	/** Whether the cost of every whole answer is known. */
	#isComplete = true;

	/** `priceVersion`: hash of the price, as kept with every cost; null without one. */
	constructor(price: Price | null, priceVersion: string | null) {
		this.#price = price;
		this.#priceVersion = priceVersion;
	}

	add({ costUsd, outcome }: Pick<Attempt, 'costUsd' | 'outcome'>): void {
		if (this.#price === null || this.#price.kind === 'per-hour') return;
		if (costUsd !== null) this.#costsUsd.push(costUsd);
		else if (isCompleted(outcome)) this.#isComplete = false;
	}

	/** All null without a price, and where the cost of a whole answer is not known. `windowS`: from the first due moment to the end of the last attempt, s. */
	summarise({
		windowS,
		completed,
		tokens
	}: {
		windowS: number;
		completed: number;
		tokens: TokenTotals;
	}): CostFigures {
		const usd = this.#totalUsd(windowS);
		if (usd === null) {
			return {
				costUsd: null,
				costBasis: null,
				priceVersion: null,
				usdPerMtokInput: null,
				usdPerMtokOutput: null,
				usdPer1kRequests: null
			};
		}
		const perMtok = (count: number | null): number | null =>
			count ? (Number(usd) / count) * tokensPerMtok : null;
		return {
			costUsd: usd,
			costBasis: this.#price?.kind ?? null,
			priceVersion: this.#priceVersion,
			// Of answers without tokens of their own, such as embeddings.
			usdPerMtokInput: tokens.output === 0 ? perMtok(tokens.input) : null,
			usdPerMtokOutput: perMtok(tokens.output),
			usdPer1kRequests: completed === 0 ? null : (Number(usd) / completed) * 1_000
		};
	}

	#totalUsd(windowS: number): string | null {
		if (this.#price === null) return null;
		if (this.#price.kind === 'per-hour') return hoursCostUsd(windowS, this.#price.usdPerHour);
		return this.#isComplete ? sumUsd(this.#costsUsd) : null;
	}
}
