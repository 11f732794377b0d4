/** Options brought into columns: what each draw makes of fixed amounts, slopes, stairs and metered plans. */
import type { Column } from './column.ts';

/** An amount that moves with a drift. */
export interface Term {
	column: Column;
	/** Place of the drift among those of the case; −1 for what stays as it is. */
	drift: number;
}

/** USD a month: Σ terms × (max(minSteps, ⌈volume × inverse × scale + shift⌉) + extraSteps). */
export interface StairProgram {
	terms: readonly Term[];
	/** Steps per request at a scale of 1. */
	inverse: Column;
	scale: number;
	shift: number;
	minSteps: number;
	extraSteps: number;
}

/**
 * Rent of nodes that follow the week, USD a month: Σ levels usd × max(minSteps, ⌈volume × inverse × scale⌉). The same as one
 * stair for each level, but there are up to 168 of them.
 */
export interface LadderProgram {
	levels: readonly { scale: number; usd: Column }[];
	/** What the levels are computed from; filled before them. */
	rates: readonly Column[];
	inverse: Column;
	minSteps: number;
	/** Place of the drift that moves all of it; −1 for none. */
	drift: number;
}

export interface MeteredProgram {
	/** USD per request below the first tier. */
	price: readonly Term[];
	/** Thresholds in requests, or in USD at the base price where `tiersInUsd`. */
	tiers: readonly { from: number; priceFactor: number }[];
	tiersInUsd: boolean;
	allUnits: boolean;
	/** USD a month; null without a commitment. */
	commit: Column | null;
	overageFactor: number;
}

/** What takes one share of the volume of an option: all of it, or one side of a hybrid. */
export interface PartProgram {
	/** Share of the volume of the option; null for all of it. */
	share: Column | null;
	fixed: readonly Term[];
	slope: readonly Term[];
	stairs: readonly StairProgram[];
	/** Null for all but fleets that follow the week. */
	ladder: LadderProgram | null;
	metered: MeteredProgram | null;
}

export interface OptionProgram {
	id: string;
	parts: readonly PartProgram[];
	/** Every column of the parts, once, in the order in which they are filled. */
	columns: readonly Column[];
}

/**
 * A volume on the edge of a step is computed with rounding errors of its own; ratios this close above a whole number count as
 * it. Ten thousand times the error of a double, and a millionth of a request in a million.
 */
export const edgeTolerance = 1e-12;

/** Seconds in a month of the model: 730 × 3,600. */
export const secondsPerMonth = 2_628_000;
