/** Counts what a gateway said that it did with the requests of a stage. */
import type { GatewaySeen } from '#core/gateway-seen.ts';
import { quantileOfSorted } from '#core/statistics/distribution.ts';
import { isOtherOption, type GatewayFacts } from '#bench/protocols/gateway-headers.ts';
import { Samples } from './samples.ts';

export class GatewayTally {
	#counts: Omit<GatewaySeen, 'overheadP50Ms'> | null = null;
	readonly #overheadMs = new Samples();

	/** Takes what one response said; null where no gateway named itself. */
	add(facts: GatewayFacts | null): void {
		if (facts === null) return;
		const { name, retries, fallbacks, option, isFromCache, overheadMs } = facts;
		this.#counts ??= {
			...{ name, responses: 0, retried: 0 },
			...{ fellBack: 0, otherOption: 0, fromCache: 0 }
		};
		this.#counts.responses++;
		if ((retries ?? 0) > 0) this.#counts.retried++;
		if ((fallbacks ?? 0) > 0) this.#counts.fellBack++;
		if (isOtherOption(option)) this.#counts.otherOption++;
		if (isFromCache) this.#counts.fromCache++;
		this.#overheadMs.add(overheadMs);
	}

	/** Null where no response named a gateway. */
	summarise(): GatewaySeen | null {
		if (this.#counts === null) return null;
		const sorted = this.#overheadMs.view().slice().sort();
		return { ...this.#counts, overheadP50Ms: quantileOfSorted(sorted, 0.5) };
	}
}
