/** The negotiation sheet: for every quote that a case takes prices from, the price at which the decision turns, and what to ask for. */
import { BenchError } from '#core/errors.ts';
import type { CostCase } from '../case/cost-case.ts';
import { isBought, type EvaluatedCase, type EvaluatedOption } from '../case/evaluate-case.ts';
import { drawCase, uncertainCase } from '../uncertainty/draw-case.ts';
import type { ClauseFinding } from './clause-checklist.ts';
import { targetsAgainst, type NamedQuote, type QuoteTarget } from './targets-against.ts';

export interface QuoteTargetSheet {
	quoteId: string;
	/** Vendor, number, date and validity. */
	source: string;
	targets: QuoteTarget[];
	/** Why the option that names the quote takes part in no comparison, so that there are no targets; null where it does. */
	leftOut: string | null;
	clauses: readonly ClauseFinding[];
}

export interface TargetReport {
	title: string;
	requestsPerMonth: number;
	sheets: QuoteTargetSheet[];
	/** The next best option without any of the quotes: what to fall back on. Null where there is none. */
	fallback: { title: string; usdPerMonth: string } | null;
}

/** Whether an option stands on another: a hybrid on its sides, or any on the same quote. */
const dependsOn = (
	{ option }: EvaluatedOption,
	optionId: string,
	sameQuote: ReadonlySet<string>
): boolean =>
	option.id === optionId ||
	sameQuote.has(option.id) ||
	option.blend?.local.id === optionId ||
	option.blend?.api.id === optionId;

/**
 * What an option is held against: the best alternative that does not stand on the same offer, which is what walking away means, and
 * the other side of the comparison where that is another one.
 */
const rivalsOf = (
	option: EvaluatedOption,
	{ compared, options }: EvaluatedCase,
	sameQuote: ReadonlySet<string>
): EvaluatedOption[] => {
	const { id } = option.option;
	const best = options.find((each) => !dependsOn(each, id, sameQuote));
	const opposite = compared && (isBought(option.option) ? compared.make : compared.buy);
	return [...new Set([best, opposite])].filter(
		(each) => each !== undefined && each !== null && each.option.id !== id
	) as EvaluatedOption[];
};

/** Why an option takes part in no comparison; null where it does. */
const leftOutReason = (
	optionId: string,
	costCase: CostCase,
	evaluated: EvaluatedCase
): string | null => {
	const missing = costCase.unavailable.find(({ id }) => id === optionId);
	if (missing)
		return `${missing.title} is left out: ${missing.reason}. ${missing.plainRemedy ?? missing.remedy}`;
	const excluded = evaluated.excluded.find(({ option }) => option.id === optionId);
	return excluded ? `${excluded.option.title} is left out: ${excluded.reasons.join('; ')}.` : null;
};

const sheetsOf = (
	costCase: CostCase,
	evaluated: EvaluatedCase,
	quotes: readonly NamedQuote[]
): QuoteTargetSheet[] => {
	const uncertain = uncertainCase(costCase, evaluated);
	const drawn = drawCase(costCase, evaluated);
	if (!uncertain || !drawn) {
		throw new BenchError('E_CONFIG', 'there is no pair of options to compare', {
			hint: 'It needs an option that is made and one that is bought: bench cost --spec FILE shows what was left out and why.'
		});
	}
	return quotes.map((quote) => {
		const option = evaluated.options.find((each) => each.option.id === quote.optionId);
		const sameQuote = new Set(
			quotes.filter(({ stored }) => stored.id === quote.stored.id).map(({ optionId }) => optionId)
		);
		const targets = option
			? rivalsOf(option, evaluated, sameQuote).flatMap((rival) =>
					targetsAgainst(quote, rival, {
						uncertain,
						question: {
							option: option.option,
							rival: rival.option,
							requestsPerMonth: evaluated.requestsPerMonth,
							samples: drawn.samples
						}
					})
				)
			: [];
		return {
			quoteId: quote.stored.id,
			source: quote.levelled.source,
			clauses: quote.levelled.clauses,
			leftOut: leftOutReason(quote.optionId, costCase, evaluated),
			targets
		};
	});
};

/**
 * The negotiation sheet of the quotes that a case takes prices from. Throws `E_CONFIG` where there is no pair of options to compare.
 */
export const targetReport = (
	costCase: CostCase,
	evaluated: EvaluatedCase,
	quotes: readonly NamedQuote[]
): TargetReport => {
	const quoted = new Set(quotes.map(({ optionId }) => optionId));
	const rest = evaluated.options.find(({ option }) => !quoted.has(option.id));
	return {
		title: costCase.title,
		requestsPerMonth: evaluated.requestsPerMonth,
		sheets: sheetsOf(costCase, evaluated, quotes),
		fallback: rest ? { title: rest.option.title, usdPerMonth: rest.today.totalUsdPerMonth } : null
	};
};
