/** Target prices of one quote against one rival: each price, all token prices together, and what to ask for. */
import { toDecimal } from '#core/decimal.ts';
import type { StoredQuote } from '#core/quote.ts';
import type { EvaluatedOption } from '../case/evaluate-case.ts';
import type { CostOption } from '../option/option.ts';
import type { Parameter } from '../option/parameter.ts';
import type { LevelledQuote } from './levelled-quote.ts';
import { lineTargets, type LineTarget } from './line-target.ts';
import { negotiation, type KnownPrice, type Negotiation } from './negotiation.ts';
import { rivalPrice, type Offer } from './rival-offer.ts';
import {
	quotedParameters,
	targetPrices,
	togetherTarget,
	type TargetPrice,
	type TargetQuestion
} from './target-price.ts';
import { vendorRateOf, type VendorRate } from './vendor-rate.ts';
import type { UncertainCase } from '../uncertainty/case-parameters.ts';

/** A quote that a spec names, and the option that takes prices from it. */
export interface NamedQuote {
	stored: StoredQuote;
	levelled: LevelledQuote;
	optionId: string;
	/** All stored offers of its kind. */
	offers: readonly Offer[];
}

export interface QuoteTarget {
	target: TargetPrice;
	optionTitle: string;
	rivalTitle: string;
	/** The same in the unit that the vendor quotes by; null where that is the unit of the target. */
	vendor: VendorRate | null;
	/** What to ask for; null where no price below turns it. */
	negotiation: Negotiation | null;
	/** The price that `lines` add up to: the target, or where to walk away where there is none. Decimal text. */
	askedUsd: string | null;
	/** Empty where the price is one line by itself. */
	lines: LineTarget[];
}

/** The lines that the price of a node is made of, each divided by the nodes of the quote. */
const linesOf = (
	{ levelled }: NamedQuote,
	{ parameter }: TargetPrice,
	askedUsd: string | null
): LineTarget[] => {
	if (levelled.quote.kind !== 'server-purchase' || askedUsd === null) return [];
	if (!parameter.id.endsWith('.purchase')) return [];
	const once = levelled.lines.filter(
		({ recurring, presentValueUsd }) => recurring === 'once' && presentValueUsd !== null
	);
	const sum = once.reduce((total, line) => total.plus(line.presentValueUsd ?? '0'), toDecimal(0));
	if (sum.eq(0)) return [];
	return lineTargets(
		once.map(({ id, item, description, origin, presentValueUsd }) => ({
			lineId: id,
			description:
				origin === 'quoted' ? description || item : `${item} (ASSUMED, not in the quote)`,
			usd: toDecimal(presentValueUsd ?? '0')
				.div(sum)
				.times(parameter.value)
				.toFixed()
		})),
		parameter.value,
		askedUsd
	);
};

/** Cached input never costs more than input that is not. */
const capOf = (option: CostOption, { id }: Parameter): KnownPrice | null => {
	const input = quotedParameters(option).find(
		(each) => each.id === id.replace(/\.cache-read(?=\.price$)/u, '.input')
	);
	return input && input.id !== id
		? {
				price: input.value,
				reason: `it would be above the price of input that is not cached, $${input.value}/Mtok`
			}
		: null;
};

/** Everything that can be asked of the vendor of a quote, with `question.option` held against the rival. */
export const targetsAgainst = (
	quote: NamedQuote,
	rival: EvaluatedOption,
	{ uncertain, question }: { uncertain: UncertainCase; question: TargetQuestion }
): QuoteTarget[] => {
	const { option } = question;
	const isOfQuote = ({ source }: Parameter): boolean => source.startsWith(quote.levelled.source);
	const together = togetherTarget(uncertain, question, isOfQuote);
	return [
		...targetPrices(uncertain, question).filter(({ parameter }) => isOfQuote(parameter)),
		...(together ? [together] : [])
	].map((target) => {
		const { parameter } = target;
		const vendor = vendorRateOf(quote.levelled, parameter);
		const own: Offer = { id: quote.stored.id, levelled: quote.levelled };
		const plan = negotiation(target, {
			vendor,
			rival: rivalPrice(own, quote.offers, { parameter, vendor }),
			cap: capOf(option, parameter)
		});
		const askedUsd = (plan?.target ?? plan?.walkAway)?.price ?? null;
		return {
			target,
			optionTitle: option.title,
			rivalTitle: rival.option.title,
			vendor,
			negotiation: plan,
			askedUsd,
			lines: linesOf(quote, target, askedUsd)
		};
	});
};
