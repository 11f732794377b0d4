/** What a verdict is made from: plain data, so that it can be made anywhere and read back from a file. */
import type { ErrorCostFlip } from './error-cost-flip.ts';
import type { OptionKind } from '../option/option.ts';
import type { QualityGate } from './quality-gate.ts';
import type { Side } from './verdict-words.ts';

/** A month's cost at the volume asked about. Decimal text. */
export interface MonthUsd {
	usdPerMonth: string;
	/** Ends of its interval; null where no input has a range. */
	lowUsdPerMonth: string | null;
	highUsdPerMonth: string | null;
}

export interface VerdictOption {
	id: string;
	title: string;
	kind: OptionKind;
	/** Whether any figure in it comes from an endpoint without a model. */
	emulated: boolean;
	/** Constraints of the use case that it breaks, a sentence each; empty where it may be used. */
	excludedBecause: readonly string[];
	/** Cost without rework; or why there is none, and what would have to be measured or asked for. */
	cost: ({ state: 'known' } & MonthUsd) | { state: 'unknown'; reason: string; toMeasure: string };
	/** Cost of accepted answers, rework included; null where the accept share or a cost of rework is not known. */
	accepted:
		| (MonthUsd & {
				/** Without the damage of undetected errors. */
				withoutErrorsUsdPerMonth: string;
				/** Expected undetected errors a month. */
				undetectedErrorsPerMonth: string;
		  })
		| null;
	/** Quality against the bought model of reference on the same items; null for that model itself, and where not compared. */
	gate: QualityGate | null;
}

/** Where make and buy change places; from the crossover of the two options that are compared. */
export interface VerdictCrossover {
	outcome: 'crosses' | 'never' | 'always';
	/** Requests a month, decimal text; null where there is none. */
	firstRequests: string | null;
	permanentRequests: string | null;
	/** Who wins above the permanent crossing. */
	winnerAbove: 'make' | 'buy';
	/** Ids of the two that cross; null where nobody has said. */
	optionIds: readonly [string, string] | null;
	/** Interval of the permanent crossing; null where no input has a range. */
	lowRequests: string | null;
	highRequests: string | null;
	reason: string;
}

/** Interval of the cost of one option minus that of another, from draws that they share. Decimal text. */
export interface CostDifference {
	id: string;
	minusId: string;
	lowUsdPerMonth: string;
	highUsdPerMonth: string;
}

export interface VerdictInput {
	options: readonly VerdictOption[];
	/** The bought model that quality was compared with. */
	referenceId: string;
	/** Today's requests a month, decimal text. */
	requestsPerMonth: string;
	/** What a person and an undetected error cost, USD, decimal text; null where the user has not said. */
	statedHumanUsd: string | null;
	statedErrorUsd: string | null;
	/** Level of all cost intervals, such as 90. */
	levelPercent: number;
	/** Differences of the cost that is compared (see `verdictBasis`); where a pair is missing, the two intervals are held against each other. */
	differences?: readonly CostDifference[];
	crossover: VerdictCrossover | null;
	/** Whether figures of endpoints without a model may be part of the verdict. */
	allowEmulated: boolean;
}

/** `accepted-answers`: rework included. `cost`: only between options that are shown to be as good. */
export type VerdictBasis = 'cost' | 'accepted-answers';

export interface Verdict {
	state: Side | 'no-difference-shown' | 'not-enough-evidence';
	/** One sentence for the top of the page. */
	sentence: string;
	/** Why, in one or more sentences. */
	reason: string;
	basis: VerdictBasis;
	/** The option that was chosen, or that leads without being shown to; null where nothing can be compared. */
	optionId: string | null;
	/** The cheapest option of another side that it was held against; null where there is none. */
	rivalId: string | null;
	/** Rival minus option, USD a month, decimal text; the interval is null where none is known. */
	savingUsdPerMonth: { value: string; low: string | null; high: string | null } | null;
	/** The cost of an undetected error at which option and rival change places; null on the basis of cost alone. */
	errorCostFlip: ErrorCostFlip | null;
	/** Options that had no part in it, and why. */
	setAside: { id: string; reason: string }[];
	/** What to measure or ask for, a sentence each; empty where nothing is missing. */
	toMeasure: string[];
	/** Whether a figure of an endpoint without a model is part of it. */
	emulated: boolean;
}
