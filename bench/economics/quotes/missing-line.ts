/**
 * What a quote of a kind should have and this one has not. A missing line is never free: it becomes a default with its source,
 * marked as such, or, where nothing sensible can be assumed, an open question that keeps the quote out of the ranking.
 */
import { Decimal, toDecimal } from '#core/decimal.ts';
import type { Quote, QuoteOfKind } from '#core/quote.ts';
import { hoursPerMonth } from '#core/quote/line-amount.ts';
import { withArticle } from '#core/with-article.ts';
import type { Charges } from './quote-payments.ts';
import { committedKwOf } from './quote-size.ts';

/** A line that the quote does not have. */
export type MissingLine =
	| {
			treatment: 'default';
			item: string;
			/** What was assumed, in words. */
			assumption: string;
			/** Where the assumption comes from. */
			source: string;
			/** USD. */
			charges: Charges;
	  }
	/** Nothing sensible can be assumed. */
	| { treatment: 'unknown'; item: string; assumption: string };

/** Shares of the price of the servers; together the 12 % (10–15 %) that network and installation add. */
const networkShare = '0.08';
const installShare = '0.04';
const adderSource =
	'network and installation add 12 % (10–15 %) to servers, secondary source of 2026; split 8 and 4 by assumption';
const freightShare = '0.02';
const supportSharePerYear = '0.06';
const assumed = 'assumption without a published figure';

/** Headline / whole bill of a GPU cloud is 60–70 %; the end that adds least is taken and its rest shared by three items. */
const cloudExtraShare = new Decimal(1).minus('0.7').div('0.7').div(3);
const cloudSource =
	'the GPU rate is 60–70 % of a GPU cloud bill (secondary source, 2026); 70 % taken, the rest shared equally by storage, egress and support';

const endpointSupportShare = '0.1';
const remoteHandsShare = '0.03';
const crossConnectShare = '0.02';
/** Power drawn / nameplate under load. */
const drawnShare = '0.65';
const modernPue = '1.25';
const usdPerKwh = '0.146';
const powerSource =
	'65 % of the power committed (assumption), $0.146/kWh (US commercial, April 2026, EIA), PUE as capped or 1.25 (modern sites)';

/** Charges of the lines that the kind is about, USD by month, and where of them a support contract begins. */
export interface Headline {
	/** What is due once, USD. */
	onceUsd: Decimal;
	/** What recurs, USD by month. */
	recurringUsd: readonly Decimal[];
	months: number;
}

const once = (usd: Decimal, months: number): Charges => ({
	recurring: 'once',
	byMonth: Array.from({ length: months }, (_, month) => (month === 0 ? usd : new Decimal(0)))
});

const shareOfRecurring = ({ recurringUsd }: Headline, share: Decimal | string): Charges => ({
	recurring: 'month',
	byMonth: recurringUsd.map((usd) => usd.times(share))
});

const percent = (share: Decimal | string): string =>
	`${toDecimal(share).times(100).round(1).toFixed()} %`;

const serverLines = (
	quote: QuoteOfKind<'server-purchase'>,
	has: (item: string) => boolean,
	headline: Headline
): MissingLine[] => {
	const { onceUsd, months } = headline;
	const lines: MissingLine[] = [];
	const addOnce = (item: string, share: string, source: string): void => {
		if (has(item)) return;
		lines.push({
			treatment: 'default',
			item,
			assumption: `${percent(share)} of the servers, once`,
			source,
			charges: once(onceUsd.times(share), months)
		});
	};
	addOnce('network', networkShare, adderSource);
	addOnce('install', installShare, adderSource);
	// Delivered duty paid, at place or unloaded: the vendor carries the freight within the price.
	const delivered = quote.incoterm !== undefined && ['DDP', 'DAP', 'DPU'].includes(quote.incoterm);
	if (!delivered) addOnce('freight', freightShare, assumed);
	const covered = quote.warrantyMonths ?? 0;
	if (!has('support') && covered < months) {
		const perYear = onceUsd.times(supportSharePerYear);
		lines.push({
			treatment: 'default',
			item: 'support',
			assumption: `${percent(supportSharePerYear)} of the servers a year, ${covered === 0 ? 'from the start, as no warranty is stated' : `after ${String(covered)} months of warranty`}`,
			source: 'support after warranty 6 % a year (5–10 %), assumption',
			charges: {
				recurring: 'month',
				byMonth: Array.from({ length: months }, (_, month) =>
					month < covered ? new Decimal(0) : perYear.div(12)
				)
			}
		});
	}
	return lines;
};

