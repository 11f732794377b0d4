/** What becomes of the decision when the compared vendor is gone: nothing where it was not chosen, else the next best option. */
import { toDecimal } from '#core/decimal.ts';
import type { CostOption } from '../option/option.ts';
import { optionTitle } from '../option/option-title.ts';
import type { StressOutcome, StressResult } from './stress.ts';
import { sideOf, usdInWords } from '../verdict/verdict-words.ts';
import type { StressCase } from './stress-cases.ts';

/** A hybrid runs nodes, and counts as made. */
const sideOfOption = ({ kind }: CostOption): 'make' | 'buy' =>
	sideOf[kind] === 'buy' ? 'buy' : 'make';

/** `$300 more`, `as much`. */
const difference = (usd: string, than: string): string => {
	const more = toDecimal(usd).minus(than);
	if (more.eq(0)) return 'as much';
	return `${usdInWords(more.abs().toFixed())} ${more.gt(0) ? 'more' : 'less'}`;
};

const won = (outcome: StressOutcome, winner: StressOutcome['winner']): StressOutcome => ({
	...outcome,
	winner
});

/**
 * The result for a vendor that is gone, from the plain comparison of what is left. The option chosen as planned stays chosen if
 * it is left, though something cheaper may be there: that was so before. Else the cheapest left takes its place.
 */
export const withVendorGone = (
	result: StressResult,
	{ condition, costCase }: StressCase,
	planned: StressResult,
	chosen: CostOption
): StressResult => {
	const span = `over ${String(costCase.horizonMonths)} months`;
	const optionOf = (id: string | null | undefined): CostOption | undefined =>
		costCase.options.find((option) => option.id === id);
	const presentOf = ({ options }: StressResult, id: string): string =>
		options.find(({ optionId }) => optionId === id)?.presentUsd ?? '0';
	if (optionOf(chosen.id)) {
		const side = sideOfOption(chosen);
		const other = optionOf(result.buyId);
		const rest = other
			? `${optionTitle(other)} is left to buy and costs ${difference(presentOf(result, other.id), presentOf(result, chosen.id))} ${span}`
			: 'nothing is left to buy';
		return {
			...result,
			today: won(result.today, side),
			horizon: won(result.horizon, side),
			flips: false,
			marks: [],
			sentence: `${condition}, nothing changes for ${optionTitle(chosen)}, which is chosen as planned; ${rest}.`
		};
	}
	const next = optionOf(result.options[0]?.optionId);
	if (!next) return { ...result, flips: true, sentence: `${condition}, no option is left.` };
	const side = sideOfOption(next);
	const flips = side !== sideOfOption(chosen);
	const decision = flips
		? `the decision flips to ${side === 'make' ? 'making' : 'buying'}`
		: `the decision stays with ${side === 'make' ? 'making' : 'buying'}`;
	return {
		...result,
		today: won(result.today, side),
		horizon: won(result.horizon, side),
		flips,
		sentence: `${condition}, the next best is ${optionTitle(next)}, which costs ${difference(presentOf(result, next.id), presentOf(planned, chosen.id))} ${span}: ${decision}.`
	};
};
