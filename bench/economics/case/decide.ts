/**
 * Everything that follows from a case, in one object of plain data: what commands print and pages show. In grades, as a slider
 * cannot wait for thousands of draws: `quick` has few draws and leaves out what takes long, `answer` leaves out what the answer
 * depends on, `full` has it all.
 */
import { breakEven, type BreakEven } from '../break-even/break-even.ts';
import { breakEvenUse, type BreakEvenUse } from '../break-even/break-even-use.ts';
import type { CostOption } from '../option/option.ts';
import type { Parameter } from '../option/parameter.ts';
import { stressTests, type StressResult, type StressSettings } from '../stress/stress.ts';
import { drawCase, uncertainCase } from '../uncertainty/draw-case.ts';
import { nextMeasurement, type NextMeasurement } from '../uncertainty/next-measurement.ts';
import { sensitivityOf, type Sensitivity } from '../uncertainty/sensitivity.ts';
import { savingsOf, type Simulation, type SimulationWithDraws } from '../uncertainty/simulate.ts';
import { varianceShares } from '../uncertainty/variance-shares.ts';
import { caseVerdict, gateOf, referenceOf, todayBands } from '../verdict/case-verdict.ts';
import type { QualityGate } from '../verdict/quality-gate.ts';
import type { Verdict } from '../verdict/verdict-input.ts';
import type { CostCase } from './cost-case.ts';
import { evaluateCase, type EvaluatedCase } from './evaluate-case.ts';
import { overTimeOf, type OverTime } from './over-time.ts';

/** Draws of the quick grade: 5 % and 95 % points of so many are rough, and shown as rough. */
export const quickDraws = 500;

/** Numbers of which it is told at which value the decision turns: those that move it most. */
const solvedParameters = 10;

/** At which value of a number making and buying cost the same. */
export interface SolvedParameter {
	parameter: Parameter;
	/** Of the compared options that it is part of; empty for what all options share. */
	optionIds: string[];
	breakEven: BreakEven;
}

/** What moves the decision, and what to find out; only where two options are compared. */
export interface Dependence {
	sensitivity: Sensitivity;
	varianceShares: ReturnType<typeof varianceShares>;
	breakEvens: SolvedParameter[];
	next: NextMeasurement;
	/** How busy the compared nodes must be; null where making has none of its own, or nothing is asked for today. */
	use: BreakEvenUse | null;
}

export interface Decision {
	grade: 'quick' | 'answer' | 'full';
	evaluated: EvaluatedCase;
	verdict: Verdict;
	/** Null where nothing is compared. */
	simulation: Simulation | null;
	/** 90 % interval of each option today, by id, USD a month, decimal text; empty where nothing was drawn. */
	bands: Readonly<Record<string, { low: string; high: string }>>;
	/** Quality of each option against the bought model, by id; those without one are missing. */
	gates: Readonly<Record<string, QualityGate>>;
	/** Every allowed option over the horizon; null in the quick grade. */
	overTime: OverTime | null;
	/** Empty where nothing is compared, and in the quick grade. */
	stress: StressResult[];
	/** Null where nothing is compared, and in the other grades. */
	dependence: Dependence | null;
}

/** What a change of vendor takes, as the stress of a vendor that is gone wants it. */
const vendorChangeOf = ({ vendorChange }: CostCase): StressSettings => {
	const { approvalUsd, leadTimeMonths } = vendorChange;
	return {
		...(approvalUsd === null ? {} : { approvalUsd }),
		...(leadTimeMonths === null ? {} : { leadTimeMonths })
	};
};

const useOf = (make: CostOption, buy: CostOption, requests: number): BreakEvenUse | null =>
	make.fleet && requests > 0 ? breakEvenUse(make, buy, requests) : null;

/** What moves a decision; null where nothing is compared. */
export const dependenceOf = (
	costCase: CostCase,
	evaluated: EvaluatedCase,
	drawn: SimulationWithDraws | null
): Dependence | null => {
	const uncertain = uncertainCase(costCase, evaluated);
	const { compared } = evaluated;
	if (!uncertain || !drawn || !compared) return null;
	const sensitivity = sensitivityOf(uncertain);
	const ofCosts = sensitivity.swings.filter(
		({ role }) => !['volume', 'growth', 'drift', 'discount'].includes(role)
	);
	return {
		sensitivity,
		varianceShares: varianceShares(drawn.samples, savingsOf(uncertain, drawn.outcomes)),
		breakEvens: ofCosts.slice(0, solvedParameters).map(({ parameter, optionIds }) => ({
			parameter,
			optionIds,
			breakEven: breakEven({
				option: compared.make.option,
				rival: compared.buy.option,
				parameterId: parameter.id,
				requestsPerMonth: evaluated.requestsPerMonth
			})
		})),
		next: nextMeasurement(uncertain, drawn, {
			seed: costCase.seed,
			swings: sensitivity.swings
		}),
		use: useOf(compared.make.option, compared.buy.option, evaluated.requestsPerMonth)
	};
};

const gatesOf = (costCase: CostCase, evaluated: EvaluatedCase): Decision['gates'] => {
	const reference = referenceOf(evaluated)?.option.id ?? null;
	return Object.fromEntries(
		evaluated.options.flatMap(({ option }) => {
			const gate = gateOf(costCase, option.id, reference);
			return gate ? [[option.id, gate]] : [];
		})
	);
};

/** Computes a decision; the same case, grade and seed give the same on every machine. */
export const decide = (costCase: CostCase, grade: Decision['grade']): Decision => {
	const evaluated = evaluateCase(costCase);
	const isQuick = grade === 'quick';
	const draws = isQuick ? Math.min(quickDraws, costCase.draws) : costCase.draws;
	const drawn = drawCase({ ...costCase, draws }, evaluated);
	return {
		grade,
		evaluated,
		verdict: caseVerdict(costCase, evaluated, drawn),
		simulation: drawn?.simulation ?? null,
		bands: Object.fromEntries(todayBands(costCase, drawn)),
		gates: gatesOf(costCase, evaluated),
		overTime: isQuick ? null : overTimeOf(costCase, evaluated),
		stress: isQuick ? [] : stressTests(costCase, evaluated, vendorChangeOf(costCase)),
		dependence: grade === 'full' ? dependenceOf(costCase, evaluated, drawn) : null
	};
};
