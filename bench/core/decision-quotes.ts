/** Which quotes a decision rests on, as far as its record tells. */
import type { DecisionEvidence } from './decision-record.ts';
import {
	citesQuote,
	quoteCitation,
	quoteOfParameterId,
	quotesInSentence,
	type NamedVersion
} from './quote/quote-names.ts';

/**
 * Whether the evidence of a decision names a quote that is not among those which a reader sees: in its list of quotes, in the id of a
 * parameter, in the reason of the verdict, or as the source of a figure, also of one that another was typed in place of.
 */
export const namesUnseenQuote = (
	{ verdict, quoteIds, parameters, overrides, prices }: DecisionEvidence,
	seen: readonly (NamedVersion & { id: string })[]
): boolean => {
	const seenIds = new Set(seen.map(({ id }) => id));
	const ofParameters = [...Object.keys(parameters), ...Object.keys(overrides)].map(
		quoteOfParameterId
	);
	const inReason = quotesInSentence(verdict.reason);
	if ([...quoteIds, ...inReason, ...ofParameters].some((id) => id !== null && !seenIds.has(id)))
		return true;
	const withoutSeen = (source: string): string =>
		seen.reduce((rest, quote) => rest.replaceAll(quoteCitation(quote), ''), source);
	return [...Object.values(parameters), ...prices].some(
		({ source }) => citesQuote(source) && citesQuote(withoutSeen(source))
	);
};
