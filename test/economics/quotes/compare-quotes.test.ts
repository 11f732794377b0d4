import { describe, expect, it } from 'vitest';
import type { Quote } from '#core/quote.ts';
import { compareQuotes } from '#bench/economics/quotes/compare-quotes.ts';
import { levelQuote } from '#bench/economics/quotes/level-quote.ts';
import { sampleQuote, written, type Written } from '../../core/quote/sample-quote.ts';

const offered = (id: string, quote: Quote, asOf = '2026-11-20') => ({
	id,
	levelled: levelQuote(quote, { months: 36, waccPerYear: '0', asOf })
});
const lines = (price: number, ...more: Written[]): Written => ({
	lines: [
		{ id: 's', item: 'server', quantity: 2, unit: 'node', unitPrice: price, recurring: 'once' },
		...more
	]
});

describe('quotes side by side', () => {
	const cheap = offered('cheap', sampleQuote('server-purchase', lines(300_000)));
	const whole = offered('whole', sampleQuote('server-purchase'));
	const licence = {
		id: 'l',
		item: 'licence',
		quantity: 1,
		unit: 'lot',
		unitPrice: 90_000,
		recurring: 'once'
	};
	const dear = offered('dear', sampleQuote('server-purchase', lines(330_000, licence)));

	it('are ranked by the cost per unit with the gaps filled, so that leaving lines out does not win', () => {
		const { unit, quotes } = compareQuotes([cheap, whole, dear], { includeExpired: false });
		expect(unit).toBe('GPU-hour');
		// 600,000 and 12 % against 648,000 in full
		expect(quotes.map(({ id, rank }) => [id, rank])).toEqual([
			['cheap', 2],
			['whole', 1],
			['dear', 3]
		]);
		expect(quotes.map(({ aboveBestShare }) => aboveBestShare)).toEqual([
			'0.037037',
			'0',
			'0.27963'
		]);
		expect(quotes.map(({ assumedShare }) => assumedShare)).toEqual(['0.107143', '0', '0.095514']);
	});

	it('show per item what is quoted, assumed or not there, and what is extra', () => {
		const { items } = compareQuotes([whole, dear], { includeExpired: false });
		const cells = Object.fromEntries(
			items.map(({ item, addition, cells: each }) => [
				item,
				[addition, ...each.map(({ state }) => state)]
			])
		);
		expect(cells).toEqual({
			server: [false, 'quoted', 'quoted'],
			network: [false, 'quoted', 'default'],
			install: [false, 'quoted', 'default'],
			licence: [true, 'gap', 'quoted']
		});
	});

	it('take support as within the price where the warranty lasts, and as a gap where nothing covers it', () => {
		const support = {
			id: 'c',
			item: 'support',
			description: '24×7, 4 h on site',
			quantity: 2,
			unit: 'node',
			unitPrice: 9_000,
			recurring: 'year'
		};
		const offers = [
			offered('whole', sampleQuote('server-purchase')),
			offered('supported', sampleQuote('server-purchase', lines(300_000, support)))
		];
		const { items, clauses } = compareQuotes(offers, { includeExpired: false });
		const states = items.find(({ item }) => item === 'support')?.cells.map(({ state }) => state);
		expect(states).toEqual(['covered', 'quoted']);
		const clause = clauses.find(({ id }) => id === 'support-tier');
		expect(clause?.findings.map((each) => [each?.state, each?.note])).toEqual([
			['missing', 'no hours and no response time stated'],
			['present', '24×7, 4 h on site']
		]);
	});

	it('leave out expired ones unless asked', () => {
		const old = offered('old', sampleQuote('server-purchase', lines(1)), '2027-01-05');
		const without = compareQuotes([old, whole], { includeExpired: false });
		expect(without.quotes.map(({ id }) => id)).toEqual(['whole']);
		expect(without.excluded).toMatchObject([{ id: 'old', reason: 'expired on 2026-12-31' }]);
		const all = compareQuotes([old, whole], { includeExpired: true });
		expect(all.quotes.map(({ id, rank }) => [id, rank])).toEqual([
			['old', 1],
			['whole', 2]
		]);
	});

	it('do not rank a quote with an unknown price', () => {
		const [input] = written['api-contract']['lines'] as Written[];
		const { quotes } = compareQuotes(
			[
				offered('half', sampleQuote('api-contract', { lines: [input] })),
				offered('whole', sampleQuote('api-contract'))
			],
			{ includeExpired: false }
		);
		expect(quotes.map(({ rank, usdPerUnit }) => [rank, usdPerUnit === null])).toEqual([
			[null, true],
			[1, false]
		]);
	});

	it('give equal costs the same rank', () => {
		const twin = { ...whole, id: 'twin' };
		const { quotes } = compareQuotes([whole, twin, dear], { includeExpired: false });
		expect(quotes.map(({ rank }) => rank)).toEqual([1, 1, 3]);
	});
});

describe('the clause checklist', () => {
	const states = (quote: Quote): Record<string, string> =>
		Object.fromEntries(
			levelQuote(quote, { months: 36, waccPerYear: '0', asOf: '2026-11-20' }).clauses.map(
				({ id, state }) => [id, state]
			)
		);

	it('says what is missing, weak and there', () => {
		expect(
			states(
				sampleQuote('gpu-cloud', {
					sla: { availabilityShare: 0.999, creditCapShare: 0.05 },
					priceProtectionMonths: 36,
					clauses: { exit: 'Data is handed over within 30 days.' }
				})
			)
		).toMatchObject({
			'take-or-pay': 'weak',
			sla: 'weak',
			'price-protection': 'present',
			exit: 'present',
			'data-residency': 'missing',
			termination: 'missing'
		});
		expect(states(sampleQuote('gpu-cloud', { priceProtectionMonths: 12 }))).toMatchObject({
			'price-protection': 'weak'
		});
	});

	it('of an API contract has the clauses that its price depends on', () => {
		const { overage, 'rate-limits': limits } = states(
			sampleQuote('api-contract', {
				commit: { amount: 1000, per: 'month', overageFactor: 1.5 },
				rateLimits: { tokensPerMinute: 2_000_000 }
			})
		);
		expect([overage, limits]).toEqual(['weak', 'present']);
	});
});
