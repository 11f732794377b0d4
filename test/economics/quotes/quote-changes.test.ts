/** What a new version of a quote changed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteKinds } from '#core/quote/quote-line.ts';
import { quoteChanges } from '#bench/economics/quotes/quote-changes.ts';
import { sampleQuote } from '../../core/quote/sample-quote.ts';

describe('the changes between two versions of a quote', () => {
	it('are none for the same quote under a higher version', () => {
		fc.assert(
			fc.property(fc.constantFrom(...quoteKinds), (kind) => {
				expect(quoteChanges(sampleQuote(kind), sampleQuote(kind, { version: 2 }))).toEqual([]);
			})
		);
	});

	it('are terms first, then lines that changed, came and went, amounts with their share', () => {
		const before = sampleQuote('server-purchase');
		const after = sampleQuote('server-purchase', {
			version: 2,
			validUntil: '2027-01-31',
			lines: [
				{
					id: 's',
					item: 'server',
					quantity: 2,
					unit: 'node',
					unitPrice: 270000,
					recurring: 'once'
				},
				{ id: 'i', item: 'install', quantity: 1, unit: 'lot', unitPrice: 8000, recurring: 'once' },
				{ id: 'f', item: 'freight', quantity: 1, unit: 'lot', unitPrice: 500, recurring: 'once' }
			]
		});
		expect(
			quoteChanges(before, after).map(({ lineId, field, before: was, after: is, changeShare }) => [
				lineId,
				field,
				was,
				is,
				changeShare
			])
		).toEqual([
			[null, 'validUntil', '2026-12-31', '2027-01-31', null],
			['s', 'unitPrice', '300000', '270000', '-0.1'],
			['f', 'line', null, '1 × 500 per lot', null],
			['n', 'line', '1 × 40000 per lot', null, null]
		]);
	});
});
