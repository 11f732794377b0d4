/** Between which ends a reader may move a number of a case. */
import { toDecimal, type Decimal } from '#core/decimal.ts';
import { parameterDomain } from '../break-even/parameter-domain.ts';
import {
	boundsOf,
	parametersOfOption,
	type ParameterRole
} from '../uncertainty/case-parameters.ts';
import type { AdjustableParameter } from './adjustable-parameters.ts';
import { largestVolume } from './allowed-options.ts';
import type { CostCase } from './cost-case.ts';
import type { Parameter } from '../option/parameter.ts';
import { farFactor, plausibleRangeOf } from './plausible-ranges.ts';

export interface ParameterLimits {
	/** Both included, in the unit of the parameter. */
	lowest: Decimal;
	highest: Decimal;
}

/** What all options share, as a cost spec limits it. */
const sharedLimits: Partial<Record<ParameterRole, readonly [string, string]>> = {
	volume: ['0', String(largestVolume)],
	growth: ['-0.9', '1'],
	peak: ['1', '1000'],
	drift: ['-0.99', '10'],
	discount: ['0', '1']
};

/** Times a value whose unit says nothing of how large it can be. */
const unknownFactor = 1_000;

/**
 * Far above what such a figure is, and with room above the value and its range; null where nothing tells. A break-even is looked for
 * further out, see `parameterDomain`.
 */
const highestWorthTyping = (parameter: Parameter): Decimal | null => {
	const { spread, value } = parameter;
	const ends = [value, ...(spread.kind === 'fixed' ? [] : [spread.high])].map(toDecimal);
	const most = ends.reduce((a, b) => (b.gt(a) ? b : a));
	const usual = plausibleRangeOf(parameter);
	if (!usual) return most.gt(0) ? most.times(unknownFactor) : null;
	const far = toDecimal(usual.high).times(farFactor);
	const room = most.times(farFactor);
	return room.gt(far) ? room : far;
};

/** Ends of what a parameter of a case can be: those of a cost spec for demand, drifts and the discount rate, else its domain, as far as it is worth typing. */
export const parameterLimits = (
	costCase: CostCase,
	{ parameter, role }: AdjustableParameter
): ParameterLimits => {
	const shared = sharedLimits[role];
	if (shared) return { lowest: toDecimal(shared[0]), highest: toDecimal(shared[1]) };
	const options = [...costCase.options, ...costCase.excluded.map(({ option }) => option)];
	const isCost = options.some((option) =>
		parametersOfOption(option).some(([{ id }]) => id === parameter.id)
	);
	// A share of right answers that nothing is paid for is a quality alone.
	if (!isCost) return { lowest: toDecimal(0), highest: toDecimal(1) };
	const { lowest, highest } = parameterDomain(options, parameter.id);
	const { min, max } = boundsOf({ parameter, role });
	const within = (high: Decimal): Decimal =>
		high.gt(Math.min(max, Number.MAX_VALUE)) ? toDecimal(max) : high;
	const end = highestWorthTyping(parameter);
	return {
		lowest: lowest.lt(Math.max(min, -Number.MAX_VALUE)) ? toDecimal(min) : lowest,
		highest: within(end !== null && end.lt(highest) ? end : highest)
	};
};
