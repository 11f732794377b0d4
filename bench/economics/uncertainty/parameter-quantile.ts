/** From the spread of a parameter to its quantile function: what value it has at a probability. */
import type { Parameter } from '../option/parameter.ts';
import { normalQuantile } from '#core/statistics/normal.ts';

/** Standard deviations from the middle of a normal distribution to its 95th percentile. */
export const z95 = 1.6448536269514722;

/** What a parameter cannot be below or above. */
export interface Bounds {
	min: number;
	max: number;
}

/** Value at a probability in (0, 1), in the unit of the parameter. */
export type QuantileFunction = (probability: number) => number;

const triangular = (low: number, mode: number, high: number): QuantileFunction => {
	const split = (mode - low) / (high - low);
	return (probability) =>
		probability < split
			? low + Math.sqrt(probability * (high - low) * (mode - low))
			: high - Math.sqrt((1 - probability) * (high - low) * (high - mode));
};

/** The value is the median and 5 % lie beyond either end, so a lopsided interval keeps its shape. */
const bell = (low: number, middle: number, high: number): QuantileFunction => {
	const [below, above] = [(middle - low) / z95, (high - middle) / z95];
	return (probability) => {
		const z = normalQuantile(probability);
		return middle + z * (z < 0 ? below : above);
	};
};

/** The probability at which a rising quantile function reaches `value`. */
const probabilityOf = (quantile: QuantileFunction, value: number): number => {
	let [from, to] = [0, 1];
	for (let step = 0; step < 60; step++) {
		const middle = (from + to) / 2;
		if (quantile(middle) < value) from = middle;
		else to = middle;
	}
	return (from + to) / 2;
};

/** The same distribution, given that it lies within its bounds. */
const truncated = (quantile: QuantileFunction, { min, max }: Bounds): QuantileFunction => {
	const from = quantile(1e-12) < min ? probabilityOf(quantile, min) : 0;
	const to = quantile(1 - 1e-12) > max ? probabilityOf(quantile, max) : 1;
	if (from === 0 && to === 1) return quantile;
	return (probability) => Math.min(max, Math.max(min, quantile(from + probability * (to - from))));
};

/**
 * Quantile function of a parameter; null where it has no spread. `uniform`: between low and high. `triangular`: the value is
 * the mode. `normal` and `lognormal`: low and high are the 5th and 95th percentile and the value is the median (the geometric
 * middle for a lognormal without a value of its own). Both are cut at their bounds.
 */
export const parameterQuantile = (
	{ value, spread }: Pick<Parameter, 'value' | 'spread'>,
	bounds: Bounds
): QuantileFunction | null => {
	if (spread.kind === 'fixed' || spread.low === spread.high) return null;
	const { low, high } = spread;
	const middle = Math.min(high, Math.max(low, Number(value)));
	switch (spread.kind) {
		case 'uniform':
			return (probability) => low + probability * (high - low);
		case 'triangular':
			return triangular(low, middle, high);
		case 'normal':
			return truncated(bell(low, middle, high), bounds);
		case 'lognormal': {
			const logarithm = bell(Math.log(low), Math.log(middle), Math.log(high));
			return truncated((probability) => Math.exp(logarithm(probability)), bounds);
		}
	}
};
