/** How volume, prices and the worth of money move from month to month in every draw of a block. */
import { blockRows, constantColumn, derivedColumn, type Column } from './column.ts';
import type { UncertainCase } from './case-parameters.ts';
import type { DriftOrder } from './compile.ts';
import type { Samples } from './sampling.ts';

const monthsPerYear = 12;

export interface Horizon {
	/** Whole requests of the current month. */
	volumes: Float64Array;
	/** Factor by which each drift has moved prices since the start, by place. */
	drifts: readonly Float64Array[];
	/** What a dollar of the current month is worth at the start. */
	discounts: Float64Array;
	/** Goes to the first month of the draws from `start` on. */
	begin: (start: number, rows: number) => void;
	/** Goes to the next month. */
	next: (rows: number) => void;
}

const multiply = (target: Float64Array, steps: Float64Array, rows: number): void => {
	for (let i = 0; i < rows; i++) target[i] = (target[i] as number) * (steps[i] as number);
};

/**
 * The months of a case, counted from 0 (today): volume V₀ (1+g)^m or the typed path, rounded to whole requests, prices ×
 * (1+x)^(m/12), discounted by (1+r)^(m/12). The same as the exact cash flow has them.
 */
export const createHorizon = (
	{ demand, drifts, discountRatePerYear }: Omit<UncertainCase, 'options' | 'compare'>,
	samples: Samples,
	order: DriftOrder
): Horizon => {
	const { requestsPerMonth, growthPerMonth, path } = demand;
	const own = Number(requestsPerMonth.value);
	const start = derivedColumn([requestsPerMonth], samples, (requests) => requests);
	const growth: Column = growthPerMonth
		? derivedColumn([growthPerMonth], samples, (share) => 1 + share)
		: constantColumn(1);
	const driftSteps = order.map((name) => {
		const rate = drifts[name];
		if (!rate) throw new RangeError(`the drift "${name}" has no rate`);
		return derivedColumn([rate], samples, (share) => Math.pow(1 + share, 1 / monthsPerYear));
	});
	const discountStep = derivedColumn([discountRatePerYear], samples, (rate) =>
		Math.pow(1 + rate, -1 / monthsPerYear)
	);
	const columns = [start, growth, ...driftSteps, discountStep];
	const volumes = new Float64Array(blockRows);
	const unrounded = new Float64Array(blockRows);
	const discounts = new Float64Array(blockRows);
	const driftFactors = driftSteps.map(() => new Float64Array(blockRows));
	let month = 0;
	const setPathVolumes = (typed: readonly number[], rows: number): void => {
		const requests = typed[Math.min(month, typed.length - 1)] ?? 0;
		for (let i = 0; i < rows; i++) {
			unrounded[i] = own > 0 ? (requests * (start.values[i] as number)) / own : requests;
		}
	};
	const roundVolumes = (rows: number): void => {
		for (let i = 0; i < rows; i++) volumes[i] = Math.floor((unrounded[i] as number) + 0.5);
	};
	return {
		volumes,
		drifts: driftFactors,
		discounts,
		begin: (from, rows) => {
			month = 0;
			for (const column of columns) column.fill(from, rows);
			for (const factor of driftFactors) factor.fill(1);
			discounts.fill(1);
			if (path) setPathVolumes(path, rows);
			else unrounded.set(start.values);
			roundVolumes(rows);
		},
		next: (rows) => {
			month++;
			for (const [place, { values }] of driftSteps.entries()) {
				multiply(driftFactors[place] as Float64Array, values, rows);
			}
			multiply(discounts, discountStep.values, rows);
			if (path) setPathVolumes(path, rows);
			else multiply(unrounded, growth.values, rows);
			roundVolumes(rows);
		}
	};
};
