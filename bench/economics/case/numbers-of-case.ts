/** The numbers that the figures of a case rest on, and who says them. */
import type { Basis, Parameter } from '../option/parameter.ts';
import type { CaseParameter } from '../uncertainty/case-parameters.ts';
import { adjustableParameters } from './adjustable-parameters.ts';
import type { CostCase } from './cost-case.ts';

/**
 * Every number that the figures of the options rest on, once: demand, discount rate and drifts first, then option by option. What is
 * true by definition, what nobody has given, and what belongs to excluded options alone is not among them.
 */
export const numbersOfCase = (costCase: CostCase): CaseParameter[] =>
	adjustableParameters({ ...costCase, excluded: [] }).filter(({ isGiven }) => isGiven);

export interface BasisCount {
	basis: Basis;
	/** 1 or more. */
	numbers: number;
}

const order: readonly Basis[] = [
	'measured',
	'quote',
	'price-book',
	'hardware-book',
	'scenario',
	'user',
	'default',
	'definition'
];

/** How many of some numbers are said by whom, the surest first; what says none of them is left out. */
export const countByBasis = (numbers: readonly Pick<Parameter, 'basis'>[]): BasisCount[] =>
	order.flatMap((basis) => {
		const count = numbers.filter((each) => each.basis === basis).length;
		return count === 0 ? [] : [{ basis, numbers: count }];
	});
