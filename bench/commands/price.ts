/** `bench price`: lists, shows, checks and imports the prices that costs are made of. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { BenchError } from '#core/errors.ts';
import { stalePriceLists } from '#bench/economics/prices/stale-prices.ts';
import { importPrices } from '#bench/importers/price-book/import-prices.ts';
import { priceColumnsHelp } from '#bench/importers/price-book/price-csv.ts';
import { openPriceBook, type PriceBook } from '#bench/importers/price-book/price-book.ts';
import {
	priceCheckJson,
	renderPriceCheck,
	renderStalePrices,
	type PriceCheck
} from '#bench/report/price-check-report.ts';
import {
	priceJson,
	renderPriceHistory,
	renderPriceList,
	type ShownPrice
} from '#bench/report/price-list-report.ts';
import type { CommandContext } from './context.ts';
import { addCommonOptions, type CommonOptions } from './options.ts';
import type { RepriceOptions } from './price/reprice.ts';

interface BookOptions extends CommonOptions {
	prices: string[];
	at?: string;
	provider?: string;
}

interface ListOptions extends BookOptions {
	model?: string;
}

/** A day or a moment, as ISO 8601 in UTC. */
const parseMoment = (text: string): string => {
	const isDay = /^\d{4}-\d\d-\d\d$/u.test(text);
	const time = Date.parse(isDay ? `${text}T00:00:00Z` : text);
	if (
		Number.isNaN(time) ||
		(isDay && new Date(time).toISOString().slice(0, 10) !== text) ||
		!(isDay || /(?:Z|[+-]\d\d:?\d\d)$/u.test(text))
	) {
		throw new InvalidArgumentError(
			'expected a day as YYYY-MM-DD, or a moment as 2026-11-20T14:00Z.'
		);
	}
	return new Date(time).toISOString();
};

const now = (): string => new Date().toISOString();

const openBook = ({ prices }: BookOptions): Promise<PriceBook> =>
	openPriceBook({ overlayFiles: prices });

const checkProvider = (book: PriceBook, provider: string | undefined): void => {
	if (provider === undefined || book.providerIds.includes(provider)) return;
	throw new BenchError('E_NOT_FOUND', `the price book has no provider "${provider}"`, {
		hint: `It has ${book.providerIds.join(', ')}.`
	});
};

const warnOfStale = (
	shown: readonly ShownPrice[],
	atUtc: string,
	context: CommandContext
): void => {
	const lines = renderStalePrices(stalePriceLists(shown, atUtc), atUtc.slice(0, 10));
	if (lines.length > 0) context.note(lines.join('\n'));
};

const list = async (options: ListOptions, context: CommandContext): Promise<void> => {
	const book = await openBook(options);
	const { provider, model, at = now() } = options;
	checkProvider(book, provider);
	const shown = book
		.list({ provider, model, atUtc: at })
		.map((each): ShownPrice => ({ ...each, version: book.versionOf(each.entry), holds: true }));
	if (options.json) {
		context.print(JSON.stringify(shown.map(priceJson), null, '\t'));
		return;
	}
	if (shown.length === 0) {
		context.print('no price list matches; leave out --provider or --model, or choose another --at');
		return;
	}
	context.print(renderPriceList(shown, at.slice(0, 10), context.outputColumns));
	warnOfStale(shown, at, context);
};

/** Providers and model ids under which a model is listed: by its exact id, or else by another name of it. */
const placesOf = (book: PriceBook, model: string, provider: string | undefined) => {
	const exact = book
		.list({ provider, model })
		.filter(({ entry }) => entry.modelId.toLowerCase() === model.toLowerCase());
	const found =
		exact.length > 0
			? exact
			: book.providerIds
					.filter((id) => provider === undefined || id === provider)
					.flatMap((id) => book.history(id, model));
	return [
		...new Map(found.map(({ entry }) => [`${entry.providerId}\n${entry.modelId}`, entry])).values()
	];
};

