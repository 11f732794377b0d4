/**
 * What one stage reserves of a cap: each request that it may send at the dearest of them, but never more than all that it has not settled can cost
 * together, where that is known place by place. So a load of one dear request and many cheap ones fits under the sum of them.
 */
import type { Settlement, SpendCap } from './spend-cap.ts';

export interface StageWorst {
	/** The most that any one of its requests can cost, millionths of a millionth of a dollar. */
	dearestPicoUsd: bigint;
	/** The most that the request at each place of the schedule can cost, none above the dearest; null where any place may send the dearest. */
	placesPicoUsd: readonly bigint[] | null;
	/** Requests that it can send in all; as many as there are places. */
	mostRequests: number;
}

export class StageReservation {
	readonly #cap: SpendCap;
	readonly #worst: StageWorst;
	/** What places without an end can cost together; null where that is not known. */
	#leftPicoUsd: bigint | null;
	#reservedPicoUsd = 0n;
	#allowed = 0;
	#settled = 0;

	constructor(cap: SpendCap, worst: StageWorst) {
		this.#cap = cap;
		this.#worst = worst;
		this.#leftPicoUsd = worst.placesPicoUsd?.reduce((sum, each) => sum + each, 0n) ?? null;
	}

	/** Requests that could be sent so far. */
	get allowed(): number {
		return this.#allowed;
	}

	/** Those of them that have not ended. */
	get open(): number {
		return this.#allowed - this.#settled;
	}

	/** Whether it can be allowed nothing more. */
	get isComplete(): boolean {
		return this.#allowed >= this.#worst.mostRequests;
	}

	/** Reserved for the last `requests` that were allowed. */
	reservedForLast(requests: number): bigint {
		return this.#reservedPicoUsd - this.#reservationOf(this.open - requests);
	}

	/** Allows as many of `wanted` requests as the cap covers, and says how many. */
	allow(wanted: number): number {
		const most = Math.min(wanted, this.#worst.mostRequests - this.#allowed);
		if (most <= 0) return 0;
		const all = this.#reservationOf(this.open + most) - this.#reservedPicoUsd;
		const isCovered = this.#cap.reserve(1, all) === 1;
		// What does not fit as a whole is beyond what the places cost together, so that each more takes the dearest.
		const added = isCovered ? most : this.#cap.reserve(most, this.#worst.dearestPicoUsd);
		this.#reservedPicoUsd += isCovered ? all : BigInt(added) * this.#worst.dearestPicoUsd;
		this.#allowed += added;
		return added;
	}

	/** The request at that place of the schedule has ended. */
	settle(place: number, settlement: Settlement): void {
		const { placesPicoUsd, dearestPicoUsd } = this.#worst;
		const worstPicoUsd = placesPicoUsd?.[place] ?? dearestPicoUsd;
		if (this.#leftPicoUsd !== null) this.#leftPicoUsd -= worstPicoUsd;
		this.#settled++;
		const before = this.#reservedPicoUsd;
		this.#reservedPicoUsd = this.#reservationOf(this.open);
		this.#cap.settle(worstPicoUsd, settlement, before - this.#reservedPicoUsd);
	}

	/** So many that were allowed will not be sent, or not for now. */
	giveBack(requests: number): void {
		const picoUsd = this.reservedForLast(requests);
		this.#allowed -= requests;
		this.#reservedPicoUsd -= picoUsd;
		this.#cap.release(1, picoUsd);
	}

	#reservationOf(open: number): bigint {
		const atDearest = BigInt(open) * this.#worst.dearestPicoUsd;
		const left = this.#leftPicoUsd;
		return left !== null && left < atDearest ? left : atDearest;
	}
}
