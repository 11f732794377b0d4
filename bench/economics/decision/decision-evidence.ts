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

/** What somebody put in place of numbers of the case as it was given. */
export interface TypedValues {
	/** The case without the values. */
	given: CostCase;
	/** Decimal text by id of the parameter; they are in the decided case already. */
	overrides: Readonly<Record<string, string>>;
}

/**
 * The snapshot of a decided case. Quotes are those of the case as given, so that one stays named where another value was typed in place
 * of its price, and where its option was left out; runs are those whose numbers are left. `typed` is absent where nobody has put anything in place. The grade of the
 * decision should not be `quick`: its few draws may give another verdict.
 */
export const decisionEvidence = (
	costCase: CostCase,
	{ evaluated, verdict, simulation }: DecidedCase,
	{ given, overrides }: TypedValues = { given: costCase, overrides: {} }
): DecisionEvidence => {
	const parameters = adjustableParameters(costCase).flatMap(({ parameter, isGiven }) =>
		isGiven ? [parameter] : []
	);
	const named = parameters.flatMap(({ evidence }) => evidence ?? []);
	const quotesAsGiven = [
		...adjustableParameters(given).flatMap(({ parameter: { evidence } }) =>
			evidence?.kind === 'quote' ? [evidence.quoteId] : []
		),
		// The reason of the verdict may say why an option was left out.
		...given.unavailable.flatMap(({ quoteIds }) => quoteIds ?? [])
	];
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
		quoteIds: distinct(quotesAsGiven),
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
