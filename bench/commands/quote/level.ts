/** `bench quote level` and `compare`: offers in USD over one term, with what is missing marked. */
import type { Command } from 'commander';
import { BenchError } from '#core/errors.ts';
import { checkComparable, checkVolumes, findQuotes } from '#bench/cases/chosen-quotes.ts';
import { compareQuotes } from '#bench/economics/quotes/compare-quotes.ts';
import { levelQuote } from '#bench/economics/quotes/level-quote.ts';
import { renderQuoteComparison } from '#bench/report/quote-comparison.ts';
import { renderLevelledQuote } from '#bench/report/quote-level.ts';
import type { CommandContext } from '../context.ts';
import {
	addLevelOptions,
	levelOptions,
	withQuotes,
	type QuoteLevelOptions
} from './quote-options.ts';

const allExpired = (asOf: string, verb: 'level' | 'compare'): BenchError =>
	new BenchError('E_USAGE', `all of these quotes have expired by ${asOf}`, {
		hint: `Ask for new ones, or ${verb} the old ones with --expired.`
	});

const level = (
	names: readonly string[],
	options: QuoteLevelOptions,
	context: CommandContext
): Promise<void> =>
	withQuotes(options, context, async (database) => {
		const stored = await findQuotes(database, names);
		checkVolumes(stored, options.volume);
		const all = stored.map(({ id, quote }) => ({
			id,
			...levelQuote(quote, levelOptions(options))
		}));
		const levelled = all.filter(
			({ validity }) => options.expired === true || validity.state === 'valid'
		);
		if (levelled.length === 0) throw allExpired(options.asOf, 'level');
		if (options.json) context.print(JSON.stringify(levelled, null, '\t'));
		else {
			context.print(
				levelled
					.map(({ id, ...each }) => renderLevelledQuote(id, each, context.outputColumns))
					.join('\n\n')
			);
		}
		for (const { id, quote } of all) {
			if (levelled.some((each) => each.id === id)) continue;
			context.note(
				`left out: ${id} expired on ${quote.validUntil}; --expired takes it in; ask the vendor for a new one before you decide by it`
			);
		}
	});

const compare = (
	names: readonly string[],
	options: QuoteLevelOptions,
	context: CommandContext
): Promise<void> =>
	withQuotes(options, context, async (database) => {
		const stored = await findQuotes(database, names);
		checkComparable(stored);
		checkVolumes(stored, options.volume);
		const comparison = compareQuotes(
			stored.map(({ id, quote }) => ({ id, levelled: levelQuote(quote, levelOptions(options)) })),
			{ includeExpired: options.expired === true }
		);
		if (comparison.quotes.length === 0) {
			throw allExpired(options.asOf, 'compare');
		}
		context.print(
			options.json ? JSON.stringify(comparison, null, '\t') : renderQuoteComparison(comparison)
		);
	});

export const defineQuoteLevelling = (command: Command, context: CommandContext): void => {
	addLevelOptions(
		command
			.command('level')
			.description('what offers cost in USD over one term, with what is missing marked')
	)
		.argument('<id...>', 'ids or numbers of quotes')
		.action((ids: string[], options: QuoteLevelOptions) => level(ids, options, context));
	addLevelOptions(
		command
			.command('compare')
			.description('offers of one kind side by side: cost per unit, gaps, additions, terms')
	)
		.argument('<id...>', 'ids or numbers of quotes')
		.action((ids: string[], options: QuoteLevelOptions) => compare(ids, options, context));
};
