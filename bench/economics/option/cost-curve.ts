/**
 * Cost of a month as a function of the volume, in the one form that every option is brought into: a fixed amount, a slope,
 * stairs of whole nodes (and of staff per so many nodes), and a metered plan with tiers and a commitment.
 */

/** Something that is bought in whole pieces: `usdPerStep × max(minSteps, ⌈(volume + offsetRequests) / requestsPerStep⌉)`. */
export interface Stair {
	/** USD a month for one step; may be negative where a larger step replaces a smaller one. Decimal text. */
	usdPerStep: string;
	/** Requests a month that one step carries, > 0. Decimal text; need not be whole. */
	requestsPerStep: string;
	/** Added to the volume before it is divided; `0` for nodes. Decimal text, ≥ 0. */
	offsetRequests: string;
	minSteps: number;
}

export interface MeteredTier {
	/** Requests a month from which the price holds: those beyond this many pay it. Decimal text, > 0, rising from tier to tier. */
	fromRequests: string;
	/** Decimal text, ≥ 0. */
	usdPerRequest: string;
}

/** A price per request with volume tiers and committed spend. */
export interface MeteredPlan {
	/** Below the first tier. Decimal text, ≥ 0. */
	usdPerRequest: string;
	tiers: readonly MeteredTier[];
	/** `graduated`: a tier's price holds for the requests beyond its threshold; `all-units`: for all of them once the volume is above it. */
	tierMode: 'graduated' | 'all-units';
	/** Least that is paid a month; what is not used is lost. Decimal text; `0` without a commitment. */
	commitUsdPerMonth: string;
	/** Price of usage beyond the commitment / price within it; `1` where overage costs the same. Decimal text. */
	overageFactor: string;
}

/** USD a month of V whole requests: fixed + slope × V + Σ stairs + max(commitment, metered usage). */
export interface CostCurve {
	/** Decimal text, may be negative. */
	fixedUsdPerMonth: string;
	/** Decimal text. */
	usdPerRequest: string;
	stairs: readonly Stair[];
	/** Null where nothing is metered. */
	metered: MeteredPlan | null;
}
