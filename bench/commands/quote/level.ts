/** `bench quote level` and `compare`: offers in USD over one term, with what is missing marked. */
import type { Command } from 'commander';
import { BenchError } from '#core/errors.ts';
import type { StoredQuote } from '#core/quote.ts';
import { itemsByKind } from '#core/quote/quote-line.ts';
import type { Database } from '#db/client.server.ts';
import { findQuote } from '#db/quotes.server.ts';
import { compareQuotes } from '#bench/economics/quotes/compare-quotes.ts';
import { levelQuote } from '#bench/economics/quotes/level-quote.ts';
import { renderQuoteComparison } from '#bench/report/quote-comparison.ts';
import { renderLevelledQuote } from '#bench/report/quote-level.ts';
import type { CommandContext } from '../context.ts';
import {
	addLevelOptions,
	checkDistinct,
	levelOptions,
	withQuotes,
	type QuoteLevelOptions
} from './quote-options.ts';

const findAll = async (database: Database, names: readonly string[]): Promise<StoredQuote[]> => {
	const found: StoredQuote[] = [];
	for (const name of names) found.push(await findQuote(database, name));
	checkDistinct(found.map(({ id }) => id));
	return found;
};

/** Throws where a volume is for an item that none of the quotes has. */
const checkVolumes = (quotes: readonly StoredQuote[], { volume }: QuoteLevelOptions): void => {
	const known = new Set(quotes.flatMap(({ quote }) => quote.lines.map(({ item }) => item)));
	for (const item of Object.keys(volume)) {
		if (known.has(item as never)) continue;
		const kinds = [...new Set(quotes.map(({ quote }) => quote.kind))];
		const possible = kinds.flatMap((kind) => [...itemsByKind[kind]] as string[]);
		throw new BenchError('E_USAGE', `no quote has a line with the item "${item}" of --volume`, {
			hint: `Items of this kind: ${possible.join(', ')}`
		});
	}
};

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
		const stored = await findAll(database, names);
		checkVolumes(stored, options);
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
		const stored = await findAll(database, names);
		const kinds = new Set(stored.map(({ quote }) => quote.kind));
		if (stored.length < 2 || kinds.size > 1) {
			throw new BenchError(
				'E_USAGE',
				kinds.size > 1
					? `offers of one kind are compared; these are ${[...kinds].join(' and ')}`
					: 'a comparison needs two quotes or more',
				{ hint: 'Across kinds, bench cost compares what serving really costs.' }
			);
		}
		checkVolumes(stored, options);
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
