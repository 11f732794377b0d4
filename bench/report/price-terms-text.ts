/** The terms beside the rates of a price list, each as one line of text with its own source. */
import type { PriceListEntry } from '#core/price-list.ts';
import type { ServiceTier, ThroughputUnit, TimeWindow } from '#core/price-terms.ts';

/** What a term says of itself; null where it is as in the price list. */
export interface TermSource {
	sourceUrl: string | null;
	asOf: string | null;
	enteredBy: string | null;
	evidence: string | null;
	note: string | null;
	validFrom: string | null;
	validTo: string | null;
}

export interface TermText {
	text: string;
	source: TermSource;
}

const count = (tokens: number): string => tokens.toLocaleString('en-US');

/** `16:30–00:30 UTC, sat sun` */
export const windowLabel = ({ fromUtc, toUtc, weekdaysUtc }: TimeWindow): string =>
	[`${fromUtc}–${toUtc} UTC`, ...(weekdaysUtc.length === 0 ? [] : [weekdaysUtc.join(' ')])].join(
		', '
	);

/** `2026-07-01 to 2026-09-30`; empty where it holds at all times. */
export const daysText = ({
	validFrom,
	validTo
}: Pick<TermSource, 'validFrom' | 'validTo'>): string => {
	if (validFrom === null && validTo === null) return '';
	if (validFrom === null) return `to ${validTo ?? ''}`;
	return validTo === null ? `from ${validFrom}` : `${validFrom} to ${validTo}`;
};

const cacheWords: Record<ServiceTier['withCache'], string> = {
	stacks: 'cached tokens too',
	'cache-rate': 'cached tokens at their usual rate',
	'input-rate': 'cached tokens at the input rate',
	unknown: 'price of cached tokens unknown'
};

const tierText = ({ tier, factor, withCache, maxInputTokens }: ServiceTier): string =>
	[
		`${tier}: ${factor === null ? 'rates of its own, above' : `× ${factor}`}`,
		cacheWords[withCache],
		...(maxInputTokens === null ? [] : [`up to ${count(maxInputTokens)} input tokens`])
	].join(', ');

const unitText = (unit: ThroughputUnit): string =>
	[
		`${unit.unit}: ${unit.usdPerUnit} USD a unit and ${unit.per}`,
		...(unit.inputTokensPerMin === null
			? []
			: [`${count(unit.inputTokensPerMin)} input tokens a minute`]),
		...(unit.outputTokensPerMin === null
			? []
			: [`${count(unit.outputTokensPerMin)} output tokens a minute`]),
		...(unit.minimumDays === null ? [] : [`at least ${String(unit.minimumDays)} days`])
	].join(', ');

/** Hours, regions, service tiers, calls and reserved throughput, in this order. */
export const termTexts = (entry: PriceListEntry): TermText[] => [
	...entry.timeWindows.flatMap((window) =>
		window.factor === null
			? []
			: [{ text: `${windowLabel(window)}: × ${window.factor}`, source: window }]
	),
	...entry.regions.map((region) => ({
		text: `region ${region.region}: × ${region.factor}`,
		source: region
	})),
	...entry.serviceTiers.map((tier) => ({ text: tierText(tier), source: tier })),
	...entry.calls.map((call) => ({
		text: `${call.call}: ${call.usdPer1kCalls} USD per 1,000 calls`,
		source: call
	})),
	...entry.throughputUnits.map((unit) => ({ text: unitText(unit), source: unit }))
];

/** What is priced in other units, without a source of its own. */
export const otherTexts = ({
	cacheStorageUsdPerMtokHour: storage,
	otherUsd
}: PriceListEntry): string[] => [
	...(storage === null ? [] : [`cache storage: ${storage} USD per million tokens and hour`]),
	...Object.entries(otherUsd).map(
		([unit, price]) => `${unit}: ${price} USD (shown only; requests are not counted in it)`
	)
];