const show = async (
	model: string,
	options: BookOptions,
	context: CommandContext
): Promise<void> => {
	const book = await openBook(options);
	const { provider, at = now() } = options;
	checkProvider(book, provider);
	const places = placesOf(book, model, provider);
	if (places.length === 0) {
		const near = book
			.list({ provider, model })
			.slice(0, 10)
			.map(({ entry }) => `${entry.providerId} ${entry.modelId}`);
		throw new BenchError(
			'E_NOT_FOUND',
			`the price book has no model "${model}"${provider === undefined ? '' : ` at ${provider}`}`,
			{
				hint:
					near.length === 0
						? 'bench price list shows what it has; a price of your own goes in with bench price import.'
						: `Names like it: ${[...new Set(near)].join(', ')}.`
			}
		);
	}
	const shown = places.flatMap(({ providerId, modelId }): ShownPrice[] => {
		const holding = book.find(providerId, modelId, at);
		const holdingVersion = holding && book.versionOf(holding);
		return book.history(providerId, modelId).map((each) => {
			const version = book.versionOf(each.entry);
			return { ...each, version, holds: version === holdingVersion };
		});
	});
	context.print(
		options.json ? JSON.stringify(shown.map(priceJson), null, '\t') : renderPriceHistory(shown)
	);
	if (!options.json) warnOfStale(shown, at, context);
};

const check = async (
	files: readonly string[],
	options: BookOptions,
	context: CommandContext
): Promise<void> => {
	const { at = now() } = options;
	const book = await openPriceBook({ overlayFiles: [...options.prices, ...files] });
	const found: PriceCheck = {
		files,
		origins: book.origins,
		disagreements: book.disagreements(),
		stale: book.stale(at),
		idleAdditions: book.idleAdditions(),
		atDay: at.slice(0, 10)
	};
	context.print(
		options.json ? JSON.stringify(priceCheckJson(found), null, '\t') : renderPriceCheck(found)
	);
};

const take = async (
	file: string,
	options: CommonOptions & { into: string },
	context: CommandContext
): Promise<void> => {
	const imported = await importPrices(file, options.into);
	if (options.json) {
		context.print(JSON.stringify({ file, ...imported }, null, '\t'));
		return;
	}
	const { into, added, replaced, unchanged } = imported;
	context.print(
		`${into}: ${String(added)} added, ${String(replaced)} replaced, ${String(unchanged)} already there`
	);
	context.note(`use them with --prices ${into}`);
};

const addBookOptions = (command: Command): Command =>
	addCommonOptions(command)
		.option(
			'--prices <file>',
			'a price file of your own, before the built-in ones; may be given again',
			(file: string, files: string[]) => [...files, file],
			[]
		)
		.option(
			'--at <date>',
			'the day or moment the prices are asked for; now where absent',
			parseMoment
		);

export const define = (command: Command, context: CommandContext): void => {
	addBookOptions(
		command.command('list').description('prices by provider and model, in USD per million tokens')
	)
		.option('--provider <id>', 'only this provider')
		.option('--model <text>', 'only models with this in their name, or matching a pattern with *')
		.action((options: ListOptions) => list(options, context));
	addBookOptions(
		command
			.command('show')
			.description('every version of the prices of a model, with terms, sources and hashes')
	)
		.argument('<model>', 'model id as the provider calls it')
		.option('--provider <id>', 'only at this provider')
		.action((model: string, options: BookOptions) => show(model, options, context));
	addBookOptions(
		command
			.command('check')
			.description('check price files, and find sources that disagree and prices that are old')
	)
		.argument('[files...]', 'price files to check besides the built-in ones')
		.action((files: string[], options: BookOptions) => check(files, options, context));
	addCommonOptions(
		command.command('import').description('take prices into a price file: all of them, or none')
	)
		.argument('<file>', 'YAML or JSON in the form of bench/books/prices/, or CSV with such columns')
		.option('--into <file>', 'the price file they go into', 'prices.yaml')
		.addHelpText('after', `\n${priceColumnsHelp}`)
		.action((file: string, options: CommonOptions & { into: string }) =>
			take(file, options, context)
		);
	addBookOptions(
		command
			.command('reprice')
			.description('what the answers of a run would cost at other prices; stores nothing')
	)
		.argument('<run>', 'id of the run, or the beginning of it')
		.requiredOption('--target <id>', 'target whose answers are priced')
		.requiredOption('--provider <id>', 'provider in the price book')
		.option('--model <id>', 'model in the price book; that of the target where absent')
		.addOption(
			new Option('--service-tier <name>', 'how the requests would be sent')
				.choices(['standard', 'batch', 'flex', 'priority', 'fast'])
				.default('standard')
		)
		.action(async (run: string, options: RepriceOptions) => {
			await (await import('./price/reprice.ts')).reprice(run, options, context);
		});
};
