/** `bench quote targets`: the price at which the decision turns, for every quote that a cost spec names. */
import type { Command } from 'commander';
import type { FullCostSpec } from '#core/cost-spec.ts';
import { BenchError } from '#core/errors.ts';
import type { StoredQuote } from '#core/quote.ts';
import { findQuote, listQuotes } from '#db/quotes.server.ts';
import type { EvaluatedCase, EvaluatedOption } from '#bench/economics/case/evaluate-case.ts';
import { isBought } from '#bench/economics/case/evaluate-case.ts';
import { levelQuote } from '#bench/economics/quotes/level-quote.ts';
import type { LevelledQuote } from '#bench/economics/quotes/levelled-quote.ts';
import type { Offer } from '#bench/economics/quotes/rival-offer.ts';
import {
	renderTargets,
	type QuoteTargetSheet,
	type TargetReport
} from '#bench/report/quote-targets.ts';
import type { CommandContext } from '../context.ts';
import { addCaseOptions } from '../cost/case-options.ts';
import type { CaseSources } from '#bench/cases/case-sources.ts';
import { drawCase, uncertainCase } from '#bench/economics/uncertainty/draw-case.ts';
import type { EvaluatedSpec } from '#bench/cases/evaluate-spec.ts';
import { evaluateCommand, type CaseCommandOptions } from '../cost/evaluate-command.ts';
import { fullSpec } from '#bench/cases/find-spec.ts';
import { targetsAgainst, type NamedQuote } from './targets-against.ts';

interface TargetOptions extends CaseCommandOptions {
	spec: string;
}

/** Names of quotes by the option that takes prices from them. */
const quotesOf = (option: FullCostSpec['options'][number]): string[] =>
	[
		'node' in option ? option.node.quote : undefined,
		'site' in option && option.site?.kind === 'colocation' ? option.site.quote : undefined,
		'rent' in option ? option.rent?.quote : undefined,
		'price' in option && option.price && 'quote' in option.price ? option.price.quote : undefined
	].filter((name) => name !== undefined);

const namedQuotes = async (
	spec: FullCostSpec,
	wanted: readonly string[],
	sources: CaseSources,
	asOf: string
): Promise<NamedQuote[]> => {
	const level = (quote: StoredQuote['quote']): LevelledQuote =>
		levelQuote(quote, {
			months: spec.horizonMonths,
			waccPerYear: spec.discountRatePerYear?.value ?? '0.08',
			asOf
		});
	const database = await sources.database();
	const chosen =
		wanted.length === 0
			? null
			: new Set(
					await Promise.all(wanted.map(async (name) => (await findQuote(database, name)).id))
				);
	const found: NamedQuote[] = [];
	for (const option of spec.options) {
		for (const name of quotesOf(option)) {
			const stored = await findQuote(database, name);
			if (chosen && !chosen.has(stored.id)) continue;
			const offers: Offer[] = [];
			for (const { id, superseded } of await listQuotes(database, { kind: stored.quote.kind })) {
				if (superseded) continue;
				offers.push({ id, levelled: level((await findQuote(database, id)).quote) });
			}
			found.push({ stored, levelled: level(stored.quote), optionId: option.id, offers });
		}
	}
	return found;
};

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
const leftOutReason = (optionId: string, { costCase, evaluated }: EvaluatedSpec): string | null => {
	const missing = costCase.unavailable.find(({ id }) => id === optionId);
	if (missing) return `${missing.title} is left out: ${missing.reason}. ${missing.remedy}`;
	const excluded = evaluated.excluded.find(({ option }) => option.id === optionId);
	return excluded ? `${excluded.option.title} is left out: ${excluded.reasons.join('; ')}.` : null;
};

const sheetsOf = (found: EvaluatedSpec, quotes: readonly NamedQuote[]): QuoteTargetSheet[] => {
	const { costCase, evaluated } = found;
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
			leftOut: leftOutReason(quote.optionId, found),
			targets
		};
	});
};

const reportOf = (found: EvaluatedSpec, quotes: readonly NamedQuote[]): TargetReport => {
	const quoted = new Set(quotes.map(({ optionId }) => optionId));
	const rest = found.evaluated.options.find(({ option }) => !quoted.has(option.id));
	return {
		title: found.costCase.title,
		requestsPerMonth: found.evaluated.requestsPerMonth,
		sheets: sheetsOf(found, quotes),
		fallback: rest ? { title: rest.option.title, usdPerMonth: rest.today.totalUsdPerMonth } : null
	};
};

const targets = async (
	wanted: readonly string[],
	options: TargetOptions,
	context: CommandContext
): Promise<void> => {
	let quotes: NamedQuote[] = [];
	const found = await evaluateCommand(
		async (sources) => {
			const read = await fullSpec(options.spec);
			const asOf = options.at ?? new Date().toISOString().slice(0, 10);
			quotes = await namedQuotes(read.spec, wanted, sources, asOf);
			if (quotes.length > 0) return read;
			throw new BenchError(
				'E_USAGE',
				wanted.length === 0
					? `${options.spec} names no quote`
					: `${options.spec} does not use ${wanted.join(', ')}`,
				{ hint: 'Name a quote in the spec, such as node: { quote: ID } or price: { quote: ID }.' }
			);
		},
		options,
		context
	);
	const report = reportOf(found, quotes);
	context.print(
		options.json ? JSON.stringify(report, null, '\t') : renderTargets(report, context.outputColumns)
	);
};

export const defineQuoteTargets = (command: Command, context: CommandContext): void => {
	addCaseOptions(
		command
			.command('targets')
			.description(
				'the price of each quoted line at which make or buy turns, and the clauses to ask for'
			)
	)
		.argument('[id...]', 'ids or numbers of quotes; all that the spec names where absent')
		.requiredOption('--spec <file>', 'cost spec whose options take prices from the quotes')
		.action((ids: string[], options: TargetOptions) => targets(ids, options, context));
};
