/** `bench quote list`, `show`, `confidential` and `delete`: the quotes that are stored. */
import { Argument, InvalidArgumentError, type Command } from 'commander';
import { BenchError } from '#core/errors.ts';
import { quoteKinds, type QuoteKind } from '#core/quote/quote-line.ts';
import {
	deleteQuote,
	findQuote,
	listQuotes,
	markConfidential,
	quoteVersions
} from '#db/quotes.server.ts';
import { quoteValidity } from '#bench/economics/quotes/quote-usd.ts';
import { renderQuote, renderQuoteList } from '#bench/report/quote-list.ts';
import { auditCommand } from '../account/with-accounts.ts';
import type { CommandContext } from '../context.ts';
import { addCommonOptions, databaseFlag, type CommonOptions } from '../options.ts';
import { addAsOf, withQuotes, type AsOfOptions } from './quote-options.ts';

const parseKind = (text: string): QuoteKind => {
	const kind = quoteKinds.find((each) => each === text);
	if (kind === undefined) {
		throw new InvalidArgumentError(`expected one of ${quoteKinds.join(', ')}.`);
	}
	return kind;
};

const list = (
	options: AsOfOptions & { kind?: QuoteKind },
	context: CommandContext
): Promise<void> =>
	withQuotes(options, context, async (database) => {
		const stored = await listQuotes(
			database,
			options.kind === undefined ? {} : { kind: options.kind }
		);
		const quotes = stored.map((quote) => ({
			...quote,
			validity: quoteValidity(quote, options.asOf)
		}));
		if (options.json) context.print(JSON.stringify(quotes, null, '\t'));
		else if (quotes.length === 0) {
			context.print(`no quotes in ${database.name}; import one with: bench quote import FILE`);
		} else context.print(renderQuoteList(quotes, context.outputColumns));
	});

const show = (name: string, options: AsOfOptions, context: CommandContext): Promise<void> =>
	withQuotes(options, context, async (database) => {
		const stored = await findQuote(database, name);
		const validity = quoteValidity(stored.quote, options.asOf);
		const versions = (await quoteVersions(database, stored.quote)).map(({ id }) => id);
		if (options.json) {
			context.print(JSON.stringify({ ...stored, validity, versions }, null, '\t'));
			return;
		}
		context.print(renderQuote(stored, validity, context.outputColumns));
		const others = versions.filter((id) => id !== stored.id);
		if (others.length > 0) context.print(`other versions: ${others.join(', ')}`);
	});

const mark = (
	name: string,
	answer: 'yes' | 'no',
	options: CommonOptions,
	context: CommandContext
): Promise<void> =>
	withQuotes(options, context, async (database) => {
		const { id, quote } = await findQuote(database, name);
		const confidential = answer === 'yes';
		await markConfidential(database, quote, confidential);
		const action = `bench quote confidential ${id} ${answer}`;
		await auditCommand(database, action, new Date().toISOString());
		context.print(
			options.json
				? JSON.stringify({ id, confidential }, null, '\t')
				: `${quote.vendor} no. ${quote.number}, all versions: ${confidential ? 'on the site, only procurement and admins see it' : 'everybody who may read the site sees it'}`
		);
	});

const remove = (
	name: string,
	options: CommonOptions & { yes?: true },
	context: CommandContext
): Promise<void> =>
	withQuotes(options, context, async (database) => {
		const { id, quote } = await findQuote(database, name);
		if (!options.yes) {
			const flag = databaseFlag(options);
			throw new BenchError('E_USAGE', `this deletes quote ${id} of ${quote.vendor} for good`, {
				hint: `Nothing was deleted. To go on: bench quote delete ${id} --yes${flag === null ? '' : ` --db ${flag}`}`
			});
		}
		await deleteQuote(database, id);
		context.print(
			options.json ? JSON.stringify({ deleted: id }, null, '\t') : `deleted quote ${id}`
		);
	});

export const defineQuoteBrowsing = (command: Command, context: CommandContext): void => {
	addAsOf(command.command('list').description('the quotes in the database; expired ones say so'))
		.option('--kind <kind>', `one of ${quoteKinds.join(', ')}`, parseKind)
		.action((options: AsOfOptions & { kind?: QuoteKind }) => list(options, context));
	addAsOf(command.command('show').description('one quote with its lines and terms'))
		.argument('<id>', "id, the vendor's number, or the beginning of the id")
		.action((id: string, options: AsOfOptions) => show(id, options, context));
	addCommonOptions(
		command
			.command('confidential')
			.description('whether only procurement and admins see a quote on the site, all its versions')
	)
		.argument('<id>', "id, the vendor's number, or the beginning of the id")
		.addArgument(new Argument('<answer>', 'yes or no').choices(['yes', 'no']))
		.action((id: string, answer: 'yes' | 'no', options: CommonOptions) =>
			mark(id, answer, options, context)
		);
	addCommonOptions(command.command('delete').description('delete one version of a quote'))
		.argument('<id>', "id, the vendor's number, or the beginning of the id")
		.option('--yes', 'really delete')
		.action((id: string, options: CommonOptions & { yes?: true }) => remove(id, options, context));
};
