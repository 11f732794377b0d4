/** The sheet that a vendor fills in: what it asks, and what it must not tell. */
import { describe, expect, it } from 'vitest';
import { quoteKinds } from '#core/quote/quote-line.ts';
import { levelQuote } from '#bench/economics/quotes/level-quote.ts';
import { lineAsks } from '#bench/economics/quotes/line-asks.ts';
import { rfpSheet } from '#bench/economics/quotes/rfp-sheet.ts';
import type { QuoteTarget } from '#bench/economics/quotes/targets-against.ts';
import { sampleQuote, type Written } from '../../core/quote/sample-quote.ts';
import type { QuoteKind } from '#core/quote/quote-line.ts';

const levelled = (kind: QuoteKind, changes: Written = {}) =>
	levelQuote(sampleQuote(kind, changes), { months: 24, waccPerYear: '0', asOf: '2026-11-20' });

describe('the request to a vendor', () => {
	it.each(quoteKinds)('holds no price and no name of who made the offer: %s', (kind) => {
		const text = JSON.stringify(rfpSheet(levelled(kind, { vendor: 'Acme Secret Vendor' })));
		for (const { unitPrice } of sampleQuote(kind).lines) {
			expect(text).not.toContain(`"${unitPrice}"`);
		}
		expect(text).not.toContain('Acme Secret Vendor');
		expect(text).not.toMatch(/"ourUsd":"/u);
	});

	it('asks for the lines of the offer, for what it leaves out, and for the term', () => {
		const sheet = rfpSheet(
			levelled('server-purchase', {
				incoterm: 'EXW',
				lines: [
					{ id: 's', item: 'server', quantity: 2, unit: 'node', unitPrice: 1, recurring: 'once' },
					{ id: 'd', item: 'discount', quantity: 1, unit: 'lot', unitPrice: -1, recurring: 'once' }
				]
			})
		);
		expect(sheet.termMonths).toBe(24);
		expect(sheet.lines.map(({ id, item, quantity }) => [id, item, quantity])).toEqual([
			['s', 'server', '2'],
			['', 'network', null],
			['', 'install', null],
			['', 'freight', null]
		]);
	});

	it('asks about each clause that is missing or weak, in sentences to the vendor', () => {
		const { questions } = rfpSheet(levelled('server-purchase', { warrantyMonths: 12 }));
		const about = (id: string) => questions.find((each) => each.id === id)?.question;
		expect(about('spare-parts')).toBe('We ask for parts on site and their prices.');
		expect(about('warranty')).toBe(
			'The offer says: 12 months. Please say what you can offer beyond that.'
		);
		expect(about('support-tier')).toBe('Please state it.');
	});

	it('shows our targets only where they were given', () => {
		const sheet = rfpSheet(levelled('server-purchase'), [
			{ lineId: 's', usd: '250000', kind: 'target' }
		]);
		expect(sheet.lines.map(({ id, ourUsd }) => [id, ourUsd])).toEqual([
			['s', '250000'],
			['n', null],
			['i', null]
		]);
	});
});

const target = (changes: {
	id?: string;
	/** What is offered, USD in the unit of the parameter. */
	offered?: string;
	price?: string;
	walkAway?: string;
	noTarget?: boolean;
	vendor?: QuoteTarget['vendor'];
	vendorPrice?: string | null;
	lines?: QuoteTarget['lines'];
	outOfReach?: { what: 'target' | 'both'; reason: string } | null;
}): QuoteTarget => {
	const ask = {
		price: changes.price ?? '2',
		vendorPrice: changes.vendorPrice ?? null,
		changeShare: '-0.1'
	};
	return {
		target: {
			parameter: { id: changes.id ?? 'x', value: changes.offered ?? '1', unit: 'USD' },
			rivalId: 'rival'
		} as QuoteTarget['target'],
		optionTitle: '',
		rivalTitle: '',
		vendor: changes.vendor ?? null,
		negotiation: {
			opening: null,
			target: changes.noTarget ? null : ask,
			walkAway: { ...ask, price: changes.walkAway ?? ask.price },
			basis: 'draws',
			outOfReach: changes.outOfReach ?? null
		},
		askedUsd: ask.price,
		lines: changes.lines ?? []
	};
};

describe('the price to hold a vendor to on each line', () => {
	it('is that of its tokens for one unit of the line, the strictest where several rivals ask', () => {
		const quote = levelled('api-contract');
		const [input] = quote.quote.lines.filter(({ item }) => item === 'input-tokens');
		const offered = quote.lines.find(({ id }) => id === input?.id)?.rate?.usd ?? '';
		const id = 'api.input.price';
		const asks = lineAsks(quote, [
			target({ id, offered, price: '2' }),
			target({ id, offered, price: '1.5' })
		]);
		expect(input?.unit).toBe('1m-tokens');
		expect(asks).toEqual([{ lineId: input?.id, usd: '1.5', kind: 'target' }]);
	});

	it('is the rate of the main line of a GPU cloud, and nothing where it cannot be had', () => {
		const quote = levelled('gpu-cloud');
		const vendor = {
			label: 'GPU line',
			unit: 'USD/GPU-hour',
			offered: '2.35',
			share: '0.9',
			floor: null,
			floorSource: null
		};
		expect(lineAsks(quote, [target({ vendor, vendorPrice: '2.1' })])).toEqual([
			{ lineId: 'g', usd: '2.1', kind: 'target' }
		]);
		const outOfReach = { what: 'both' as const, reason: '' };
		expect(lineAsks(quote, [target({ vendor, vendorPrice: '2.1', outOfReach })])).toEqual([]);
	});

	const line = { description: '', now: '1', alone: null, aloneHidden: null };

	it('is, for one unit, the share of a line of a server, never of what is only assumed', () => {
		// Two nodes; one lot of network for both: 20,000 a node are 40,000 for the lot.
		const lines = [
			{ ...line, lineId: 's', alike: '250000' },
			{ ...line, lineId: 'n', alike: '20000' },
			{ ...line, lineId: 'default:freight', alike: '10' }
		];
		expect(lineAsks(levelled('server-purchase'), [target({ lines })])).toEqual([
			{ lineId: 's', usd: '250000', kind: 'target' },
			{ lineId: 'n', usd: '40000', kind: 'target' }
		]);
	});

	it('is called a price to walk away from where no price is a target', () => {
		const lines = [{ ...line, lineId: 's', alike: '250000' }];
		expect(
			lineAsks(levelled('server-purchase'), [target({ lines, noTarget: true, walkAway: '250000' })])
		).toEqual([{ lineId: 's', usd: '250000', kind: 'walk-away' }]);
	});
});
