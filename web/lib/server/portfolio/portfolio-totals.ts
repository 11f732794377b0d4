/** What a month of all use cases costs: bought, as decided, and as the verdicts say. */
import { Decimal } from '#core/decimal.ts';
import type { ComputedEntry, PortfolioTotals } from './portfolio-schema.ts';

/** Decimal places of the sums. */
const places = 6;

/** Sums over the use cases that have something to buy; each is counted in all three sums or in none. */
export const totalsOf = (entries: readonly ComputedEntry[]): PortfolioTotals => {
	const counted = entries.flatMap((entry) => {
		const { bought, decided, recommended } = entry.month;
		return bought
			? [{ bought, decided: decided ?? bought, recommended: recommended ?? bought, entry }]
			: [];
	});
	const total = (which: 'bought' | 'decided' | 'recommended'): PortfolioTotals['bought'] => ({
		usdPerMonth: counted
			.reduce((sum, each) => sum.plus(each[which].usdPerMonth), new Decimal(0))
			.round(places)
			.toFixed(),
		useCases: counted.length
	});
	const left = entries.filter(({ month }) => month.bought === null);
	return {
		useCases: entries.length,
		bought: total('bought'),
		decided: total('decided'),
		recommended: total('recommended'),
		undecided: counted.filter(({ entry }) => entry.month.decided === null).length,
		withoutVerdict: counted.filter(({ entry }) => entry.month.recommended === null).length,
		emulated: counted.some(({ entry }) => entry.emulated),
		notes: left.map(({ title }) => `${title} is not in the sums: nothing is compared in it.`)
	};
};
