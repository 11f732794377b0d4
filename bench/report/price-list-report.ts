/** Price lists as text and data for `bench price list` and `bench price show`. */
import type { PriceListEntry } from '#core/price-list.ts';
import type { RateCard, RateTable } from '#core/rate-card.ts';
import { missing, renderTable, type Column } from './format.ts';
import { daysText, otherTexts, termTexts, windowLabel, type TermText } from './price-terms-text.ts';

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

/** `  batch: × 0.5, cached tokens too (https://…, 2026-09-05, second-hand)`, and the note below it. */
const termLines = ({ text, source: term }: TermText): string[] => {
	const source = [daysText(term), term.sourceUrl, term.asOf, term.evidence]
		.filter(Boolean)
		.join(', ');
	return [
		`  ${text}${source === '' ? '' : ` (${source})`}`,
		...(term.note === null ? [] : [`    ${term.note}`])
	];
};

const versionLines = ({ entry, origin, version, holds }: ShownPrice): string[] => {
	const period = daysText(entry);
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
		...termTexts(entry).flatMap(termLines),
		...otherTexts(entry).map((text) => `  ${text}`)
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
