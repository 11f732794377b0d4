/** The price list of a bought option: typed, of the price book, or that of the target that a run measured. */
import type { BuyOptionSpec, BuyPriceSpec } from '#core/cost-spec/buy-option.ts';
import { BenchError } from '#core/errors.ts';
import type { MeasuredCell } from '#core/measured.ts';
import type { PriceListEntry } from '#core/price-list.ts';
import type { TypedPrice } from '#bench/economics/build/typed-usage.ts';
import { entryOfPerTokenPrice } from '#bench/economics/prices/per-token-price.ts';
import { runEvidence, type CaseRun, type ResolveContext } from './case-sources.ts';
import type { PricedBy } from './priced-by.ts';

type BookPrice = Extract<BuyPriceSpec, { provider: string }>;

const entryOfTyped = (price: TypedPrice, option: BuyOptionSpec): PriceListEntry =>
	entryOfPerTokenPrice(
		{
			kind: 'per-token',
			inputUsdPerMtok: price.inputUsdPerMtok.value,
			...(price.cacheReadUsdPerMtok
				? { cacheReadUsdPerMtok: price.cacheReadUsdPerMtok.value }
				: {}),
			...(price.cacheWriteUsdPerMtok
				? {
						cacheWriteUsdPerMtok: Object.fromEntries(
							Object.entries(price.cacheWriteUsdPerMtok).map(([ttl, rate]) => [ttl, rate.value])
						)
					}
				: {}),
			outputUsdPerMtok: price.outputUsdPerMtok.value,
			source: price.source,
			checkedOn: price.asOf
		},
		{ providerId: option.id, modelId: option.id }
	);

const bookedPrice = async (
	price: BookPrice,
	{ sources, atUtc, specName }: ResolveContext,
	optionId: string
): Promise<PricedBy> => {
	const book = await sources.priceBook();
	const entry = book.find(price.provider, price.model, atUtc);
	if (!entry) {
		throw new BenchError(
			'E_CONFIG',
			`${specName}: option "${optionId}": the price book has no "${price.model}" of "${price.provider}" on ${atUtc.slice(0, 10)}`,
			{ hint: `Look for it: bench price list --model ${price.model}` }
		);
	}
	return {
		entry,
		context: {
			atUtc,
			serviceTier: price.serviceTier,
			calls: price.calls,
			...(price.region === undefined ? {} : { region: price.region })
		},
		origin: {
			basis: 'price-book',
			source: `${entry.providerId} ${entry.modelId}, ${entry.sourceUrl}, version ${book.versionOf(entry).slice(0, 12)}`,
			asOf: entry.asOf,
			evidence: { kind: 'price', provider: entry.providerId, model: entry.modelId }
		},
		typedPrice: null
	};
};

/** The price of an option: the spec's own, else that of the measured target. */
export const priceOf = async (
	option: BuyOptionSpec,
	measured: { cell: MeasuredCell; run: CaseRun } | null,
	context: ResolveContext
): Promise<PricedBy | null> => {
	const { price } = option;
	if (price && 'inputUsdPerMtok' in price) {
		const origin = { basis: 'user', source: price.source, asOf: price.asOf } as const;
		return { entry: entryOfTyped(price, option), context: {}, origin, typedPrice: price };
	}
	if (price && 'provider' in price) return bookedPrice(price, context, option.id);
	if (!measured) return null;
	const { cell, run } = measured;
	if (cell.price?.kind !== 'per-token') return null;
	return {
		entry: entryOfPerTokenPrice(cell.price, { providerId: option.id, modelId: option.id }),
		context: {},
		origin: {
			basis: 'user',
			source: cell.price.source,
			asOf: cell.price.checkedOn,
			evidence: runEvidence(run, cell)
		},
		typedPrice: null
	};
};
