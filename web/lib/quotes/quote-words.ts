/** Words of quotes for a reader: kinds, items, terms, how long an offer stands. */
import type { AskKind } from '#bench/economics/quotes/negotiation.ts';
import type { QuoteKind } from '#core/quote/quote-line.ts';
import type { QuoteValidity } from '#bench/economics/quotes/quote-usd.ts';

export const kindTitles: Record<QuoteKind, string> = {
	'server-purchase': 'Servers, bought',
	'gpu-cloud': 'GPU cloud',
	'api-contract': 'API contract',
	'seat-subscription': 'Seats',
	colocation: 'Colocation',
	'managed-endpoint': 'Managed endpoint'
};

/** Days before the end of an offer from which it is pointed out. */
const soonDays = 30;

const days = (count: number): string => `${String(count)} day${count === 1 ? '' : 's'}`;

export interface ValidityInWords {
	text: string;
	tone: 'plain' | 'warn' | 'bad';
}

/** `expired 12 days ago`, `12 days left`; plain where it stands for long. */
export const validityInWords = (validity: QuoteValidity): ValidityInWords => {
	if (validity.state === 'expired') {
		return { text: `expired ${days(validity.days)} ago`, tone: 'bad' };
	}
	if (validity.days > soonDays) return { text: 'valid', tone: 'plain' };
	return {
		text: validity.days === 0 ? 'last day' : `${days(validity.days)} left`,
		tone: 'warn'
	};
};

/** `warrantyMonths` → `warranty months`, `sla.creditCapShare` → `sla credit cap share`. */
export const termInWords = (key: string): string =>
	key
		.replaceAll(/([a-z])([A-Z])/gu, '$1 $2')
		.replaceAll(/[.-]/gu, ' ')
		.toLowerCase()
		.replaceAll(
			/\b(gpu|sla|sku|pue|usd)(s?)\b/gu,
			(_, name: string, plural: string) => `${name.toUpperCase()}${plural}`
		)
		.replaceAll(/\bkw\b/gu, 'kW');

/** `input-tokens` → `Input tokens`. */
export const itemInWords = (item: string): string => {
	const words = item.replaceAll('-', ' ');
	return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Decimal text with separators, every digit kept: `293,280.00`. */
export const exactAmount = (amount: string | null | undefined): string => {
	if (amount === null || amount === undefined) return '–';
	const [whole = '', digits] = amount.replace('-', '−').split('.');
	const grouped = whole.replaceAll(/\B(?=(\d{3})+(?!\d))/gu, ',');
	return digits === undefined ? grouped : `${grouped}.${digits.padEnd(2, '0')}`;
};

/** A change as percent with its sign, `+12.5 %`; null where there is none. */
export const changeInWords = (share: string | null): string | null => {
	if (share === null) return null;
	const percent = Number((Number(share) * 100).toPrecision(3));
	return `${percent > 0 ? '+' : percent < 0 ? '−' : ''}${String(Math.abs(percent))}\u00A0%`;
};

/** What a price that we hold a vendor to is. */
export const askKindInWords: Record<AskKind, string> = {
	target: 'target: wins in nine of ten draws',
	'walk-away': 'walk away above it: an even chance',
	'equal-cost': 'both cost the same at it'
};
