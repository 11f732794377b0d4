/** How a quote is named where its figures are: in the ids of parameters, and in their sources. */
import type { Quote } from '../quote.ts';

/** `quote.acme-q-1-v1.commit`: the id of a parameter that is a figure of a stored quote. */
export const quoteParameterId = (quoteId: string, key: string): string => `quote.${quoteId}.${key}`;

/** The id of the quote that the id of a parameter names; null for one that names none. */
export const quoteOfParameterId = (parameterId: string): string | null =>
	/^quote\.([^.]+)\./u.exec(parameterId)?.[1] ?? null;

/** What tells one version of an offer from all others. */
export type NamedVersion = Pick<Quote, 'vendor' | 'number' | 'version' | 'quotedOn'>;

/** `Meridian Compute no. Q-118 v2 of 2026-10-01`: the offer itself, with which its source begins. */
export const quoteCitation = ({ vendor, number, version, quotedOn }: NamedVersion): string =>
	`${vendor} no. ${number} v${String(version)} of ${quotedOn}`;

/** `Meridian Compute no. Q-118 v2 of 2026-10-01, valid until 2026-12-15`: how figures say where they come from. */
export const quoteSource = ({ validUntil, fictional, ...quote }: Quote): string =>
	`${quoteCitation(quote)}, valid until ${validUntil}${fictional ? ' (fictional example)' : ''}`;

/** Ids of quotes that a sentence names, as in `quote acme-q-1-v1 expired on 2026-12-15`. */
export const quotesInSentence = (text: string): string[] =>
	[...text.matchAll(/\bquote ([a-z0-9-]*v\d+(?:-[0-9a-f]{6})?)(?![\w-])/gu)].flatMap(
		([, id]) => id ?? []
	);

/** Whether a text holds what looks like the source of a quote, whatever stands around it. */
export const citesQuote = (text: string): boolean =>
	/ no\. .+ v\d+ of \d{4}-\d{2}-\d{2}, valid until \d{4}-\d{2}-\d{2}/su.test(text);
