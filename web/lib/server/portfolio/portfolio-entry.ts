/** One use case of the portfolio, computed from its case. */
import { toDecimal } from '#core/decimal.ts';
import type { Decision } from '#bench/economics/case/decide.ts';
import { showsEmulated } from '#bench/economics/case/shows-emulated.ts';
import type { EvaluatedCase } from '#bench/economics/case/evaluate-case.ts';
import { optionTitle } from '#bench/economics/option/option-title.ts';
import type { Verdict } from '#bench/economics/verdict/verdict-input.ts';
import { standingDecision } from '#db/decisions.server.ts';
import type { Database } from '#db/client.server.ts';
import { changeSentence } from '../../decisions/decision-words.ts';
import { gateInWords } from '../../gate-in-words.ts';
import type { Site } from '../site.ts';
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

const crossoverOf = ({
	evaluated: { compared, crossover },
	simulation
}: Decision): ComputedEntry['crossover'] => {
	if (!compared || !crossover) return null;
	const band = simulation && simulation.varied.length > 0 ? simulation.permanentCrossover : null;
	const isRange = band?.p05RequestsPerMonth !== band?.p95RequestsPerMonth;
	return {
		make: optionTitle(compared.make.option),
		buy: optionTitle(compared.buy.option),
		outcome: crossover.verdict,
		firstRequests: crossover.firstCrossover,
		permanentRequests: crossover.permanentCrossover,
		winnerAbove: crossover.intervals.at(-1)?.winner === 'buy' ? 'buy' : 'make',
		lowRequests: (isRange ? band?.p05RequestsPerMonth : null) ?? null,
		highRequests: (isRange ? band?.p95RequestsPerMonth : null) ?? null,
		reason: crossover.reason
	};
};

/** The gate of what would be made: of the option that the verdict is about, else of the compared one. */
const qualityOf = ({ evaluated, verdict, gates }: Decision): ComputedEntry['quality'] => {
	const { optionId, rivalId } = verdict;
	const ids = [optionId, rivalId, evaluated.compared?.make.option.id];
	const made = evaluated.options
		.map(({ option }) => option)
		.filter(({ kind }) => kind !== 'buy' && kind !== 'hosted')
		.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
		.find(({ id }) => ids.includes(id));
	const gate = made && gates[made.id];
	return made && gate
		? {
				option: optionTitle(made),
				state: gate.state,
				words: gateInWords(gate),
				reason: gate.reason
			}
		: null;
};

const decisionOf = async (
	{ decisions }: Pick<Site, 'decisions'>,
	database: Database | null,
	useCaseId: string
): Promise<{ told: ComputedEntry['decision']; optionId: string | null }> => {
	const standing = database && (await standingDecision(database, useCaseId));
	const [held] = standing ? await decisions.heldAgainstToday([standing]) : [];
	if (!held) return { told: null, optionId: null };
	const { id, choice, decidedBy, decidedAtUtc, signOffs, changes, optionId } = held;
	return {
		told: {
			id,
			choice,
			decidedBy,
			decidedAtUtc,
			signOffs: signOffs.length,
			changes: changes.map(changeSentence)
		},
		optionId
	};
};

/** Computes an entry: verdict, crossover, money, quality, evidence and what would change it. */
export const portfolioEntry = async (
	site: Pick<Site, 'answeredCases' | 'decisions'>,
	of: CaseOfUse,
	{ database, includeEmulated }: { database: Database | null; includeEmulated: boolean }
): Promise<PortfolioCase> => {
	const { source, costCase } = of;
	const { decision } = await site.answeredCases.answer(source.id, {
		includeEmulated,
		overrides: {},
		scale: 'log'
	});
	const { evaluated, verdict } = decision;
	const decides = verdict.state === 'make' || verdict.state === 'buy' || verdict.state === 'hybrid';
	const { told, optionId } = await decisionOf(site, database, source.id);
	return {
		of,
		evaluated,
		entry: {
			state: 'computed',
			...source,
			emulated: showsEmulated(costCase, decision),
			requestsPerMonth: evaluated.requestsPerMonth,
			verdict: { state: verdict.state, sentence: verdict.sentence, reason: verdict.reason },
			crossover: crossoverOf(decision),
			money: moneyOf(verdict, evaluated),
			quality: qualityOf(decision),
			evidence: await evidenceOf(database, costCase, evaluated),
			wouldChange: wouldChange(costCase, decision),
			decision: told,
			month: {
				bought: monthOf(evaluated, evaluated.compared?.buy.option.id ?? null),
				recommended: decides ? monthOf(evaluated, verdict.optionId) : null,
				decided: monthOf(evaluated, optionId)
			}
		}
	};
};
