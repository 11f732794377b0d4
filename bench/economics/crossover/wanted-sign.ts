/** What is looked for along the volumes: the next place where a difference has, or no longer has, a certain sign. */
import { ceilDiv, floorDiv, type Sign } from './scaled-integers.ts';

export type WantedSign = 'below' | 'above' | 'not-below' | 'not-above' | 'not-equal';

export const isWanted = (value: bigint, wanted: WantedSign): boolean => {
	switch (wanted) {
		case 'below':
			return value < 0n;
		case 'above':
			return value > 0n;
		case 'not-below':
			return value >= 0n;
		case 'not-above':
			return value <= 0n;
		case 'not-equal':
			return value !== 0n;
	}
};

/** Any sign but this one. */
export const otherThan = (sign: Sign): WantedSign =>
	sign === 0 ? 'not-equal' : sign > 0 ? 'not-above' : 'not-below';

/** The opposite of a sign other than 0, strictly. */
export const oppositeOf = (sign: -1 | 1): WantedSign => (sign > 0 ? 'below' : 'above');

/** Smallest n ≥ 0 for which `value + change × n` is wanted; null where none is. */
export const stepsUntilWanted = (
	value: bigint,
	change: bigint,
	wanted: WantedSign
): bigint | null => {
	if (isWanted(value, wanted)) return 0n;
	switch (wanted) {
		case 'below':
			return change < 0n ? floorDiv(value, -change) + 1n : null;
		case 'not-above':
			return change < 0n ? ceilDiv(value, -change) : null;
		case 'above':
			return change > 0n ? floorDiv(-value, change) + 1n : null;
		case 'not-below':
			return change > 0n ? ceilDiv(-value, change) : null;
		case 'not-equal':
			return change === 0n ? null : 1n;
	}
};
