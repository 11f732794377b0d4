/** What nodes cost a month whose number in each hour of the week is given: sized for the busiest hour, or rented by the hour. */
import { Decimal, toDecimal } from '#core/decimal.ts';
import { levelsOf, type HourlyBilling } from '../../demand/demand-levels.ts';
import { hourlyNodeUsdPerMonth, hourlyTerms } from '../fleet.ts';
import type { CostOption, Fleet } from '../../option/option.ts';
import { sumOfLines } from '../../option/option-curve.ts';

/** Terms of the nodes that use cases share. */
export interface NodeTerms {
	/** What every provisioned node costs, USD a month; without the rent where that follows the hours. */
	usdPerNodeMonth: Decimal;
	scaling: Fleet['scaling'];
	staffStep: Fleet['staffStep'];
	/** For rent: the fleet that it is read from. */
	fleet: Fleet;
	billing: HourlyBilling;
}

/** Throws a RangeError for an option that runs no nodes of its own. */
export const nodeTermsOf = (option: CostOption, billing: HourlyBilling): NodeTerms => {
	const { fleet, lines } = option;
	if (!fleet) throw new RangeError(`option "${option.id}" runs no nodes that could be shared`);
	return {
		usdPerNodeMonth: sumOfLines(lines, 'node-month'),
		scaling: fleet.scaling,
		staffStep: fleet.staffStep,
		fleet,
		billing
	};
};

/**
 * Rent of nodes that follow the week: the j-th node is billed for the hours in which at least j are needed, or reserved where
 * that is cheaper; spares are always on.
 */
const hourlyRent = (
	nodes: readonly number[],
	spareNodes: number,
	{ fleet, billing }: NodeTerms
): Decimal => {
	const terms = hourlyTerms(fleet);
	const levels = levelsOf({ multipliers: nodes.map(String) }, billing);
	return levels
		.map(({ multiplier, billedShare }, index) => {
			const quieter = Number(levels[index + 1]?.multiplier ?? 0);
			return hourlyNodeUsdPerMonth(terms, billedShare).times(Number(multiplier) - quieter);
		})
		.reduce((sum, each) => sum.plus(each), hourlyNodeUsdPerMonth(terms, 1).times(spareNodes));
};

/** USD a month of nodes needed in each hour, with spares on top; people in whole steps included. */
export const nodeCostUsd = (
	nodes: readonly number[],
	spareNodes: number,
	terms: NodeTerms
): Decimal => {
	const busiest = nodes.reduce((most, each) => Math.max(most, each), 0);
	const provisioned = busiest + spareNodes;
	const { staffStep } = terms;
	const people = staffStep
		? toDecimal(staffStep.usdPerMonth.value).times(Math.ceil(provisioned / staffStep.nodesPerStep))
		: new Decimal(0);
	const rent = terms.scaling === 'hourly' ? hourlyRent(nodes, spareNodes, terms) : new Decimal(0);
	return terms.usdPerNodeMonth.times(provisioned).plus(people).plus(rent);
};