const cloudLines = (has: (item: string) => boolean, headline: Headline): MissingLine[] =>
	['storage', 'egress', 'support']
		.filter((item) => !has(item))
		.map((item) => ({
			treatment: 'default',
			item,
			assumption: `${percent(cloudExtraShare)} of the GPU charges`,
			source: cloudSource,
			charges: shareOfRecurring(headline, cloudExtraShare)
		}));

const colocationLines = (
	quote: QuoteOfKind<'colocation'>,
	has: (item: string) => boolean,
	headline: Headline
): MissingLine[] => {
	const { months, recurringUsd } = headline;
	const firstMonth = recurringUsd.find((usd) => !usd.eq(0)) ?? new Decimal(0);
	const lines: MissingLine[] = [];
	const add = (item: string, assumption: string, source: string, charges: Charges): void => {
		if (!has(item)) lines.push({ treatment: 'default', item, assumption, source, charges });
	};
	add('setup', 'one month of the power fee, once', assumed, once(firstMonth, months));
	add(
		'cross-connect',
		`${percent(crossConnectShare)} of the power fee`,
		assumed,
		shareOfRecurring(headline, crossConnectShare)
	);
	add(
		'remote-hands',
		`${percent(remoteHandsShare)} of the power fee`,
		assumed,
		shareOfRecurring(headline, remoteHandsShare)
	);
	const kw = committedKwOf(quote);
	if (quote.power === 'metered' && !has('metered-power') && kw !== null) {
		const usdPerMonth = kw
			.times(drawnShare)
			.times(hoursPerMonth)
			.times(quote.pueCap ?? modernPue)
			.times(usdPerKwh);
		add('metered-power', 'electricity of the committed power under load', powerSource, {
			recurring: 'month',
			byMonth: Array.from({ length: months }, () => usdPerMonth)
		});
	}
	return lines;
};

/** The item that a kind cannot do without; null for API contracts, whose token prices are looked at by themselves. */
const mainItem: Record<Quote['kind'], string | null> = {
	'server-purchase': 'server',
	'gpu-cloud': 'gpu',
	'api-contract': null,
	'seat-subscription': 'seat',
	colocation: 'power',
	'managed-endpoint': 'gpu'
};

const apiLines = (has: (item: string) => boolean): MissingLine[] =>
	['input-tokens', 'output-tokens']
		.filter((item) => !has(item))
		.map((item) => ({
			treatment: 'unknown',
			item,
			assumption: 'no price for these tokens; ask for it, or take the list price'
		}));

/** What is missing in a quote, with what is assumed in its place. `items` are those that the quote has. */
export const missingLines = (
	quote: Quote,
	items: ReadonlySet<string>,
	headline: Headline
): MissingLine[] => {
	const has = (item: string): boolean => items.has(item);
	const main = mainItem[quote.kind];
	if (main !== null && !has(main)) {
		return [
			{
				treatment: 'unknown',
				item: main,
				assumption: `${withArticle(quote.kind)} without a line for "${main}" cannot be levelled`
			}
		];
	}
	switch (quote.kind) {
		case 'server-purchase':
			return serverLines(quote, has, headline);
		case 'gpu-cloud':
			return cloudLines(has, headline);
		case 'colocation':
			return colocationLines(quote, has, headline);
		case 'api-contract':
			return apiLines(has);
		case 'managed-endpoint':
			return has('support')
				? []
				: [
						{
							treatment: 'default',
							item: 'support',
							assumption: `${percent(endpointSupportShare)} of the GPU charges`,
							source: assumed,
							charges: shareOfRecurring(headline, endpointSupportShare)
						}
					];
		case 'seat-subscription':
			return has('onboarding')
				? []
				: [
						{
							treatment: 'default',
							item: 'onboarding',
							assumption: 'one month of the seats, once',
							source: assumed,
							charges: once(
								headline.recurringUsd.find((usd) => !usd.eq(0)) ?? new Decimal(0),
								headline.months
							)
						}
					];
	}
};
