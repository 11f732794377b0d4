/** What a stored offer means for a use case: the cost of an answer with it, and the prices at which the decision turns. */
import { BenchError } from '#core/errors.ts';
import type { StoredQuote } from '#core/quote.ts';
import type { Database } from '#db/client.server.ts';
import { isHiddenQuote } from '#db/quotes.server.ts';
import { usdPerRightAnswer } from '#bench/economics/case/usd-per-right-answer.ts';
import { targetReport, type TargetReport } from '#bench/economics/quotes/target-report.ts';
import type { NamedQuote } from '#bench/economics/quotes/targets-against.ts';
import { evaluateWith, type CaseOptions, type EvaluatedSpec } from './evaluate-spec.ts';
import { fullSpec } from './find-spec.ts';
import { namedQuotes } from './named-quotes.ts';
import { specWithQuote } from './spec-with-quote.ts';

export interface QuoteAtWorkload {
	quoteId: string;
	optionId: string | null;
	optionTitle: string | null;
	/** Service cost of a request / share of right answers, USD, decimal text; null where unknown. */
	usdPerAcceptedAnswer: string | null;
	/** What the option costs at today's volume, rework included, USD a month, decimal text; null where unknown. */
	usdPerMonth: string | null;
	/** Why a figure is missing; null where none is. */
	reason: string | null;
}

interface Evaluation {
	found: EvaluatedSpec;
	optionId: string;
	/** The quote that the spec names for the same part; null where it names this one. */
	inPlaceOf: string | null;
	named: NamedQuote[];
}

/** The case of a spec with an offer in it; null where no option of the spec takes such a price from a quote. */
const evaluateWithQuote = async (
	specFile: string,
	stored: StoredQuote,
	options: CaseOptions,
	openDatabase: () => Promise<Database>
): Promise<Evaluation | null> => {
	const read = await fullSpec(specFile);
	const swapped = specWithQuote(read.spec, stored);
	if (!swapped) return null;
	const asOf = options.at ?? new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
	const found = await evaluateWith(
		() => Promise.resolve({ ...read, spec: swapped.spec, written: read.spec }),
		options,
		openDatabase
	);
	const named = await namedQuotes(found.spec, [stored.id], { database: openDatabase }, asOf);
	const place = swapped.spec.options.findIndex(({ id }) => id === swapped.optionId);
	// Before anything else: an offer that all see may have the number of one that is hidden.
	const isHidden = await isHiddenQuote(await openDatabase(), swapped.inPlaceOf);
	const isNamed = !isHidden && [stored.id, stored.quote.number].includes(swapped.inPlaceOf);
	return {
		found,
		optionId: found.spec.options[place]?.id ?? swapped.optionId,
		inPlaceOf: isNamed ? null : isHidden ? 'a confidential quote' : swapped.inPlaceOf,
		named
	};
};

const noSlot = ({ quote: { kind } }: StoredQuote): string =>
	`no option of this use case takes a price from a quote of kind ${kind}`;

/** What the option that the offer prices costs. Throws what `bench cost` throws for a spec that is wrong. */
export const quoteAtWorkload = async (
	specFile: string,
	stored: StoredQuote,
	options: CaseOptions,
	openDatabase: () => Promise<Database>
): Promise<QuoteAtWorkload> => {
	const nothing = {
		quoteId: stored.id,
		optionId: null,
		optionTitle: null,
		usdPerAcceptedAnswer: null,
		usdPerMonth: null
	};
	const evaluation = await evaluateWithQuote(specFile, stored, options, openDatabase);
	if (!evaluation) return { ...nothing, reason: noSlot(stored) };
	const {
		found: { costCase, evaluated },
		optionId
	} = evaluation;
	const option = evaluated.options.find((each) => each.option.id === optionId);
	if (!option) {
		const missing = costCase.unavailable.find(({ id }) => id === optionId);
		const excluded = evaluated.excluded.find((each) => each.option.id === optionId);
		return {
			...nothing,
			optionId,
			reason: missing?.reason ?? excluded?.reasons.join('; ') ?? 'the option cannot be computed'
		};
	}
	const perAnswer = usdPerRightAnswer(option, costCase);
	return {
		quoteId: stored.id,
		optionId,
		optionTitle: option.option.title,
		usdPerAcceptedAnswer: perAnswer,
		usdPerMonth: option.today.totalUsdPerMonth,
		reason: perAnswer === null ? 'nobody has said which share of its answers is right' : null
	};
};

export interface QuoteTargets {
	report: TargetReport;
	/** The quote that the spec names for the same part, for which this one was put in; null where it names this one. */
	inPlaceOf: string | null;
}

/** The negotiation sheet of one offer. Throws `E_USAGE` where the spec has no use for it, and what `bench quote targets` throws. */
export const quoteTargets = async (
	specFile: string,
	stored: StoredQuote,
	options: CaseOptions,
	openDatabase: () => Promise<Database>
): Promise<QuoteTargets> => {
	const evaluation = await evaluateWithQuote(specFile, stored, options, openDatabase);
	if (!evaluation) {
		throw new BenchError('E_USAGE', noSlot(stored), {
			hint: 'Name a quote in its spec, such as node: { quote: ID } or price: { quote: ID }.'
		});
	}
	const { found, named, inPlaceOf } = evaluation;
	return { report: targetReport(found.costCase, found.evaluated, named), inPlaceOf };
};
