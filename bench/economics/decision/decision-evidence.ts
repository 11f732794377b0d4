/** What a decision about a case rests on, as a snapshot that can be held against the case of a later day. */
import type { DecisionEvidence } from '#core/decision-record.ts';
import { decimalText } from '#core/decimal.ts';
import { adjustableParameters } from '../case/adjustable-parameters.ts';
import type { CostCase } from '../case/cost-case.ts';
import type { EvaluatedCase } from '../case/evaluate-case.ts';
import type { Parameter } from '../option/parameter.ts';
import type { SimulationWithDraws } from '../uncertainty/simulate.ts';
import type { Verdict } from '../verdict/verdict-input.ts';

/** A case with everything that was computed from it. */
export interface DecidedCase {
	/** With the overrides in it. */
	costCase: CostCase;
	evaluated: EvaluatedCase;
	/** Null where nothing is compared. */
	drawn: SimulationWithDraws | null;
	verdict: Verdict;
	/** Values that somebody put in place of others, decimal text by id. */
	overrides: Readonly<Record<string, string>>;
}

const pricedBases: ReadonlySet<Parameter['basis']> = new Set([
	'quote',
	'price-book',
	'hardware-book'
]);

const weighed = (
	{ options }: EvaluatedCase,
	optionId: string | null
): DecisionEvidence['option'] => {
	const found = options.find(({ option }) => option.id === optionId);
	return found
		? {
				id: found.option.id,
				title: found.option.title,
				usdPerMonth: decimalText(found.today.totalUsdPerMonth)
			}
		: null;
};

const crossoverOf = (
	{ crossover }: EvaluatedCase,
	drawn: SimulationWithDraws | null
): DecisionEvidence['crossover'] => {
	if (!crossover) return null;
	const count = (requests: number | null | undefined): string | null =>
		requests === null || requests === undefined || !Number.isFinite(requests)
			? null
			: decimalText(Math.round(requests));
	const band = drawn && drawn.simulation.varied.length > 0 && drawn.simulation.permanentCrossover;
	return {
		permanentRequests: count(crossover.permanentCrossover),
		lowRequests: band ? count(band.p05RequestsPerMonth) : null,
		highRequests: band ? count(band.p95RequestsPerMonth) : null,
		reason: crossover.reason
	};
};

const distinct = (ids: readonly string[]): string[] => [...new Set(ids)].sort();

/** The snapshot of a decided case. */
export const decisionEvidence = ({
	costCase,
	evaluated,
	drawn,
	verdict,
	overrides
}: DecidedCase): DecisionEvidence => {
	const parameters = adjustableParameters(costCase).flatMap(({ parameter, isGiven }) =>
		isGiven ? [parameter] : []
	);
	const named = parameters.flatMap(({ evidence }) => evidence ?? []);
	return {
		verdict: {
			state: verdict.state,
			sentence: verdict.sentence,
			reason: verdict.reason,
			emulated: verdict.emulated
		},
		requestsPerMonth: decimalText(evaluated.requestsPerMonth),
		option: weighed(evaluated, verdict.optionId),
		rival: weighed(evaluated, verdict.rivalId),
		crossover: crossoverOf(evaluated, drawn),
		runIds: distinct(named.flatMap((each) => (each.kind === 'run' ? [each.runId] : []))),
		quoteIds: distinct(named.flatMap((each) => (each.kind === 'quote' ? [each.quoteId] : []))),
		prices: parameters
			.filter(({ basis, unit }) => pricedBases.has(basis) && unit.startsWith('USD'))
			.map(({ label, value, unit, source, asOf }) => ({
				label,
				value,
				unit,
				source,
				asOf,
				version: /\bversion ([0-9a-f]{6,})\b/u.exec(source)?.[1] ?? null
			})),
		parameters: Object.fromEntries(
			parameters.map(({ id, value, unit, source }) => [id, { value, unit, source }])
		),
		overrides: { ...overrides }
	};
};
