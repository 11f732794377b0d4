/**
 * What a vendor is asked to fill in: the lines, the term, and the clauses that an offer leaves open. It holds no price of anybody,
 * so that it can go to any vendor; our own prices only where they are given.
 */
import type { Quote } from '#core/quote.ts';
import { clauseChecklist } from './clause-checklist.ts';
import type { LineAsk } from './line-asks.ts';
import type { LevelledQuote } from './levelled-quote.ts';
import type { AskKind } from './negotiation.ts';

export interface RfpLine {
	/** Id of the line in the quote; empty for what the quote leaves out. */
	id: string;
	item: string;
	description: string;
	/** Decimal text; null for a rate that is paid by use. */
	quantity: string | null;
	unit: string;
	/** How often it falls due. */
	recurring: string;
	/** What we hold the vendor to, USD for one `unit` net of discounts; null unless our prices were given and one leads here. */
	ourUsd: string | null;
	/** What that price is; null without one. */
	ourKind: AskKind | null;
}

export interface RfpQuestion {
	id: string;
	title: string;
	question: string;
}

export interface RfpSheet {
	/** What is asked about, such as `server-purchase`. */
	kind: Quote['kind'];
	title: string;
	/** Months for which prices are asked. */
	termMonths: number;
	lines: RfpLine[];
	questions: RfpQuestion[];
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Our reminder to ask, as a sentence to a vendor. */
const askedOf = (note: string): string => {
	const asked = note.replaceAll(/\bask\b/gu, 'we ask');
	return asked === note ? 'Please state it.' : `${capitalised(asked)}.`;
};

/** The sheet of a levelled quote; `asks` adds our own prices, which a vendor should not see. */
export const rfpSheet = (
	{ quote, lines, unknown, months }: LevelledQuote,
	asks: readonly LineAsk[] = []
): RfpSheet => {
	const askOf = (lineId: string): LineAsk | undefined => asks.find((ask) => ask.lineId === lineId);
	const left = [
		...lines.filter(({ origin }) => origin === 'default').map(({ item }) => item),
		...unknown.map(({ item }) => item)
	];
	return {
		kind: quote.kind,
		title: quote.title ?? quote.kind,
		termMonths: months,
		lines: [
			...quote.lines
				.filter(({ item }) => item !== 'discount')
				.map(({ id, item, description, quantity, unit, recurring }) => ({
					id,
					item,
					description: description === '' ? item : description,
					quantity: quantity ?? null,
					unit,
					recurring,
					ourUsd: askOf(id)?.usd ?? null,
					ourKind: askOf(id)?.kind ?? null
				})),
			...[...new Set(left)].map((item) => ({
				id: '',
				item,
				description: `${item}: not in the offer; please price it, or say that it is included`,
				quantity: null,
				unit: '',
				recurring: '',
				ourUsd: null,
				ourKind: null
			}))
		],
		questions: clauseChecklist(quote)
			.filter(({ state }) => state !== 'present')
			.map(({ id, title, state, note }) => ({
				id,
				title,
				question:
					state === 'missing'
						? askedOf(note)
						: `The offer says: ${note}. Please say what you can offer beyond that.`
			}))
	};
};
