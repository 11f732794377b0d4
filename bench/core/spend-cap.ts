/**
 * The cap of what a run may cost. Before a request is sent its worst case is reserved, afterwards what it did cost takes the place of that, so that
 * what was spent and what is reserved together never pass the cap, however requests end, as long as none is billed above its worst. Amounts are whole millionths of a millionth of a dollar.
 */

/** What is known of the cost of a request that has ended. */
export type Settlement =
	/** Billed so much. */
	| { kind: 'known'; picoUsd: bigint }
	/** Nothing was billed: it was never sent, or turned away with a status that says so, see `billed-status.ts`. */
	| { kind: 'free' }
	/** Sent, and nobody said what it cost: it counts with its worst case. */
	| { kind: 'unknown' };

export class SpendCap {
	readonly #capPicoUsd: bigint;
	#spentPicoUsd: bigint;
	#reservedPicoUsd = 0n;
	#billedAboveWorst = false;

	/** `spentPicoUsd`: what counts against the cap already. */
	constructor(capPicoUsd: bigint, spentPicoUsd = 0n) {
		this.#capPicoUsd = capPicoUsd;
		this.#spentPicoUsd = spentPicoUsd;
	}

	/** What has ended: known costs, and the worst case of what nobody has told. */
	get spentPicoUsd(): bigint {
		return this.#spentPicoUsd;
	}

	/** Worst case of what may have been sent and has not ended. */
	get reservedPicoUsd(): bigint {
		return this.#reservedPicoUsd;
	}

	/**
	 * Whether an endpoint billed a request above its worst case, and what is spent and reserved has passed the cap for it: what counted as the most that
	 * could be spent was not, so that nothing more may be sent.
	 */
	get isOverdrawn(): boolean {
		return this.#billedAboveWorst && this.#spentPicoUsd + this.#reservedPicoUsd > this.#capPicoUsd;
	}

	/** Whether one more request fits at its worst. */
	covers(worstPicoUsd: bigint): boolean {
		return this.#spentPicoUsd + this.#reservedPicoUsd + worstPicoUsd <= this.#capPicoUsd;
	}

	/** Reserves as many of `wanted` requests as the cap covers at their worst, and says how many. */
	reserve(wanted: number, worstPicoUsd: bigint): number {
		if (wanted <= 0) return 0;
		const room = this.#capPicoUsd - this.#spentPicoUsd - this.#reservedPicoUsd;
		const covered =
			worstPicoUsd === 0n
				? wanted
				: room < worstPicoUsd
					? 0
					: Number(minimum(BigInt(wanted), room / worstPicoUsd));
		this.#reservedPicoUsd += BigInt(covered) * worstPicoUsd;
		return covered;
	}

	/** A reserved request has ended; `releasedPicoUsd` is what was reserved for it, its worst where absent. */
	settle(worstPicoUsd: bigint, settlement: Settlement, releasedPicoUsd = worstPicoUsd): void {
		this.release(1, releasedPicoUsd);
		const picoUsd = settledPicoUsd(worstPicoUsd, settlement);
		this.#billedAboveWorst ||= picoUsd > worstPicoUsd;
		this.#spentPicoUsd += picoUsd;
	}

	/** Reserved requests that will not be sent. */
	release(requests: number, worstPicoUsd: bigint): void {
		this.#reservedPicoUsd -= BigInt(requests) * worstPicoUsd;
	}
}

const minimum = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** What counts of a request that has ended, see `Settlement`. */
export const settledPicoUsd = (worstPicoUsd: bigint, settlement: Settlement): bigint => {
	switch (settlement.kind) {
		case 'known':
			return settlement.picoUsd;
		case 'free':
			return 0n;
		case 'unknown':
			return worstPicoUsd;
	}
};
