/** Where two sources state different prices for the same thing on the same days. */
import { toDecimal } from '#core/decimal.ts';
import type { PriceListEntry } from '#core/price-list.ts';
import type { RateCard, RateTable } from '#core/rate-card.ts';

/** A price as one source states it. */
export interface StatedPrice {
	/** Decimal text. */
	usd: string;
	/** File or data set that it was read from. */
	origin: string;
	sourceUrl: string;
	/** YYYY-MM-DD. */
	asOf: string;
	enteredBy: string;
}

export interface PriceDisagreement {
	providerId: string;
	modelId: string;
	/** Such as `inputUsdPerMtok`, `outputUsdPerMtok from 272,000 input tokens`, `usdPer1kCalls of web-search`. */
	rate: string;
	/** First and last day on which both hold; null where there is none. */
	fromDay: string | null;
	toDay: string | null;
	stated: readonly [StatedPrice, StatedPrice];
	/** (larger − smaller) / smaller; null where the smaller is 0. */
	relativeDifference: number | null;
	/** The larger is about 1,000 or 1,000,000 times the smaller: somebody may have taken per thousand for per million. */
	isProbableUnitMistake: boolean;
}

/** A price list with where it was read from. */
export interface SourcedEntry {
	entry: PriceListEntry;
	origin: string;
}

const unitSteps = [1_000, 1_000_000];
/** How far a ratio may lie from a unit step to be taken for it. */
const unitTolerance = 0.25;

const cardRates = (card: RateCard, suffix: string): [string, string][] =>
	[
		['inputUsdPerMtok', card.inputUsdPerMtok] as const,
		['cacheReadUsdPerMtok', card.cacheReadUsdPerMtok] as const,
		['outputUsdPerMtok', card.outputUsdPerMtok] as const,
		['reasoningUsdPerMtok', card.reasoningUsdPerMtok] as const,
		...Object.entries(card.cacheWriteUsdPerMtok).map(
			([ttl, usd]) => [`cacheWriteUsdPerMtok (${ttl})`, usd] as const
		)
	].flatMap(([name, usd]) => (usd === null ? [] : [[`${name}${suffix}`, usd]]));

const tableRates = (table: RateTable, suffix: string): [string, string][] => [
	...cardRates(table, suffix),
	...table.contextTiers.flatMap((tier) =>
		cardRates(tier, `${suffix} from ${tier.fromInputTokens.toLocaleString('en-US')} input tokens`)
	)
];

/** Every price of a list by name. */
const ratesOf = (entry: PriceListEntry): Map<string, string> =>
	new Map([
		...tableRates(entry, ''),
		...entry.timeWindows.flatMap(({ fromUtc, toUtc, rates }) =>
			rates === null ? [] : tableRates(rates, ` from ${fromUtc} to ${toUtc} UTC`)
		),
		...entry.calls.map(({ call, usdPer1kCalls }): [string, string] => [
			`usdPer1kCalls of ${call}`,
			usdPer1kCalls
		])
	]);

const later = (a: string | null, b: string | null): string | null =>
	a === null || b === null ? (a ?? b) : a > b ? a : b;
const earlier = (a: string | null, b: string | null): string | null =>
	a === null || b === null ? (a ?? b) : a < b ? a : b;

const compare = (a: SourcedEntry, b: SourcedEntry): PriceDisagreement[] => {
	const fromDay = later(a.entry.validFrom, b.entry.validFrom);
	const toDay = earlier(a.entry.validTo, b.entry.validTo);
	if (fromDay !== null && toDay !== null && fromDay > toDay) return [];
	const others = ratesOf(b.entry);
	const stated = ({ entry, origin }: SourcedEntry, usd: string): StatedPrice => ({
		usd,
		origin,
		sourceUrl: entry.sourceUrl,
		asOf: entry.asOf,
		enteredBy: entry.enteredBy
	});
	return [...ratesOf(a.entry)].flatMap(([rate, usd]) => {
		const other = others.get(rate);
		if (other === undefined || toDecimal(other).eq(usd)) return [];
		const [small, large] = [Number(usd), Number(other)].sort((x, y) => x - y) as [number, number];
		const ratio = small === 0 ? null : large / small;
		return [
			{
				providerId: a.entry.providerId,
				modelId: a.entry.modelId,
				rate,
				fromDay,
				toDay,
				stated: [stated(a, usd), stated(b, other)] as const,
				relativeDifference: ratio === null ? null : ratio - 1,
				isProbableUnitMistake:
					ratio !== null && unitSteps.some((step) => Math.abs(ratio / step - 1) <= unitTolerance)
			}
		];
	});
};

/**
 * All disagreements between list prices of different origins, for the price lists of one model at one provider. Negotiated
 * prices are meant to differ and are left out.
 */
export const disagreementsOf = (entries: readonly SourcedEntry[]): PriceDisagreement[] => {
	const lists = entries.filter(({ entry }) => entry.terms === 'list');
	return lists.flatMap((a, i) =>
		lists.slice(i + 1).flatMap((b) => (a.origin === b.origin ? [] : compare(a, b)))
	);
};
