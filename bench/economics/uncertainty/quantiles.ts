/** Quantiles of simulated figures. */

export interface Band {
	/** 5th percentile, median and 95th percentile: nine draws of ten lie between the outer ones. */
	p05: number;
	p50: number;
	p95: number;
}

/** The smallest value that at least a share `p` of the sorted values do not exceed; NaN without values. */
export const sortedQuantile = (sorted: Float64Array, p: number): number =>
	sorted[Math.max(0, Math.ceil(p * sorted.length - 1e-9) - 1)] ?? NaN;

/** Band of values; may hold infinities. */
export const bandOf = (values: Float64Array): Band => {
	const sorted = values.slice().sort();
	return {
		p05: sortedQuantile(sorted, 0.05),
		p50: sortedQuantile(sorted, 0.5),
		p95: sortedQuantile(sorted, 0.95)
	};
};

/** Arithmetic mean; NaN without values. */
export const meanOf = (values: Float64Array): number => {
	let sum = 0;
	for (const value of values) sum += value;
	return sum / values.length;
};
