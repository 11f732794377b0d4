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
		expect(text).not.toMatch(/"targetUsd":"/u);
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
			{ lineId: 's', targetUsd: '250000', unit: 'node' }
		]);
		expect(sheet.lines.map(({ id, targetUsd }) => [id, targetUsd])).toEqual([
			['s', '250000'],
			['n', null],
			['i', null]
		]);
	});
});

const target = (changes: {
	id?: string;
	price?: string;
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
		target: { parameter: { id: changes.id ?? 'x' } } as QuoteTarget['target'],
		optionTitle: '',
		rivalTitle: '',
		vendor: changes.vendor ?? null,
		negotiation: {
			opening: null,
			target: ask,
			walkAway: ask,
			basis: 'draws',
			outOfReach: changes.outOfReach ?? null
		},
		askedUsd: ask.price,
		lines: changes.lines ?? []
	};
};

describe('the price to ask for on each line', () => {
	it('is that of its tokens, the strictest where several rivals ask', () => {
		const quote = sampleQuote('api-contract');
		const asks = lineAsks(quote, [
			target({ id: 'api.inputUsdPerMtok', price: '2' }),
			target({ id: 'api.inputUsdPerMtok', price: '1.5' })
		]);
		const input = quote.lines.filter(({ item }) => item === 'input-tokens');
		expect(asks).toEqual(
			input.map(({ id }) => ({ lineId: id, targetUsd: '1.5', unit: '1M tokens' }))
		);
	});

	it('is the rate of the main line of a GPU cloud, and nothing where it cannot be had', () => {
		const quote = sampleQuote('gpu-cloud');
		const vendor = {
			label: 'GPU line',
			unit: 'USD/GPU-hour',
			offered: '2.35',
			share: '0.9',
			floor: null,
			floorSource: null
		};
		expect(lineAsks(quote, [target({ vendor, vendorPrice: '2.1' })])).toEqual([
			{ lineId: 'g', targetUsd: '2.1', unit: 'GPU-hour' }
		]);
		const outOfReach = { what: 'both' as const, reason: '' };
		expect(lineAsks(quote, [target({ vendor, vendorPrice: '2.1', outOfReach })])).toEqual([]);
	});

	it('is the share of a line of a server, never of what is only assumed', () => {
		const line = { description: '', now: '1', alone: null, aloneHidden: null };
		const lines = [
			{ ...line, lineId: 's', alike: '250000' },
			{ ...line, lineId: 'default:freight', alike: '10' }
		];
		expect(lineAsks(sampleQuote('server-purchase'), [target({ lines })])).toEqual([
			{ lineId: 's', targetUsd: '250000', unit: 'node' }
		]);
	});
});
