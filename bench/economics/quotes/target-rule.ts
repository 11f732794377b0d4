/** The rule that a negotiation sheet goes by, said once for all its prices. */
import type { QuoteTarget } from './targets-against.ts';

const byDraws =
	'One rule for every price: an offer wins where it is the cheaper one in more than half of the draws of all other numbers. Target: the price that still wins in 90 % of them. Walk away: above it the offer is more likely to lose than to win.';
const byValues =
	'There are no draws to count: an offer wins where it costs less at the central values; target and walk away are the price at which both cost the same there, and only a lower one wins.';

/** Where the central values alone would decide otherwise, as the middle of every number need not be the middle of the outcomes. */
const otherwise = (targets: readonly QuoteTarget[]): string[] => [
	...new Set(
		targets
			.filter(({ target }) => target.winsToday !== target.winsAtValues)
			.map(
				({ optionTitle, rivalTitle, target }) =>
					`At the central values alone ${optionTitle} would ${target.winsAtValues ? 'win against' : 'lose to'} ${rivalTitle}: they are one case among the draws, not the middle of them.`
			)
	)
];

const noOpening =
	'No price to open with is named: neither a cheaper offer of the same kind nor what a provider pays itself is known.';

/** What wins, target and walk-away mean on a sheet, and why no line has a price to open with; empty without prices. */
export const targetRule = (targets: readonly QuoteTarget[]): string => {
	const [first] = targets;
	if (!first) return '';
	return [
		...(targets.some(({ target }) => target.winsIn !== null) ? [byDraws] : []),
		...(targets.some(({ target }) => target.winsIn === null) ? [byValues] : []),
		...otherwise(targets),
		...(hasOpening(targets) ? [] : [noOpening])
	].join(' ');
};

/** Whether any price of a sheet has one to open with. */
export const hasOpening = (targets: readonly QuoteTarget[]): boolean =>
	targets.some(({ negotiation }) => negotiation !== null && negotiation.opening !== null);
