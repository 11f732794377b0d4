/** Corrections of how a table is read. */
import { describe, expect, it } from 'vitest';
import type { QuoteMapping } from '#core/quote/quote-mapping.ts';
import {
	askedFields,
	quoteFieldText,
	withColumn,
	withDecimalMark,
	withQuoteField,
	withRecurrence,
	withUnit
} from '#lib/quotes/mapping-edit.ts';

const mapping: QuoteMapping = {
	headerRow: 1,
	columns: { description: 'Product', unitPrice: 'Price', total: 'E' },
	decimalMark: '.',
	quote: { vendor: 'Acme', version: 1 }
};
const columns = [
	{ letters: 'A', title: 'Product' },
	{ letters: 'B', title: 'Price' },
	{ letters: 'C', title: 'Amount' },
	{ letters: 'D', title: 'Amount' },
	{ letters: 'E', title: '' }
];

describe('a corrected mapping', () => {
	it('says how often a line falls due that does not say it, beside its other defaults', () => {
		const yearly = withRecurrence({ ...mapping, defaults: { unit: 'each' } }, 'year');
		expect(yearly.defaults).toEqual({ unit: 'each', recurring: 'year' });
		expect(withRecurrence(yearly, null).defaults).toEqual({ unit: 'each' });
		expect(withRecurrence(withRecurrence(mapping, 'month'), null)).toEqual(mapping);
	});

	it('reads a field from one column, and a column as one field', () => {
		expect(withColumn(mapping, columns, columns[0]!, 'item').columns).toEqual({
			unitPrice: 'Price',
			total: 'E',
			item: 'Product'
		});
		expect(withColumn(mapping, columns, columns[4]!, 'unitPrice').columns).toEqual({
			description: 'Product',
			unitPrice: 'E'
		});
		expect(withColumn(mapping, columns, columns[1]!, null).columns).toEqual({
			description: 'Product',
			total: 'E'
		});
	});

	it('names a column by its letters where its title is not its own', () => {
		expect(withColumn(mapping, columns, columns[3]!, 'total').columns.total).toBe('D');
	});

	it('says what a unit means, until that is taken back', () => {
		const said = withUnit(mapping, 'pcs.', 'node');
		expect(said.units).toEqual({ 'pcs.': 'node' });
		expect(withUnit(said, 'pcs.', null).units).toEqual({});
	});

	it('has numbers as numbers and numbers of quotes as text', () => {
		expect(withQuoteField(mapping, 'termMonths', ' 36 ').quote['termMonths']).toBe(36);
		expect(withQuoteField(mapping, 'number', '2093').quote['number']).toBe('2093');
		expect(withQuoteField(mapping, 'vendor', '').quote).toEqual({ version: 1 });
	});

	it('builds an exchange rate from its parts', () => {
		const rate = withQuoteField(
			withQuoteField(mapping, 'fx.usdPerUnit', '1.12'),
			'fx.asOf',
			'2026-11-01'
		);
		expect(rate.quote['fx']).toEqual({ usdPerUnit: '1.12', asOf: '2026-11-01' });
		expect(quoteFieldText(rate, 'fx.usdPerUnit')).toBe('1.12');
	});

	it('forgets a decimal mark that is not said', () => {
		expect(withDecimalMark(mapping, '')).not.toHaveProperty('decimalMark');
		expect(withDecimalMark(mapping, ',').decimalMark).toBe(',');
	});

	it('asks for what every quote has, a rate for other currencies, and what is missing', () => {
		const asked = askedFields({ ...mapping, quote: { currency: 'EUR' } }, [
			{ quoteField: 'mode' },
			{ quoteField: null }
		]);
		expect(asked).toEqual(
			expect.arrayContaining(['vendor', 'validUntil', 'mode', 'fx.usdPerUnit', 'fx.source'])
		);
		expect(askedFields(mapping, [])).not.toContain('fx.usdPerUnit');
	});
});
