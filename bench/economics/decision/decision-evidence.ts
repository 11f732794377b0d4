/** What a decision about a case rests on, as a snapshot that can be held against the case of a later day. */
import type { DecisionEvidence } from '#core/decision-record.ts';
import { decimalText } from '#core/decimal.ts';
import { adjustableParameters } from '../case/adjustable-parameters.ts';
import type { CostCase } from '../case/cost-case.ts';
import type { Decision } from '../case/decide.ts';
import type { EvaluatedCase } from '../case/evaluate-case.ts';
import { optionTitle } from '../option/option-title.ts';
import type { Parameter } from '../option/parameter.ts';
import { crossoverInterval } from '../uncertainty/crossover-interval.ts';
import type { Simulation } from '../uncertainty/simulate.ts';

/** What was computed from the case; `decide` gives it. */
export type DecidedCase = Pick<Decision, 'evaluated' | 'verdict' | 'simulation'>;

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
				title: optionTitle(found.option),
				usdPerMonth: decimalText(found.today.totalUsdPerMonth)
			}
		: null;
};

const crossoverOf = (
	{ crossover }: EvaluatedCase,
	simulation: Simulation | null
): DecisionEvidence['crossover'] => {
	if (!crossover) return null;
	const count = (requests: number | null | undefined): string | null =>
		requests === null || requests === undefined || !Number.isFinite(requests)
			? null
			: decimalText(Math.round(requests));
	const band = crossoverInterval(simulation);
	return {
		permanentRequests: count(crossover.permanentCrossover),
		lowRequests: band ? count(band.p05RequestsPerMonth) : null,
		highRequests: band ? count(band.p95RequestsPerMonth) : null,
		reason: crossover.reason
	};
};

const distinct = (ids: readonly string[]): string[] => [...new Set(ids)].sort();

/**
 * The snapshot of a decided case. `overrides` are the values that somebody put in place of others and that are in the case already,
 * decimal text by id. The grade of the decision should not be `quick`: its few draws may give another verdict.
 */
export const decisionEvidence = (
	costCase: CostCase,
	{ evaluated, verdict, simulation }: DecidedCase,
	overrides: Readonly<Record<string, string>> = {}
): DecisionEvidence => {
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
		crossover: crossoverOf(evaluated, simulation),
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
