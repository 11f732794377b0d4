/** What the positions of a slider mean: steps that are added, or multiplied with where the range spans decades. */
import { toDecimal } from '#core/decimal.ts';
import type { SliderRange } from '#bench/economics/case/slider-range.ts';

/** Digits of a value on a log scale: finer than anybody can move a slider. */
const logDigits = 3;

/** The last position; the first is 0. */
export const lastPosition = ({ min, max, step, isLog }: SliderRange): number => {
	const [from, to, by] = [Number(min), Number(max), Number(step)];
	const steps = isLog ? Math.log(to / from) / Math.log(by) : (to - from) / by;
	// Against what binary floats are off by.
	return Math.max(1, Math.ceil(steps - 1e-6));
};

/** Position of a value; the end where it lies beyond. */
export const positionOf = (value: string, range: SliderRange): number => {
	const [from, by, at] = [Number(range.min), Number(range.step), Number(value)];
	const last = lastPosition(range);
	if (range.isLog && at <= 0) return 0;
	const steps = range.isLog ? Math.log(at / from) / Math.log(by) : (at - from) / by;
	return Math.min(last, Math.max(0, Math.round(steps)));
};

/** Value at a position, decimal text; both ends exactly. */
export const valueAt = (position: number, range: SliderRange): string => {
	const { min, max, step, isLog } = range;
	if (position <= 0) return min;
	if (position >= lastPosition(range)) return max;
	if (!isLog) return toDecimal(step).times(position).plus(min).toFixed();
	const value = Number(min) * Number(step) ** position;
	const rounded = Number(value.toPrecision(logDigits));
	return toDecimal(Math.min(Number(max), Math.max(Number(min), rounded))).toFixed();
};
