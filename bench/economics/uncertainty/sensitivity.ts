/** What moves the decision: every parameter moved by itself from its low to its high end, the rest at their values. */
import type { Parameter } from '../option/parameter.ts';
import {
	boundsOf,
	caseParameters,
	comparedOptions,
	type CaseParameter,
	type ParameterRole,
	type UncertainCase
} from './case-parameters.ts';
import { evaluateDraws, type Outcomes } from './evaluate.ts';
import { parameterQuantile } from './parameter-quantile.ts';
import { samplesOf } from './sampling.ts';
import { savingsOf } from './simulate.ts';

/** How far a parameter without a spread is moved either way, as a share of its value. */
const assumedMove = 0.1;

export interface DecisionFigures {
	/** Volume above which make stays cheaper at today's prices, requests a month; 0 for always, null for never. */
	permanentCrossover: number | null;
	/** What making saves a month over the horizon at the volume of the case, level: (PV buy − PV make) / Σ discounts. USD. */
	savingUsdPerMonth: number;
}

export interface SwingEnd extends DecisionFigures {
	/** Value that the parameter is moved to, in its unit. */
	value: number;
}

export interface Swing {
	parameter: Parameter;
	role: ParameterRole;
	/** Of the two that are compared; empty for what all options share. */
	optionIds: string[];
	/** `spread`: to its 5th and 95th percentile. `assumed`: by 10 % either way, since nothing is known of its spread. */
	moved: 'spread' | 'assumed';
	low: SwingEnd;
	high: SwingEnd;
	/** Difference of the saving between both ends, USD a month, ≥ 0. */
	savingSwingUsdPerMonth: number;
	/** Whether the cheaper side over the horizon differs between the ends, or from that at the value. */
	flipsDecision: boolean;
}

export interface Sensitivity {
	/** At the values of all parameters. */
	base: DecisionFigures;
	/** Largest swing of the saving first; what touches neither compared option is left out. */
	swings: Swing[];
}

/** Ends of a parameter for a swing, within what it can be; null where it cannot be moved: it is true by definition, or 0 without a spread. */
export const endsOf = (
	entry: Pick<CaseParameter, 'parameter' | 'role'>
): { moved: Swing['moved']; low: number; high: number } | null => {
	const { parameter } = entry;
	const bounds = boundsOf(entry);
	const quantile = parameterQuantile(parameter, bounds);
	const within = (moved: number): number => Math.min(bounds.max, Math.max(bounds.min, moved));
	if (quantile) {
		return { moved: 'spread', low: within(quantile(0.05)), high: within(quantile(0.95)) };
	}
	const value = Number(parameter.value);
	if (parameter.basis === 'definition' || value === 0) return null;
	const [low, high] = [value * (1 - assumedMove), value * (1 + assumedMove)]
		.map(within)
		.sort((a, b) => a - b) as [number, number];
	return { moved: 'assumed', low, high };
};

const figuresAt = (outcomes: Outcomes, savings: Float64Array, row: number): DecisionFigures => {
	const permanent = outcomes.permanentCrossover[row] as number;
	return {
		permanentCrossover: Number.isFinite(permanent) ? permanent : null,
		savingUsdPerMonth: (savings[row] as number) / (outcomes.annuityMonths[row] as number)
	};
};

/**
 * Moves every parameter of the two compared options, of the demand and of the months, one at a time. There is always a table:
 * parameters without a spread are moved by a tenth and marked.
 */
export const sensitivityOf = (uncertain: UncertainCase): Sensitivity => {
	const { make, buy } = comparedOptions(uncertain);
	const compared = { ...uncertain, options: [make, buy] };
	const parameters = caseParameters(compared);
	const movable = parameters.flatMap((entry) => {
		const ends = endsOf(entry);
		return ends ? [{ entry, ends }] : [];
	});
	const rows = [
		new Map<string, number>(),
		...movable.flatMap(({ entry, ends }) => [
			new Map([[entry.parameter.id, ends.low]]),
			new Map([[entry.parameter.id, ends.high]])
		])
	];
	const outcomes = evaluateDraws(compared, samplesOf(rows, parameters), {
		volumes: [],
		maxRequestsPerMonth: 1
	});
	const savings = savingsOf(compared, outcomes);
	const base = figuresAt(outcomes, savings, 0);
	const swings = movable.map(({ entry, ends }, index): Swing => {
		const low = { value: ends.low, ...figuresAt(outcomes, savings, 1 + 2 * index) };
		const high = { value: ends.high, ...figuresAt(outcomes, savings, 2 + 2 * index) };
		const signs = [base, low, high].map(({ savingUsdPerMonth }) => savingUsdPerMonth > 0);
		return {
			parameter: entry.parameter,
			role: entry.role,
			optionIds: entry.optionIds,
			moved: ends.moved,
			low,
			high,
			savingSwingUsdPerMonth: Math.abs(high.savingUsdPerMonth - low.savingUsdPerMonth),
			flipsDecision: signs.includes(true) && signs.includes(false)
		};
	});
	return {
		base,
		swings: swings.sort((a, b) => b.savingSwingUsdPerMonth - a.savingSwingUsdPerMonth)
	};
};
