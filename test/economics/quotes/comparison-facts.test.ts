/** What a ranking hides: what an offer leaves out, and where what is assumed decides. */
import { describe, expect, it } from 'vitest';
import { compareQuotes, type QuoteComparison } from '#bench/economics/quotes/compare-quotes.ts';
import { cheapestAsOffered, leftOutItems } from '#bench/economics/quotes/comparison-facts.ts';
import { renderQuoteComparison } from '#bench/report/quote-comparison.ts';
import { comparisonSentence, gapSentences } from '#lib/quotes/comparison-words.ts';
import { comparedOffers, rack } from './support/compared-offers.ts';

describe('a ranking', () => {
	it('says first what the cheapest leaves out and who includes it', () => {
		const compared = comparedOffers([
			{ vendor: 'Orbis', price: 290_000 },
			{ vendor: 'Meridian', price: 290_000, more: [rack] }
		]);
		expect(leftOutItems(compared)).toMatchObject([
			{ quoteId: 'Orbis', name: 'Orbis', items: ['rack'], includedBy: ['Meridian'] }
		]);
		expect(comparisonSentence(compared)).toMatch(
			/^Not comparable yet: Orbis leaves out rack, which Meridian includes\. Leaving that aside, Orbis is the cheapest at \$[\d.]+ per GPU-hour; Meridian costs [\d.]+\s% more\.$/u
		);
		expect(gapSentences(compared)).toEqual([
			'Orbis leaves out rack, which Meridian includes: the figures of Orbis are without it, those of Meridian with it. Ask Orbis for a price, or whether it is within the one quoted.'
		]);
		const text = renderQuoteComparison(compared);
		expect(text).toMatch(
			/^not comparable yet: Orbis leaves out rack, which Meridian includes; leaving that aside,\nOrbis is the cheapest/u
		);
		expect(text).toContain('Orbis: rack; its figures are without it, those of Meridian with it');
		expect(text).not.toContain('in no figure');
	});

	it('says last what a dearer offer leaves out', () => {
		const compared = comparedOffers([
			{ vendor: 'Orbis', price: 390_000 },
			{ vendor: 'Meridian', price: 290_000, more: [rack] }
		]);
		expect(comparisonSentence(compared)).toMatch(
			/^Meridian is the cheapest at .+ more\. Orbis leaves out rack, which Meridian includes\.$/u
		);
	});

	it('says who would be the cheapest without what is assumed, where that turns the order', () => {
		// 600,000 and 12 % that is assumed against 648,000 in full
		const whole = { vendor: 'Whole', price: 300_000, isWhole: true };
		const compared = comparedOffers([{ vendor: 'Bare', price: 300_000 }, whole]);
		expect(cheapestAsOffered(compared)?.name).toBe('Bare');
		const end = /would be the cheapest at \$1\.43 per GPU-hour/u;
		expect(comparisonSentence(compared)).toMatch(end);
		expect(renderQuoteComparison(compared)).toMatch(end);
		const cheaper = comparedOffers([{ vendor: 'Bare', price: 250_000 }, whole]);
		expect(cheapestAsOffered(cheaper)).toBeNull();
		expect(comparisonSentence(cheaper)).not.toContain('As offered');
	});

	it('tells offers of one vendor apart, and has nothing to say of none', () => {
		const same = comparedOffers([
			{ vendor: 'Orbis', number: 'A', price: 290_000 },
			{ vendor: 'Orbis', number: 'B', price: 290_000, more: [rack] }
		]);
		expect(leftOutItems(same)).toMatchObject([
			{ name: 'Orbis no. A v1', includedBy: ['Orbis no. B v1'] }
		]);
		const none: QuoteComparison = compareQuotes([], { includeExpired: false });
		expect(leftOutItems(none)).toEqual([]);
		expect(cheapestAsOffered(none)).toBeNull();
	});
});
