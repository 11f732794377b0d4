/** One use case of the portfolio, computed from its case. */
import { toDecimal } from '#core/decimal.ts';
import { evaluateCase, type EvaluatedCase } from '#bench/economics/case/evaluate-case.ts';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import { optionTitle } from '#bench/economics/option/option-title.ts';
import { drawCase } from '#bench/economics/uncertainty/draw-case.ts';
import type { SimulationWithDraws } from '#bench/economics/uncertainty/simulate.ts';
import { caseVerdict, gateOf, referenceOf } from '#bench/economics/verdict/case-verdict.ts';
import type { Verdict } from '#bench/economics/verdict/verdict-input.ts';
import { standingDecision } from '#db/decisions.server.ts';
import type { Database } from '#db/client.server.ts';
import { gateInWords } from '../../gate-in-words.ts';
import type { CaseOfUse } from '../use-cases.ts';
import { evidenceOf } from './evidence-of.ts';
import type { ComputedEntry } from './portfolio-schema.ts';
import { wouldChange } from './would-change.ts';

/** A computed case, which the totals need as well. */
export interface PortfolioCase {
	of: CaseOfUse;
	evaluated: EvaluatedCase;
	entry: ComputedEntry;
}

const titleOf = ({ options, excluded }: EvaluatedCase, id: string): string => {
	const found = [...options, ...excluded].find(({ option }) => option.id === id);
	return found ? optionTitle(found.option) : id;
};

const monthOf = (
	{ options }: EvaluatedCase,
	id: string | null
): ComputedEntry['month']['bought'] => {
	const found = options.find(({ option }) => option.id === id);
	return found
		? {
				optionId: found.option.id,
				title: optionTitle(found.option),
				usdPerMonth: found.today.totalUsdPerMonth
			}
		: null;
};

const moneyOf = (
	{ savingUsdPerMonth, optionId, rivalId }: Verdict,
	evaluated: EvaluatedCase
): ComputedEntry['money'] => {
	if (!savingUsdPerMonth || optionId === null || rivalId === null) return null;
	const year = (usd: string): string => toDecimal(usd).times(12).toFixed();
	const { value, low, high } = savingUsdPerMonth;
	return {
		usdPerYear: year(value),
		lowUsdPerYear: low === null ? null : year(low),
		highUsdPerYear: high === null ? null : year(high),
		leader: titleOf(evaluated, optionId),
		rival: titleOf(evaluated, rivalId)
	};
};

const crossoverOf = (
	{ compared, crossover }: EvaluatedCase,
	drawn: SimulationWithDraws | null
): ComputedEntry['crossover'] => {
	if (!compared || !crossover) return null;
	const isVaried = drawn !== null && drawn.simulation.varied.length > 0;
	const band = isVaried ? drawn.simulation.permanentCrossover : null;
	const isRange = band?.p05RequestsPerMonth !== band?.p95RequestsPerMonth;
	return {
		make: optionTitle(compared.make.option),
		buy: optionTitle(compared.buy.option),
		outcome: crossover.verdict,
		firstRequests: crossover.firstCrossover,
		permanentRequests: crossover.permanentCrossover,
		lowRequests: (isRange ? band?.p05RequestsPerMonth : null) ?? null,
		highRequests: (isRange ? band?.p95RequestsPerMonth : null) ?? null,
		reason: crossover.reason
	};
};

/** The gate of what would be made: of the option that the verdict is about, else of the compared one. */
const qualityOf = (
	costCase: CostCase,
	evaluated: EvaluatedCase,
	{ optionId, rivalId }: Verdict
): ComputedEntry['quality'] => {
	const referenceId = referenceOf(evaluated)?.option.id ?? null;
	const made = [optionId, rivalId, evaluated.compared?.make.option.id ?? null].find((id) =>
		evaluated.options.some(
			({ option }) =>
				option.id === id &&
				option.id !== referenceId &&
				option.kind !== 'buy' &&
				option.kind !== 'hosted'
		)
	);
	const gate = made === undefined || made === null ? null : gateOf(costCase, made, referenceId);
	return gate && made !== undefined && made !== null
		? {
				option: titleOf(evaluated, made),
				state: gate.state,
				words: gateInWords(gate),
				reason: gate.reason
			}
		: null;
};

const stateWords: Record<Verdict['state'], string> = {
	make: 'make',
	buy: 'buy',
	hybrid: 'hybrid',
	'no-difference-shown': 'no difference shown',
	'not-enough-evidence': 'not enough evidence'
};

const decisionOf = async (
	database: Database | null,
	useCaseId: string,
	verdict: Verdict,
	evaluated: EvaluatedCase
): Promise<{ decision: ComputedEntry['decision']; optionId: string | null }> => {
	const found = database && (await standingDecision(database, useCaseId));
	if (!found) return { decision: null, optionId: null };
	const { id, choice, decidedBy, decidedAtUtc, signOffs, evidence, optionId } = found;
	const changes: string[] = [];
	if (evidence.verdict.state !== verdict.state) {
		changes.push(
			`The verdict was “${stateWords[evidence.verdict.state]}” and is “${stateWords[verdict.state]}” now.`
		);
	}
	if (optionId !== null && !evaluated.options.some(({ option }) => option.id === optionId)) {
		changes.push('The option that was chosen is not to be had any more.');
	}
	return {
		decision: { id, choice, decidedBy, decidedAtUtc, signOffs: signOffs.length, changes },
		optionId
	};
};

/** Computes an entry: verdict, crossover, money, quality, evidence and what would change it. */
export const portfolioEntry = async (
	of: CaseOfUse,
	database: Database | null
): Promise<PortfolioCase> => {
	const { source, costCase } = of;
	const evaluated = evaluateCase(costCase);
	const drawn = drawCase(costCase, evaluated);
	const verdict = caseVerdict(costCase, evaluated, drawn);
	const bought = monthOf(evaluated, evaluated.compared?.buy.option.id ?? null);
	const decides = verdict.state === 'make' || verdict.state === 'buy' || verdict.state === 'hybrid';
	const { decision, optionId } = await decisionOf(database, source.id, verdict, evaluated);
	const reasons = wouldChange(costCase, evaluated, drawn);
	return {
		of,
		evaluated,
		entry: {
			state: 'computed',
			...source,
			emulated: verdict.emulated || evaluated.options.some(({ option }) => option.emulated),
			requestsPerMonth: evaluated.requestsPerMonth,
			verdict: { state: verdict.state, sentence: verdict.sentence, reason: verdict.reason },
			crossover: crossoverOf(evaluated, drawn),
			money: moneyOf(verdict, evaluated),
			quality: qualityOf(costCase, evaluated, verdict),
			evidence: await evidenceOf(database, costCase, evaluated),
			wouldChange: reasons.length > 0 ? reasons : verdict.toMeasure.slice(0, 2),
			decision,
			month: {
				bought,
				recommended: decides ? monthOf(evaluated, verdict.optionId) : null,
				decided: monthOf(evaluated, optionId)
			}
		}
	};
};
