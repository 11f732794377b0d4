/** Every number of a case that a reader can put another value in place of, and those that may be added to it. */
import { driftNames, type DriftName } from '../option/cost-line.ts';
import { driftsOfOption } from '../option/drifted-option.ts';
import type { CostOption } from '../option/option.ts';
import { fixedParameter, type Parameter } from '../option/parameter.ts';
import { parametersOfOption, type ParameterRole } from '../uncertainty/case-parameters.ts';
import type { CostCase } from './cost-case.ts';

export interface AdjustableParameter {
	parameter: Parameter;
	role: ParameterRole;
	/** Ids of the options in which it occurs, excluded ones too; empty for demand, drifts and the discount rate, which touch all. */
	optionIds: string[];
	/** False where the case says nothing: the parameter is 0 then, and becomes part of the case once it has another value. */
	isGiven: boolean;
}

/** Growth of the volume, as nobody has given any. */
const noGrowth = fixedParameter('0', {
	id: 'demand.growthPerMonth',
	label: 'growth of the volume a month',
	unit: 'share/month',
	basis: 'default',
	source: 'nobody has given a growth, so none is assumed'
});

export const driftIdentity = (name: DriftName) => ({
	id: `drift.${name}`,
	label: `${name.replace('-', ' ')}, change a year`,
	unit: 'share/year'
});

const noDrift = (name: DriftName): Parameter =>
	fixedParameter('0', {
		...driftIdentity(name),
		basis: 'default',
		source: 'nobody has given a change, so none is assumed'
	});

/** Drifts that would move a cost of the options. */
const driftsThatMatter = (options: readonly CostOption[]): ReadonlySet<DriftName> =>
	new Set(
		options.flatMap((option): DriftName[] => [
			...driftsOfOption(option),
			...(option.purchase || option.blend?.local.purchase ? (['hardware'] as const) : [])
		])
	);

/**
 * Adjustable parameters once for each id: demand first, then the discount rate and drifts, then those of each option in the order of
 * its lines. What is true by definition, or follows from others, is not among them.
 */
export const adjustableParameters = (costCase: CostCase): AdjustableParameter[] => {
	const { demand, drifts, discountRatePerYear, quality } = costCase;
	const options = [...costCase.options, ...costCase.excluded.map(({ option }) => option)];
	const byId = new Map<string, AdjustableParameter>();
	const add = (
		parameter: Parameter,
		role: ParameterRole,
		{ optionId = null, isGiven = true }: { optionId?: string | null; isGiven?: boolean } = {}
	): void => {
		if (parameter.basis === 'definition') return;
		const known = byId.get(parameter.id);
		if (!known) {
			const optionIds = optionId === null ? [] : [optionId];
			byId.set(parameter.id, { parameter, role, optionIds, isGiven });
		} else if (optionId !== null && !known.optionIds.includes(optionId)) {
			known.optionIds.push(optionId);
		}
	};
	add(demand.requestsPerMonth, 'volume');
	if (demand.growthPerMonth) add(demand.growthPerMonth, 'growth');
	else if (!demand.path) add(noGrowth, 'growth', { isGiven: false });
	add(demand.peakToAverage, 'peak');
	add(discountRatePerYear, 'discount');
	const moving = driftsThatMatter(options);
	for (const name of driftNames) {
		const drift = drifts[name];
		if (drift) add(drift, 'drift');
		else if (moving.has(name)) add(noDrift(name), 'drift', { isGiven: false });
	}
	for (const option of options) {
		const { id } = option;
		const acceptShare = quality[id]?.acceptShare;
		if (acceptShare) add(acceptShare, 'cost', { optionId: id });
		for (const [parameter, role] of parametersOfOption(option)) {
			add(parameter, role, { optionId: id });
		}
	}
	return [...byId.values()];
};

/** The case with a parameter that it lacks, at 0: growth or a drift. The case itself where it has the parameter. */
export const withAdded = (
	costCase: CostCase,
	{ parameter, role, isGiven }: AdjustableParameter
): CostCase => {
	if (isGiven) return costCase;
	if (role === 'growth') {
		return { ...costCase, demand: { ...costCase.demand, growthPerMonth: parameter } };
	}
	const name = driftNames.find((each) => driftIdentity(each).id === parameter.id);
	return name ? { ...costCase, drifts: { ...costCase.drifts, [name]: parameter } } : costCase;
};
