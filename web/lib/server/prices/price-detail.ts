/** Everything that the book knows of the prices of a model at a provider. */
import { BenchError } from '#core/errors.ts';
import type { Model } from '#core/model-book.ts';
import type { PriceListEntry } from '#core/price-list.ts';
import type { PriceDisagreement } from '#bench/economics/prices/price-disagreements.ts';
import { stalePriceLists, type StalePrices } from '#bench/economics/prices/stale-prices.ts';
import { ageDays } from '#bench/importers/books.ts';
import type { PriceBook } from '#bench/importers/price-book/price-book.ts';
import { renderDisagreement } from '#bench/report/price-check-report.ts';
import { daysText, otherTexts, termTexts, type TermText } from '#bench/report/price-terms-text.ts';
import { priceHistoryTable } from '../../charts/price-history-table.ts';
import type { ChartTable } from '../../charts/chart-table.ts';
import { heldOn, rateRows, type RateRow } from './rate-rows.ts';

export interface PriceVersion {
	/** SHA-256 of all that it says, hex. */
	version: string;
	/** File or data set. */
	origin: string;
	/** Whether it is the one that holds today. */
	holds: boolean;
	/** The days on which it holds, in words. */
	period: string;
	/** Days since somebody looked. */
	ageDays: number;
	rates: RateRow[];
	/** Those of the version that holds that hold today, all of another one; with their days where they have some. */
	terms: (TermText & { days: string })[];
	/** What is priced in other units, a line each. */
	others: string[];
	entry: PriceListEntry;
}

export interface PriceDetail {
	providerId: string;
	modelId: string;
	title: string | null;
	/** The day for which it is asked, YYYY-MM-DD. */
	day: string;
	/** Oldest first. */
	versions: PriceVersion[];
	/** What nobody has looked at for 90 days, of the version that holds. */
	stale: StalePrices[];
	/** One sentence for each price on which two sources differ. */
	disagreements: string[];
	/** Entries of the model book that are sold under this id. */
	models: { id: string; title: string }[];
	/** The versions of the source that holds; null where it has only one. */
	history: ChartTable | null;
}

const unknownModel = (book: PriceBook, providerId: string, modelId: string): BenchError => {
	const near = book.list({ model: modelId.split('/').at(-1) }).slice(0, 8);
	const names = [...new Set(near.map(({ entry }) => `${entry.providerId} ${entry.modelId}`))];
	return new BenchError('E_NOT_FOUND', `the price book has no "${modelId}" at ${providerId}`, {
		hint:
			names.length === 0
				? 'A price of your own goes in with: npx bench price import FILE, then bench serve --prices.'
				: `Names like it: ${names.join(', ')}.`
	});
};

const sameModel = (
	{ providerId, modelId }: Pick<PriceDisagreement, 'providerId' | 'modelId'>,
	entry: PriceListEntry
): boolean => providerId === entry.providerId && modelId === entry.modelId;

/** Throws E_NOT_FOUND, with names like it, where the book has no such model at the provider. */
export const priceDetail = (
	book: PriceBook,
	providerId: string,
	modelId: string,
	day: string,
	models: readonly Model[]
): PriceDetail => {
	const atUtc = `${day}T00:00:00.000Z`;
	const history = book.history(providerId, modelId);
	const [first] = history;
	if (first === undefined) throw unknownModel(book, providerId, modelId);
	const { entry } = first;
	const holding = book.find(providerId, modelId, atUtc);
	const holdingVersion = holding && book.versionOf(holding);
	const versions = history.map((sourced): PriceVersion => {
		const version = book.versionOf(sourced.entry);
		const period = daysText(sourced.entry);
		const holds = version === holdingVersion;
		const isHeld = heldOn(holds ? day : null);
		return {
			version,
			origin: sourced.origin,
			holds,
			period: period === '' ? 'at all times' : period,
			ageDays: ageDays(sourced.entry.asOf, day),
			rates: rateRows(sourced.entry, holds ? day : null),
			terms: termTexts(sourced.entry)
				.filter(({ source }) => isHeld(source))
				.map((term) => ({ ...term, days: daysText(term.source) })),
			others: otherTexts(sourced.entry),
			entry: sourced.entry
		};
	});
	const shown = versions.find(({ holds }) => holds) ?? versions.at(-1);
	const chain = versions.filter(
		(each) => each.origin === shown?.origin && each.entry.terms === shown.entry.terms
	);
	const title = versions.findLast((each) => each.entry.title !== null)?.entry.title ?? null;
	return {
		providerId: entry.providerId,
		modelId: entry.modelId,
		title,
		day,
		versions,
		stale: shown ? stalePriceLists([shown], atUtc) : [],
		disagreements: book
			.disagreements()
			.filter((each) => sameModel(each, entry))
			.map(renderDisagreement),
		models: models
			.filter(({ prices }) =>
				prices.some((each) => each.provider === entry.providerId && each.model === entry.modelId)
			)
			.map(({ id, title: name }) => ({ id, title: name })),
		history:
			chain.length < 2
				? null
				: priceHistoryTable(
						chain.map((each) => each.entry),
						{ name: title ?? entry.modelId, today: day }
					)
	};
};
