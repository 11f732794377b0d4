/** Values over time: moments on one clock, ascending, ms, and a value for each; a moment without a value is left out. */
export interface Series {
	atMs: readonly number[];
	values: readonly number[];
}

/** Part of a stage: its clock, ms. */
export interface Window {
	fromMs: number;
	toMs: number;
}

/** Index of the last moment at or before `ms`; −1 where there is none. */
export const lastAtOrBefore = (atMs: readonly number[], ms: number): number => {
	let [low, high] = [0, atMs.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((atMs[middle] ?? Infinity) <= ms) low = middle + 1;
		else high = middle;
	}
	return low - 1;
};

/** Median distance between neighbours, ms; null for fewer than three moments, which show no rhythm. */
export const medianSpacingMs = (atMs: readonly number[]): number | null => {
	if (atMs.length < 3) return null;
	const gaps = atMs
		.slice(1)
		.map((ms, index) => ms - (atMs[index] ?? 0))
		.sort((a, b) => a - b);
	return gaps[gaps.length >> 1] ?? null;
};

/** Mean and largest of the values inside of a window; null where there is none. */
export const gaugeIn = (
	{ atMs, values }: Series,
	{ fromMs, toMs }: Window
): { mean: number; max: number } | null => {
	const inside = values.filter((_, index) => {
		const ms = atMs[index] ?? Infinity;
		return ms >= fromMs && ms <= toMs;
	});
	if (inside.length === 0) return null;
	return {
		mean: inside.reduce((sum, value) => sum + value, 0) / inside.length,
		max: inside.reduce((a, b) => Math.max(a, b), -Infinity)
	};
};
