/** How many requests one address, or one network of IPv6, may send: a bucket of them that fills again as time goes by. */
import { networkOfAddress } from '#core/access/network-of-address.ts';

export interface RateLimits {
	/** Requests that may come at once. */
	burst: number;
	/** Requests a second that may go on for ever. */
	perS: number;
	/** Addresses or networks that are remembered; where there are more, those that asked longest ago are forgotten. */
	mostAddresses: number;
}

interface Bucket {
	left: number;
	atMs: number;
}

export class RateLimit {
	readonly #limits: RateLimits;
	/** By network, in the order in which they asked last. */
	readonly #buckets = new Map<string, Bucket>();

	constructor(limits: RateLimits) {
		this.#limits = limits;
	}

	/** Counts a request. How long its address must wait, seconds; null where it may pass. `nowMs`: of a clock that never goes back. */
	take(address: string | undefined, nowMs: number): number | null {
		const { burst, perS, mostAddresses } = this.#limits;
		const network = networkOfAddress(address);
		const { left, atMs } = this.#buckets.get(network) ?? { left: burst, atMs: nowMs };
		const now = Math.min(burst, left + ((nowMs - atMs) / 1_000) * perS);
		const isLetIn = now >= 1;
		this.#buckets.delete(network);
		this.#buckets.set(network, { left: isLetIn ? now - 1 : now, atMs: nowMs });
		if (this.#buckets.size > mostAddresses) {
			const [oldest] = this.#buckets.keys();
			if (oldest !== undefined) this.#buckets.delete(oldest);
		}
		return isLetIn ? null : (1 - now) / perS;
	}
}
