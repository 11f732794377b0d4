/**
 * Stress tests of a decision: the case is changed as a bad or a good year would change it and computed again by the same
 * functions. Costs only; whether another model is good enough is for the quality gate.
 */
import { toDecimal } from '#core/decimal.ts';
import { breakdownAt } from '../case/breakdown.ts';
import { cashFlowOf } from '../cash-flow/cash-flow.ts';
import type { CostCase } from '../case/cost-case.ts';
import type { EvaluatedCase } from '../case/evaluate-case.ts';
import type { CostOption } from '../option/option.ts';
import { optionTitle } from '../option/option-title.ts';
import { stressSentence } from './sentence.ts';
import {
	plannedCase,
	stressCases,
	type StressCase,
	type StressId,
	type StressSettings
} from './stress-cases.ts';
import { withVendorGone } from './vendor-gone.ts';
import { sideOf } from '../verdict/verdict-words.ts';

export type { StressId, StressSettings } from './stress-cases.ts';

export interface StressedOption {
	optionId: string;
	/** Cost of a month at the volume of today under this stress, USD, decimal text. */
	todayUsdPerMonth: string;
	/** Present value of its cash over the horizon, USD, decimal text. */
	presentUsd: string;
}

export interface StressOutcome {
	/** Which of the two sides costs less; null where a side has no option left. */
	winner: 'make' | 'buy' | 'tie' | null;
	/** Cost of buying less that of making, USD, decimal text; null where a side is missing. */
	savingUsd: string | null;
	/** The same less the saving as planned, decimal text; null where either is missing. */
	changeUsd: string | null;
}

export interface StressResult {
	id: StressId;
	/** For a table: `bought prices +50 %`. */
	title: string;
	/** The two sides; another one than as planned where that is gone, null where none is left. */
	makeId: string | null;
	buyId: string | null;
	/** All options that are left, the cheapest over the horizon first. */
	options: StressedOption[];
	/** A month at the volume of today. */
	today: StressOutcome;
	/** Present value over the horizon. */
	horizon: StressOutcome;
	/** Whether the other side than as planned is the cheaper one over the horizon. */
	flips: boolean;
	sentence: string;
	/** What these figures do not hold, one sentence each. */
	marks: string[];
}

const costsOf = ({ costCase, saleable }: StressCase): StressedOption[] => {
	const requests = toDecimal(costCase.demand.requestsPerMonth.value).round(0, 1).toNumber();
	return costCase.options
		.map((option): StressedOption => ({
			optionId: option.id,
			todayUsdPerMonth: breakdownAt(option, requests).totalUsdPerMonth,
			presentUsd: cashFlowOf(costCase, option, { saleable }).presentUsd
		}))
		.sort((a, b) => toDecimal(a.presentUsd).cmp(b.presentUsd));
};

/** The option of a side: the one that is compared, else the cheapest left of its side. */
const sideOption = (
	options: readonly CostOption[],
	costs: readonly StressedOption[],
	wanted: string,
	side: 'make' | 'buy'
): CostOption | null => {
	const named = options.find(({ id }) => id === wanted);
	if (named) return named;
	const byCost = costs.flatMap(({ optionId }) => options.find(({ id }) => id === optionId) ?? []);
	return byCost.find((option) => sideOf[option.kind] === side) ?? null;
};

const outcomeOf = (
	make: string | null,
	buy: string | null,
	planned: StressOutcome | null
): StressOutcome => {
	if (make === null || buy === null) {
		return {
			winner: make === null ? (buy === null ? null : 'buy') : 'make',
			savingUsd: null,
			changeUsd: null
		};
	}
	const saving = toDecimal(buy).minus(make);
	const before = planned?.savingUsd ?? null;
	return {
		winner: saving.gt(0) ? 'make' : saving.lt(0) ? 'buy' : 'tie',
		savingUsd: saving.toFixed(),
		changeUsd: before === null ? null : saving.minus(before).toFixed()
	};
};

/** Makes one stress into a result; without a plan to hold it against for the plan itself. */
const resultOf = (
	stress: StressCase,
	{ make, buy }: NonNullable<EvaluatedCase['compared']>,
	planned: StressResult | null
): StressResult => {
	const { id, title, condition, marks } = stress;
	const { options, horizonMonths } = stress.costCase;
	const costs = costsOf(stress);
	const made = sideOption(options, costs, make.option.id, 'make');
	const bought = sideOption(options, costs, buy.option.id, 'buy');
	const cost = (option: CostOption | null, key: 'todayUsdPerMonth' | 'presentUsd') =>
		costs.find(({ optionId }) => optionId === option?.id)?.[key] ?? null;
	const outcome = (key: 'todayUsdPerMonth' | 'presentUsd', before: StressOutcome | undefined) =>
		outcomeOf(cost(made, key), cost(bought, key), before ?? null);
	const today = outcome('todayUsdPerMonth', planned?.today);
	const horizon = outcome('presentUsd', planned?.horizon);
	const before = planned?.horizon.winner ?? horizon.winner;
	const isDecided = horizon.winner === 'make' || horizon.winner === 'buy';
	return {
		id,
		title,
		makeId: made?.id ?? null,
		buyId: bought?.id ?? null,
		options: costs,
		today,
		horizon,
		flips: isDecided && horizon.winner !== before,
		sentence: stressSentence({
			condition,
			horizonMonths,
			make: made && optionTitle(made),
			buy: bought && optionTitle(bought),
			savingUsd: horizon.savingUsd,
			winner: horizon.winner,
			before: before ?? 'tie',
			todayWinner: today.winner
		}),
		marks
	};
};

/**
 * All stress tests of a case, what is planned first; empty where nothing is compared. Those on the prices of what is bought move
 * the prices of all vendors, also of the part that a hybrid buys. `vendor-gone` takes away the compared vendor.
 */
export const stressTests = (
	costCase: CostCase,
	{ compared }: Pick<EvaluatedCase, 'compared'>,
	settings: StressSettings = {}
): StressResult[] => {
	if (!compared) return [];
	const { make, buy } = compared;
	const planned = resultOf(plannedCase(costCase), compared, null);
	const chosen = planned.horizon.winner === 'buy' ? buy.option : make.option;
	return [
		planned,
		...stressCases(costCase, buy.option, chosen.id, settings).map((stress): StressResult => {
			const result = resultOf(stress, compared, planned);
			return stress.id === 'vendor-gone' ? withVendorGone(result, stress, planned, chosen) : result;
		})
	];
};
