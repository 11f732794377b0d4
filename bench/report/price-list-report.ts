/** Price lists as text and data for `bench price list` and `bench price show`. */
import type { PriceListEntry } from '#core/price-list.ts';
import type { ServiceTier, ThroughputUnit, TimeWindow } from '#core/price-terms.ts';
import type { RateCard, RateTable } from '#core/rate-card.ts';
import { missing, renderTable, type Column } from './format.ts';

/** A price list with where it was read from and its version. */
export interface ShownPrice {
	entry: PriceListEntry;
	/** File or data set. */
	origin: string;
	/** SHA-256, hex. */
	version: string;
	/** Whether it is the one that holds at the moment asked for. */
	holds: boolean;
}

/** What `--json` prints of a price list. */
export const priceJson = ({ entry, origin, version, holds }: ShownPrice) => ({
	version,
	origin,
	holds,
	...entry
});

const usd = (text: string | null): string => text ?? missing;

const count = (tokens: number): string => tokens.toLocaleString('en-US');

const writesText = ({ cacheWriteUsdPerMtok }: RateCard): string => {
	const writes = Object.entries(cacheWriteUsdPerMtok).filter(
		([ttl, price]) =>
			ttl === 'default' || ttl === 'any' || price !== cacheWriteUsdPerMtok['default']
	);
	return writes.length === 0
		? missing
		: writes
				.map(([ttl, price]) => (ttl === 'default' || ttl === 'any' ? price : `${price} (${ttl})`))
				.join(', ');
};

const tiersText = ({ contextTiers }: RateTable): string =>
	contextTiers
		.map(
			(tier) =>
				`from ${count(tier.fromInputTokens)}: ${usd(tier.inputUsdPerMtok)} / ${usd(tier.outputUsdPerMtok)}`
		)
		.join('; ');

const termsText = ({ timeWindows, serviceTiers, regions }: PriceListEntry): string =>
	[
		...(timeWindows.length > 0 ? ['time of day'] : []),
		...serviceTiers.map(({ tier }) => tier),
		...regions.map(({ region }) => `region ${region}`)
	].join(', ');

const listColumns: Column[] = [
	{ title: 'provider', align: 'left' },
	{ title: 'model', align: 'left' },
	{ title: 'input', align: 'right' },
	{ title: 'cached', align: 'right', dropOrder: 1 },
	{ title: 'output', align: 'right' },
	{ title: 'long contexts, input / output', align: 'left', dropOrder: 4 },
	{ title: 'other prices', align: 'left', dropOrder: 3 },
	{ title: 'since', align: 'left', dropOrder: 2 },
	{ title: 'looked up', align: 'left', dropOrder: 0 }
];

/** One line for each price list, in USD per million tokens; `atDay` is the day they hold on. */
export const renderPriceList = (
	prices: readonly ShownPrice[],
	atDay: string,
	maxWidth: number | null
): string => {
	const rows = prices.map(({ entry }) => [
		entry.providerId,
		entry.modelId,
		usd(entry.inputUsdPerMtok),
		usd(entry.cacheReadUsdPerMtok),
		usd(entry.outputUsdPerMtok),
		tiersText(entry),
		termsText(entry),
		entry.validFrom ?? missing,
		entry.asOf
	]);
	return [
		renderTable(listColumns, rows, { maxWidth }),
		'',
		`${count(prices.length)} price list${prices.length === 1 ? ' holds' : 's hold'} on ${atDay}; USD per million tokens; ${missing} is unknown, not free.`
	].join('\n');
};

const cardColumns: Column[] = [
	{ title: '  rates, USD per million tokens', align: 'left' },
	{ title: 'input', align: 'right' },
	{ title: 'cache read', align: 'right' },
	{ title: 'cache write', align: 'right' },
	{ title: 'output', align: 'right' },
	{ title: 'reasoning', align: 'right' }
];

const cardRow = (label: string, card: RateCard): string[] => [
	`  ${label}`,
	usd(card.inputUsdPerMtok),
	usd(card.cacheReadUsdPerMtok),
	writesText(card),
	usd(card.outputUsdPerMtok),
	card.reasoningUsdPerMtok ?? 'as output'
];

