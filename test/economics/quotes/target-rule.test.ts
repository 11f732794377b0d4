/** What a negotiation sheet says of the rule that its prices go by. */
import { describe, expect, it } from 'vitest';
import { targetRule } from '#bench/economics/quotes/target-rule.ts';
import type { QuoteTarget } from '#bench/economics/quotes/targets-against.ts';

const winsIn = { half: 25, nineInTen: 18, shareAtOffer: 0.57 };

const priced = (
	target: Partial<QuoteTarget['target']>,
	opening: NonNullable<QuoteTarget['negotiation']>['opening'] = null
): QuoteTarget =>
	({
		target: { winsToday: true, winsAtValues: true, winsIn, ...target },
		optionTitle: 'Corvid API',
		rivalTitle: 'own servers',
		negotiation: { opening, target: null, walkAway: null, basis: 'draws', outOfReach: null }
	}) as QuoteTarget;

describe('the rule of a negotiation sheet', () => {
	it('is that of the draws where there are draws, and says nothing of central values', () => {
		const rule = targetRule([priced({}), priced({})]);
		expect(rule).toMatch(/more than half of the draws.+90 % of them/u);
		expect(rule).not.toContain('central values');
	});

	it('is that of the central values where there are no draws', () => {
		const rule = targetRule([priced({ winsIn: null })]);
		expect(rule).toMatch(/no draws to count.+same there/u);
		expect(rule).not.toContain('90 %');
	});

	it('says once that the central values alone would decide otherwise', () => {
		const rule = targetRule([priced({ winsAtValues: false }), priced({ winsAtValues: false })]);
		expect(rule.match(/Corvid API would lose to own servers/gu)).toHaveLength(1);
	});

	it('says why there is no price to open with, unless there is one', () => {
		const opening = { price: '1', vendorPrice: null, changeShare: '-0.5', reason: 'a rival' };
		expect(targetRule([priced({})])).toContain('No price to open with is named');
		expect(targetRule([priced({}), priced({}, opening)])).not.toContain('to open with');
	});

	it('is not needed without prices', () => {
		expect(targetRule([])).toBe('');
	});
});
