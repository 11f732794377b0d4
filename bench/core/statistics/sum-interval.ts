/** The interval of a sum whose parts were estimated apart from each other, each with an interval of its own. */

export interface EstimatedPart {
	value: number;
	/** Ends of its interval; low ≤ value ≤ high. */
	low: number;
	high: number;
}

/**
 * The ends, at the level of the parts, where the parts are independent: value − √Σ(value − low)², value + √Σ(high − value)² (MOVER, Zou &
 * Donner 2008, Statistics in Medicine 27:1693–1702). With one part it is that part's interval.
 */
export const sumInterval = (parts: readonly EstimatedPart[]): { low: number; high: number } => {
	const value = parts.reduce((sum, part) => sum + part.value, 0);
	return {
		low: value - Math.hypot(...parts.map((part) => part.value - part.low)),
		high: value + Math.hypot(...parts.map((part) => part.high - part.value))
	};
};