const tableRows = (label: string, table: RateTable): string[][] => [
	cardRow(label, table),
	...table.contextTiers.map((tier) =>
		cardRow(`${label}, from ${count(tier.fromInputTokens)} input tokens`, tier)
	)
];

const windowLabel = ({ fromUtc, toUtc, weekdaysUtc }: TimeWindow): string =>
	[`${fromUtc}–${toUtc} UTC`, ...(weekdaysUtc.length === 0 ? [] : [weekdaysUtc.join(' ')])].join(
		', '
	);

const cacheWords: Record<ServiceTier['withCache'], string> = {
	stacks: 'cached tokens too',
	'cache-rate': 'cached tokens at their usual rate',
	'input-rate': 'cached tokens at the input rate',
	unknown: 'price of cached tokens unknown'
};

interface Sourced {
	sourceUrl: string | null;
	asOf: string | null;
	evidence: string | null;
	note: string | null;
	validFrom: string | null;
	validTo: string | null;
}

const days = ({ validFrom, validTo }: Pick<Sourced, 'validFrom' | 'validTo'>): string => {
	if (validFrom === null && validTo === null) return '';
	if (validFrom === null) return `to ${validTo ?? ''}`;
	return validTo === null ? `from ${validFrom}` : `${validFrom} to ${validTo}`;
};

/** `  batch: × 0.5, cached tokens too (https://…, 2026-09-05, second-hand)`, and the note below it. */
const termLines = (text: string, term: Sourced): string[] => {
	const source = [days(term), term.sourceUrl, term.asOf, term.evidence].filter(Boolean).join(', ');
	return [
		`  ${text}${source === '' ? '' : ` (${source})`}`,
		...(term.note === null ? [] : [`    ${term.note}`])
	];
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

const versionLines = ({ entry, origin, version, holds }: ShownPrice): string[] => {
	const period = days(entry);
	const rows = [
		...tableRows('standard', entry),
		...entry.timeWindows.flatMap((window) =>
			window.rates === null ? [] : tableRows(windowLabel(window), window.rates)
		),
		...entry.serviceTiers.flatMap(({ tier, rates }) =>
			rates === null ? [] : tableRows(tier, rates)
		)
	];
	return [
		`${holds ? '●' : '○'} ${period === '' ? 'at all times' : period}${entry.terms === 'negotiated' ? ', negotiated' : ''}${holds ? ' (holds)' : ''}`,
		`  version ${version}`,
		`  source ${entry.sourceUrl}, looked up ${entry.asOf} by ${entry.enteredBy}${entry.evidence === null ? '' : ` (${entry.evidence})`}; from ${origin}`,
		...(entry.note === null ? [] : [`  ${entry.note}`]),
		...renderTable(cardColumns, rows).split('\n'),
		...entry.timeWindows.flatMap((window) =>
			window.factor === null ? [] : termLines(`${windowLabel(window)}: × ${window.factor}`, window)
		),
		...entry.regions.flatMap((region) =>
			termLines(`region ${region.region}: × ${region.factor}`, region)
		),
		...entry.serviceTiers.flatMap((tier) => termLines(tierText(tier), tier)),
		...entry.calls.flatMap((call) =>
			termLines(`${call.call}: ${call.usdPer1kCalls} USD per 1,000 calls`, call)
		),
		...entry.throughputUnits.flatMap((unit) => termLines(unitText(unit), unit)),
		...(entry.cacheStorageUsdPerMtokHour === null
			? []
			: [`  cache storage: ${entry.cacheStorageUsdPerMtokHour} USD per million tokens and hour`]),
		...Object.entries(entry.otherUsd).map(
			([unit, price]) => `  ${unit}: ${price} USD (shown only; requests are not counted in it)`
		)
	];
};

/** All versions of the price lists of a model, provider by provider, with terms, sources and hashes. */
export const renderPriceHistory = (prices: readonly ShownPrice[]): string => {
	const groups = Map.groupBy(prices, ({ entry }) => `${entry.providerId} ${entry.modelId}`);
	return [...groups]
		.map(([name, versions]) => {
			const title = versions.find(({ entry }) => entry.title !== null)?.entry.title ?? null;
			return [
				title === null ? name : `${name} (${title})`,
				...versions.flatMap((version) => ['', ...versionLines(version)])
			].join('\n');
		})
		.join('\n\n\n');
};
