/** From where to where a slider of a number goes. */
import { decimalText, toDecimal } from '#core/decimal.ts';
import type { Parameter } from '../option/parameter.ts';
import type { ParameterRole } from '../uncertainty/case-parameters.ts';
import type { ParameterLimits } from './parameter-limits.ts';
import { plausibleRanges } from './plausible-ranges.ts';

export interface SliderRange {
	/** Ends, in the unit of the parameter; decimal text. The value lies between them. */
	min: string;
	max: string;
	/** From one position to the next: added, or multiplied with on a log scale. Decimal text. */
	step: string;
	/** Where the ends lie more than two decades apart. */
	isLog: boolean;
}

/** Positions of a slider, about. */
const positions = 200;
const logStep = '1.02';
const decadesOfLog = 2;
/** Times today's volume, either way. */
const volumeFactor = 100;

/** Ends of what is worth looking at where nobody has given a value. */
const zeroEnds: Partial<Record<ParameterRole, readonly [number, number]>> = {
	growth: [-0.05, 0.15],
	drift: [-0.5, 0.5]
};

/** The next value outwards that has two digits. */
const twoDigits = (value: number, direction: 'down' | 'up'): number => {
	if (value === 0) return 0;
	const unit = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
	const count = value / unit;
	// A value of two digits stays, whatever its binary form is off by.
	const whole = Math.abs(count - Math.round(count)) < 1e-9;
	const rounded = whole
		? Math.round(count)
		: direction === 'down'
			? Math.floor(count)
			: Math.ceil(count);
	return Number((rounded * unit).toPrecision(2));
};

/** 1, 2 or 5 times a power of ten, at most `value`. */
const niceStep = (value: number): number => {
	const unit = 10 ** Math.floor(Math.log10(value));
	const factor = [5, 2, 1].find((each) => each * unit <= value * (1 + 1e-9)) ?? 1;
	return Number((factor * unit).toPrecision(1));
};

/** Ends of interest: the spread widened by half of itself either way, else a quarter to four times the value. */
const wantedEnds = ({ parameter, role }: { parameter: Parameter; role: ParameterRole }) => {
	const { spread, unit } = parameter;
	const value = Number(parameter.value);
	if (role === 'volume') return value > 0 ? [value / volumeFactor, value * volumeFactor] : null;
	const around = zeroEnds[role];
	if (around && spread.kind === 'fixed') {
		return [Math.min(around[0], 2 * value), Math.max(around[1], 2 * value)];
	}
	if (spread.kind !== 'fixed' && spread.low < spread.high) {
		const [low, high] = [Math.min(spread.low, value), Math.max(spread.high, value)];
		const isWide = low > 0 && high / low > 4;
		if (isWide) return [low / 2, high * 2];
		const half = (high - low) / 2;
		// What binary floats leave of nothing.
		return [Math.abs(low - half) < 1e-9 * half ? 0 : low - half, high + half];
	}
	if (value !== 0) return [value / 4, value * 4].sort((a, b) => a - b);
	if (unit === 'share') return [0, 1];
	const row = plausibleRanges.find((each) => each.unit === unit && each.idEnd === undefined);
	return row ? [0, Number(row.high)] : null;
};

/** The slider of a parameter within its limits; null where nothing tells how far to go: it is 0, and its unit says nothing. */
export const sliderRange = (
	entry: { parameter: Parameter; role: ParameterRole },
	limits: ParameterLimits
): SliderRange | null => {
	const ends = wantedEnds(entry);
	if (!ends) return null;
	const [low, high] = ends as [number, number];
	const [lowest, highest] = [limits.lowest.toNumber(), limits.highest.toNumber()];
	const min = Math.max(lowest, twoDigits(low, 'down'));
	const max = Math.min(highest, twoDigits(high, 'up'));
	const value = toDecimal(entry.parameter.value);
	const [from, to] = [
		value.lt(min) ? value.toNumber() : min,
		value.gt(max) ? value.toNumber() : max
	];
	if (!(from < to)) return null;
	const isLog = from > 0 && Math.log10(to / from) > decadesOfLog;
	return {
		min: decimalText(from),
		max: decimalText(to),
		step: isLog ? logStep : decimalText(niceStep((to - from) / positions)),
		isLog
	};
};
