/** A way to serve a use case, resolved: every number known, with its source. What the spec, runs, quotes and books are turned into. */
import type { CostLine } from './cost-line.ts';
import type { MeteredPlan } from './cost-curve.ts';
import type { Parameter } from './parameter.ts';

export const optionKinds = ['buy', 'hosted', 'make-rented', 'make-owned', 'hybrid'] as const;
export type OptionKind = (typeof optionKinds)[number];

/** Hours of the week in which the rate is `multiplier` × the mean; levels fall strictly and their shares add up to 1. */
export interface DemandLevel {
	/** Rate in these hours / mean rate of the week, ≥ 0. Decimal text. */
	multiplier: string;
	/** Hours with this rate / 168. Decimal text. */
	hoursShare: string;
	/**
	 * Share of the month's hours that are billed for a node needed at this level or above: those hours, start-up and minimum
	 * billing included. Decimal text, ≥ the sum of `hoursShare` down to here.
	 */
	billedShare: string;
}

/** How many nodes a volume needs. */
export interface Fleet {
	/** Requests per second that one node serves within the objective (κ / nodes measured). */
	kappaPerS: Parameter;
	/** Share of κ that is planned with, 0 to 1. */
	headroom: Parameter;
	/** Busiest hour / mean hour; sizes a fleet that does not follow the week. */
	peakToAverage: Parameter;
	/** Empty where only the peak is known. */
	levels: readonly DemandLevel[];
	spareNodes: number;
	minNodes: number;
	/** `peak`: sized once for the busiest hour. `hourly`: rented nodes follow the levels. */
	scaling: 'peak' | 'hourly';
	/** How a node is paid; `hourly` fleets keep reserved nodes only where that is cheaper than the hours on demand. */
	rent: { onDemandUsdPerHour: Parameter; reservedUsdPerHour: Parameter | null } | null;
	/** Staff in steps: one step of `usdPerMonth` for every `nodesPerStep` provisioned nodes. Null where staff is smooth. */
	staffStep: { usdPerMonth: Parameter; nodesPerStep: number } | null;
}

export interface CostOption {
	id: string;
	title: string;
	kind: OptionKind;
	/** Whether any figure in it comes from an endpoint without a model. */
	emulated: boolean;
	/** Measured answers behind its price of a request whose token counts contradict each other, so that it is doubtful; absent where there are none. */
	inconsistentUsage?: number;
	/** Everything but the metered plan and the rent of hourly fleets. */
	lines: readonly CostLine[];
	/** Null where no nodes are run. */
	fleet: Fleet | null;
	/** Price of a request before tiers is the sum of the `metered` lines; tiers are relative to it. Null where nothing is metered. */
	metered: MeteredTerms | null;
	/**
	 * Bought once, at the start: for cash flow. `usdPerNode` times `serverShare` can be sold again; all of it where that is null.
	 * Null where nothing is bought.
	 */
	purchase: {
		usdPerNode: Parameter;
		serverShare: Parameter | null;
		lifeYears: Parameter;
		residualShare: Parameter;
	} | null;
	/**
	 * For `hybrid` only, null elsewhere: two other options share the work. A router sends `apiShare` of the requests to the API
	 * and the rest to the own nodes; a cascade asks the own nodes first for all, and the API for `apiShare` of them again. The
	 * lines of the hybrid itself (a gate, a second integration) come on top of both.
	 */
	blend: {
		mode: 'router' | 'cascade';
		local: CostOption;
		api: CostOption;
		/** Share of the requests that reach the API, 0 to 1. */
		apiShare: Parameter;
	} | null;
}

/** Terms on top of the price of one request. */
export interface MeteredTerms {
	/** Lines per request whose sum is the price of one request (expected, retries included). */
	lines: readonly CostLine[];
	/** Tier thresholds in requests a month, and price / base price. Decimal text. */
	tiers: readonly { fromRequests: string; priceFactor: string }[];
	/** Whether the thresholds of `tiers` were given in tokens, and divided by those of a mean request. No unless said. */
	tiersInTokens?: boolean;
	/**
	 * In place of `tiers`: thresholds in USD a month at the base price, as contracts have them; they stay where they are when the
	 * price moves. None unless said.
	 */
	spendTiers?: readonly { fromUsd: string; priceFactor: string }[];
	tierMode: MeteredPlan['tierMode'];
	commitUsdPerMonth: Parameter | null;
	overageFactor: string;
	/** Reserved throughput bought in whole units for the peak; usage within it is not billed again. Null without. */
	reservedUnits: { usdPerUnitMonth: Parameter; requestsPerUnitMonth: Parameter } | null;
	/**
	 * For a burst: ids of the option's lines that take the price off again for what its own nodes serve. They are shown together with
	 * the plan, as only the sum of both means something. None unless said.
	 */
	offsetLineIds?: readonly string[];
}
