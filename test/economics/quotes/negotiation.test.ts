/** What to open with, aim for and walk away from, against figures worked out by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import { levelQuote } from '#bench/economics/quotes/level-quote.ts';
import {
	negotiation,
	roundedAsk,
	type NegotiationFacts
} from '#bench/economics/quotes/negotiation.ts';
import { rivalPrice } from '#bench/economics/quotes/rival-offer.ts';
import type { TargetPrice } from '#bench/economics/quotes/target-price.ts';
import {
	vendorRateAt,
	vendorRateOf,
	wholePriceAt,
	type VendorRate
} from '#bench/economics/quotes/vendor-rate.ts';
import { sampleQuote, type Written } from '../../core/quote/sample-quote.ts';
import { parameter } from '../support/realistic-case.ts';

const price = (value: string, id = 'own.rent.quotedUsdPerHour') =>
	parameter(id, value, { basis: 'quote' });

const target = (offered: string, changes: Partial<TargetPrice> = {}): TargetPrice => ({
	optionId: 'own',
	parameter: price(offered),
	rivalId: 'api',
	winsToday: false,
	breakEven: {
		state: 'found',
		value: '14',
		today: offered,
		cheaperWhen: 'below',
		method: 'solved'
	},
	interval: null,
	winsIn: null,
	hopelessShare: null,
	alwaysShare: null,
	winsAtValues: false,
	changeShare: null,
	...changes
});

const draws = (half: number | null, nineInTen: number | null) => ({
	winsIn: { half, nineInTen, shareAtOffer: 0.2 }
});

const nothing: NegotiationFacts = { vendor: null, rival: null, cap: null };

/** Of 20 a node-hour, 16 are the GPU line at 2 each. */
const vendor: VendorRate = {
	label: 'GPU line',
	unit: 'USD/GPU-hour',
	offered: '2',
	share: '0.8',
	floor: '1.2',
	floorSource: 'a test'
};

describe('what to ask for', () => {
	it('is a target that wins in nine of ten draws, and an end at an even chance, rounded down', () => {
		const plan = negotiation(target('20', draws(15.678, 12.349)), nothing);
		expect(plan).toMatchObject({
			opening: null,
			target: { price: '12.3', vendorPrice: null },
			walkAway: { price: '15.6' },
			basis: 'draws',
			outOfReach: null
		});
	});

	it('is where both cost the same at the central values where there are no draws to count', () => {
		expect(negotiation(target('20'), nothing)).toMatchObject({
			target: { price: '14' },
			walkAway: { price: '14' },
			basis: 'central'
		});
	});

	it('is there for an offer that wins as well', () => {
		const plan = negotiation(target('20', { winsToday: true, ...draws(25, 18) }), nothing);
		expect(plan).toMatchObject({ target: { price: '18' }, walkAway: { price: '25' } });
	});

	it('is nothing where no lower price turns it', () => {
		const none = {
			state: 'none',
			why: 'independent',
			reason: '',
			today: '20',
			lowest: '0',
			highest: '1'
		} as const;
		expect(negotiation(target('20', { breakEven: none }), nothing)).toBeNull();
	});

	it('is said in the unit of the vendor, and out of reach below what a provider pays itself', () => {
		// 16 of 20 are the line: 13.6 leave 9.6 for it, 1.2 each.
		const at = negotiation(target('20', draws(16, 13.6)), { ...nothing, vendor });
		expect(at).toMatchObject({
			opening: null,
			target: { vendorPrice: '1.2' },
			walkAway: { vendorPrice: '1.5' },
			outOfReach: null
		});
		const below = negotiation(target('20', draws(16, 13)), { ...nothing, vendor });
		expect(below?.outOfReach?.what).toBe('target');
		const all = negotiation(target('20', draws(13, 12)), { ...nothing, vendor });
		expect(all?.outOfReach?.what).toBe('both');
	});

	it('opens with what it should cost, else with a rival, and only below the target', () => {
		const rival = { price: '11', reason: 'offered by Bolt' };
		const floored = negotiation(target('20', draws(16, 15)), { ...nothing, vendor, rival });
		expect(floored?.opening).toMatchObject({ price: '13.6', vendorPrice: '1.2' });
		const offered = negotiation(target('20', draws(16, 15)), { ...nothing, rival });
		expect(offered?.opening).toMatchObject({ price: '11', reason: 'offered by Bolt' });
		expect(negotiation(target('20', draws(16, 9)), { ...nothing, rival })?.opening).toBeNull();
	});

	it('never opens above what it walks away from, where no price is a target', () => {
		const rival = { price: '18', reason: 'offered by Bolt' };
		const open = (half: number | null) =>
			negotiation(target('20', draws(half, null)), { ...nothing, rival })?.opening;
		expect(open(16)).toBeNull();
		expect(open(19)).toMatchObject({ price: '18' });
		expect(open(null)).toBeNull();
	});

	it('is out of reach above its cap, and where no price has an even chance', () => {
		const cap = { price: '12', reason: 'above input' };
		expect(negotiation(target('10', draws(14, 13)), { ...nothing, cap })?.outOfReach).toEqual({
			what: 'both',
			reason: 'above input'
		});
		expect(negotiation(target('10', draws(null, null)), nothing)).toMatchObject({
			walkAway: null,
			outOfReach: { what: 'both' }
		});
		expect(negotiation(target('10', draws(8, null)), nothing)).toMatchObject({
			walkAway: { price: '8' },
			outOfReach: { what: 'target' }
		});
	});

	it('is never rounded up, and loses less than a hundredth', () => {
		fc.assert(
			fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (value) => {
				const exact = toDecimal(String(value));
				const rounded = toDecimal(roundedAsk(exact.toFixed()));
				expect(rounded.lte(exact) && rounded.gte(exact.times('0.99'))).toBe(true);
			})
		);
	});
});

