/** Computes a case: what each option costs today, where make and buy change places, and what is cheapest at which volume. */
import { Decimal, toDecimal } from '#core/decimal.ts';
import { breakdownAt, type Breakdown } from './breakdown.ts';
import type { CostCase } from './cost-case.ts';
import type { CostCurve } from '../option/cost-curve.ts';
import { cheapestByVolume, type CheapestInterval } from '../crossover/cheapest-by-volume.ts';
import { findCrossovers, type CrossoverResult } from '../crossover/crossover.ts';
import type { CostOption, OptionKind } from '../option/option.ts';
import { optionCurve } from '../option/option-curve.ts';

export interface EvaluatedOption {
	option: CostOption;
	curve: CostCurve;
	/** At today's volume. */
	today: Breakdown;
}

export interface EvaluatedExclusion extends EvaluatedOption {
	reasons: string[];
	/**
	 * How much more the cheapest allowed option costs a month than this one, USD, decimal text; null where it is no cheaper, so
	 * that leaving it out costs nothing.
	 */
	exclusionUsdPerMonth: string | null;
}

export interface EvaluatedCase {
	/** Whole requests of a month, today. */
	requestsPerMonth: number;
	/** Cheapest first, at today's volume. */
	options: EvaluatedOption[];
	excluded: EvaluatedExclusion[];
	/** The two that the crossover is about; null where a side has no option. */
	compared: { make: EvaluatedOption; buy: EvaluatedOption } | null;
	/** Null where nothing is compared. */
	crossover: CrossoverResult | null;
	/** Which of all options is cheapest from which volume on. */
	cheapest: CheapestInterval[];
}

const buyKinds: readonly OptionKind[] = ['buy', 'hosted'];

/** Whether an option is on the side of buying. */
export const isBought = ({ kind }: CostOption): boolean => buyKinds.includes(kind);

const evaluate = (option: CostOption, requests: number): EvaluatedOption => ({
	option,
	curve: optionCurve(option),
	today: breakdownAt(option, requests)
});

const byCost = (a: EvaluatedOption, b: EvaluatedOption): number =>
	toDecimal(a.today.totalUsdPerMonth).cmp(b.today.totalUsdPerMonth);

const exclusionCost = (
	excluded: EvaluatedOption,
	cheapestAllowed: EvaluatedOption | undefined
): string | null => {
	if (!cheapestAllowed) return null;
	const more = new Decimal(cheapestAllowed.today.totalUsdPerMonth).minus(
		excluded.today.totalUsdPerMonth
	);
	return more.gt(0) ? more.toFixed() : null;
};

/**
 * The two options to compare: those that the author names, else the cheapest of each side today. A frontier API comes before a
 * host of the same model, since the question is whether to leave it; a hybrid is never chosen by itself.
 */
const chooseCompared = (
	options: readonly EvaluatedOption[],
	{ makeId, buyId }: CostCase['compare']
): EvaluatedCase['compared'] => {
	const named = (id: string | null): EvaluatedOption | undefined =>
		options.find(({ option }) => option.id === id);
	const ofKind = (...kinds: OptionKind[]): EvaluatedOption | undefined =>
		options.find(({ option }) => kinds.includes(option.kind));
	const make = named(makeId) ?? ofKind('make-owned', 'make-rented');
	const buy = named(buyId) ?? ofKind('buy') ?? ofKind('hosted');
	return make && buy ? { make, buy } : null;
};

/** Computes everything that needs no sampling; exact. */
export const evaluateCase = (costCase: CostCase): EvaluatedCase => {
	const requests = Number(toDecimal(costCase.demand.requestsPerMonth.value).round(0, 1).toFixed());
	const options = costCase.options.map((option) => evaluate(option, requests)).sort(byCost);
	const compared = chooseCompared(options, costCase.compare);
	const range = { maxRequestsPerMonth: costCase.maxRequestsPerMonth };
	return {
		requestsPerMonth: requests,
		options,
		excluded: costCase.excluded.map(({ option, reasons }) => {
			const evaluated = evaluate(option, requests);
			return {
				...evaluated,
				reasons,
				exclusionUsdPerMonth: exclusionCost(evaluated, options[0])
			};
		}),
		compared,
		crossover: compared && findCrossovers(compared.make.curve, compared.buy.curve, range),
		cheapest: cheapestByVolume(
			options.map(({ option, curve }) => ({ id: option.id, curve })),
			range
		)
	};
};
