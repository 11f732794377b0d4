/** The case that is simulated, and every parameter that occurs in it with the part it plays there. */
import type { CostCase } from '../case/cost-case.ts';
import { parametersOfFactor, type CostLine } from '../option/cost-line.ts';
import type { CostOption } from '../option/option.ts';
import type { Parameter } from '../option/parameter.ts';
import type { Bounds } from './parameter-quantile.ts';

/** What a simulation needs of a case whose two options have been chosen. */
export interface UncertainCase extends Pick<
	CostCase,
	'options' | 'drifts' | 'discountRatePerYear' | 'horizonMonths'
> {
	/** Ids of the two options between which the decision lies. */
	compare: { makeId: string; buyId: string };
	/** A path moves up and down with `requestsPerMonth` as that differs from its own value. */
	demand: Pick<CostCase['demand'], 'requestsPerMonth' | 'growthPerMonth' | 'path'>;
}

export const parameterRoles = [
	'capacity',
	'peak',
	'volume',
	'growth',
	'drift',
	'discount',
	'hybrid-share',
	'rent',
	'commitment',
	'people',
	'cost'
] as const;
/** What a parameter does in the model; `cost` is a factor of a line, `people` of one that moves with salaries. */
export type ParameterRole = (typeof parameterRoles)[number];

export interface CaseParameter {
	parameter: Parameter;
	role: ParameterRole;
	/** Ids of the options in which it occurs; empty for demand, drifts and the discount rate, which touch all. */
	optionIds: string[];
}

/** Both of the options of a case that are compared. Throws a RangeError where an id names none. */
export const comparedOptions = ({
	options,
	compare
}: Pick<UncertainCase, 'options' | 'compare'>): { make: CostOption; buy: CostOption } => {
	const find = (id: string): CostOption => {
		const found = options.find((option) => option.id === id);
		if (!found) throw new RangeError(`no option has the id "${id}"`);
		return found;
	};
	return { make: find(compare.makeId), buy: find(compare.buyId) };
};

const parametersOfLine = ({ factors, drift }: CostLine): [Parameter, ParameterRole][] =>
	factors
		.flatMap(parametersOfFactor)
		.map((parameter) => [parameter, drift === 'salary' ? 'people' : 'cost']);

/** Every parameter of an option with its part in it, those of the options that a hybrid joins included. */
export const parametersOfOption = (option: CostOption): [Parameter, ParameterRole][] => {
	const { fleet, metered, blend } = option;
	const found: [Parameter | null | undefined, ParameterRole][] = [
		[fleet?.kappaPerS, 'capacity'],
		[fleet?.headroom, 'cost'],
		[fleet?.peakToAverage, 'peak'],
		[fleet?.rent?.onDemandUsdPerHour, 'rent'],
		[fleet?.rent?.reservedUsdPerHour, 'rent'],
		[fleet?.staffStep?.usdPerMonth, 'people'],
		[metered?.commitUsdPerMonth, 'commitment'],
		[metered?.reservedUnits?.usdPerUnitMonth, 'cost'],
		[metered?.reservedUnits?.requestsPerUnitMonth, 'cost'],
		[blend?.apiShare, 'hybrid-share'],
		...[...option.lines, ...(metered?.lines ?? [])].flatMap(parametersOfLine)
	];
	return [
		...found.filter((entry): entry is [Parameter, ParameterRole] => !!entry[0]),
		...(blend ? [...parametersOfOption(blend.local), ...parametersOfOption(blend.api)] : [])
	];
};

/**
 * Every parameter of a case, once for each id, in order of appearance. Throws a RangeError where two parameters with one id
 * differ in value: they would be drawn as one.
 */
export const caseParameters = (uncertain: UncertainCase): CaseParameter[] => {
	const byId = new Map<string, CaseParameter>();
	const add = (parameter: Parameter, role: ParameterRole, optionId: string | null): void => {
		const known = byId.get(parameter.id);
		if (!known) {
			byId.set(parameter.id, { parameter, role, optionIds: optionId === null ? [] : [optionId] });
			return;
		}
		if (known.parameter.value !== parameter.value) {
			throw new RangeError(`two parameters have the id "${parameter.id}" and different values`);
		}
		if (optionId !== null && !known.optionIds.includes(optionId)) known.optionIds.push(optionId);
	};
	for (const option of uncertain.options) {
		for (const [parameter, role] of parametersOfOption(option)) add(parameter, role, option.id);
	}
	add(uncertain.demand.requestsPerMonth, 'volume', null);
	if (uncertain.demand.growthPerMonth) add(uncertain.demand.growthPerMonth, 'growth', null);
	for (const drift of Object.values(uncertain.drifts)) add(drift, 'drift', null);
	add(uncertain.discountRatePerYear, 'discount', null);
	return [...byId.values()];
};

/** Units in which nothing is below 1: requests paid for an answer, busiest hour / mean hour, energy of a site / of its servers. */
const atLeastOne = new Set(['requests/answer', 'ratio']);

/**
 * What a parameter cannot be: rates of change stay above −1, everything else is not negative, a share of which both ends are at
 * most 1 stays so, and a ratio that is at least 1 stays so. A parameter that is written as negative may be.
 */
export const boundsOf = ({
	parameter,
	role
}: Pick<CaseParameter, 'parameter' | 'role'>): Bounds => {
	const { unit, spread, value } = parameter;
	const ends = spread.kind === 'fixed' ? [] : [spread.low, spread.high];
	const written = [Number(value), ...ends];
	if (role === 'drift' || role === 'growth') return { min: -0.999, max: Infinity };
	const least = Math.min(...written);
	const max = unit === 'share' && Math.max(...written) <= 1 ? 1 : Infinity;
	if (atLeastOne.has(unit) && least >= 1) return { min: 1, max };
	return { min: least < 0 ? -Infinity : 0, max };
};
