/** Brings evaluated specs into the form in which their use cases share nodes. */
import type { HourlyBilling } from '#bench/economics/demand/demand-levels.ts';
import { weekProfile } from '#bench/economics/demand/demand.ts';
import type { PortfolioUse } from '#bench/economics/case/portfolio.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import { optionTitle } from '#bench/economics/option/option-title.ts';
import type { EvaluatedSpec } from './evaluate-spec.ts';

/** A use case with the option whose nodes it brings. */
export interface PortfolioMember {
	evaluated: EvaluatedSpec;
	option: CostOption;
}

/**
 * The option whose nodes a use case brings: the one named, else the compared one that is made, else the first that is made. Null
 * where there is none.
 */
export const nodeOptionOf = (
	{ costCase, evaluated }: EvaluatedSpec,
	wanted?: string
): CostOption | null => {
	if (wanted !== undefined) return costCase.options.find(({ id }) => id === wanted) ?? null;
	return (
		evaluated.compared?.make.option ??
		costCase.options.find(({ kind }) => kind === 'make-owned' || kind === 'make-rented') ??
		null
	);
};

/** The longest times of all: what starts a node for one use case starts it for all. */
export const billingOf = (members: readonly PortfolioMember[]): HourlyBilling => {
	const rents = members.flatMap(({ evaluated: { spec }, option }) => {
		const found = spec.options.find(({ id }) => id === option.id);
		return found?.kind === 'make-rented' && found.rent ? [found.rent] : [];
	});
	const longest = (hours: readonly number[]): number => Math.max(0, ...hours);
	return {
		minBilledHours: longest(rents.map(({ minBilledHours }) => minBilledHours)),
		startupHours: longest(rents.map(({ startupHours }) => startupHours))
	};
};

/** What the portfolio computes with. */
export const portfolioUseOf = ({ evaluated, option }: PortfolioMember): PortfolioUse => {
	const { costCase, spec, evaluated: computed } = evaluated;
	const { profile } = spec.demand;
	return {
		id: costCase.useCase,
		title: optionTitle({ title: costCase.title, emulated: option.emulated }),
		option,
		requestsPerMonth: computed.requestsPerMonth,
		multipliers: profile ? weekProfile(profile).multipliers : null,
		buy: computed.compared?.buy.option ?? null,
		maxRequestsPerMonth: costCase.maxRequestsPerMonth
	};
};

/** What a reader must know about the sharing, one sentence each. */
export const portfolioNotes = (members: readonly PortfolioMember[]): string[] => [
	...members.flatMap(({ evaluated: { costCase, spec } }) =>
		spec.demand.profile
			? []
			: [
					`${costCase.useCase}: only its peak is known, which is taken to meet the busiest hour of the others; a "demand.profile" would say`
				]
	),
	'people and other costs at any size are counted for each use case, as its spec has them'
];