const level = (changes: Written, kind: 'gpu-cloud' | 'server-purchase' | 'colocation') =>
	levelQuote(sampleQuote(kind, changes), { months: 36, waccPerYear: '0', asOf: '2026-11-20' });

describe('the rate of the main line', () => {
	it('moves with the whole while the other lines stay', () => {
		const levelled = level({}, 'gpu-cloud');
		// 8 × 730 × 2.35 = 13,724, and 500 + 200 + 900 besides.
		const rate = vendorRateOf(levelled, price('20'));
		expect(rate).toMatchObject({ unit: 'USD/GPU-hour', offered: '2.35', floor: '1.69' });
		expect(Number(rate?.share)).toBeCloseTo(13_724 / 15_324, 9);
		expect(vendorRateOf(levelled, price('20', 'own.other'))).toBeNull();
		const power = vendorRateOf(
			level({}, 'colocation'),
			price('20', 'own.site.quotedUsdPerKwMonth')
		);
		expect(power).toMatchObject({ unit: 'USD/kW-month', offered: '195', floor: null });
	});

	it('and the whole give each other back', () => {
		const cents = fc.integer({ min: 1, max: 100_000 }).map((each) => String(each / 100));
		fc.assert(
			fc.property(cents, cents, (whole, asked) => {
				const rate = vendorRateAt(vendor, whole, asked);
				const back = toDecimal(wholePriceAt(vendor, whole, rate));
				expect(back.minus(asked).abs().lt('1e-20')).toBe(true);
			})
		);
	});
});

describe('the price of a rival', () => {
	const own = { id: 'own', levelled: level({}, 'server-purchase') };
	const bolt = (changes: Written) => ({
		id: 'bolt',
		levelled: level({ vendor: 'Bolt', number: 'B-1', ...changes }, 'server-purchase')
	});
	const cheaper = {
		lines: [
			{ id: 's', item: 'server', quantity: 2, unit: 'node', unitPrice: 250000, recurring: 'once' },
			{ id: 'n', item: 'network', quantity: 1, unit: 'lot', unitPrice: 1, recurring: 'once' },
			{ id: 'i', item: 'install', quantity: 1, unit: 'lot', unitPrice: 1, recurring: 'once' }
		]
	};
	const asked = { parameter: price('324000', 'quote.own.purchase'), vendor: null };

	it('is that of the cheapest valid offer of the same by somebody else', () => {
		expect(rivalPrice(own, [own, bolt(cheaper), bolt({})], asked)).toEqual({
			price: '250001',
			reason: 'offered by Bolt'
		});
		expect(rivalPrice(own, [own], asked)).toBeNull();
		expect(rivalPrice(own, [bolt({ ...cheaper, gpu: 'B200' })], asked)).toBeNull();
		const expired = { ...cheaper, validUntil: '2026-11-10' };
		expect(rivalPrice(own, [bolt(expired)], asked)).toBeNull();
	});
});
