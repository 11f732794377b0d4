import { describe, expect, it } from 'vitest';
import { priceHistoryTable, type DatedPrice } from '#lib/charts/price-history-table.ts';

const version = (changes: Partial<DatedPrice>): DatedPrice => ({
	validFrom: null,
	validTo: null,
	inputUsdPerMtok: '10',
	cacheReadUsdPerMtok: null,
	outputUsdPerMtok: '40',
	sourceUrl: 'https://prices.example',
	asOf: '2026-09-23',
	enteredBy: 'a test',
	...changes
});
const context = { name: 'o3', today: '2026-11-25' };

describe('the history of a price', () => {
	it('says in words what each step changed', () => {
		const cheaper = version({
			validFrom: '2025-06-10',
			inputUsdPerMtok: '2',
			outputUsdPerMtok: '8'
		});
		const { caption, rows, notes } = priceHistoryTable([version({}), cheaper], context);
		expect(caption).toBe(
			'Since 2025-06-10: input $2.00 instead of $10.00 (80\u00a0% less), output $8.00 instead of $40.00 (80\u00a0% less).'
		);
		expect(rows).toHaveLength(2);
		expect(rows[1]?.slice(0, 5)).toEqual(['2025-06-10', null, 2, null, 8]);
		expect(notes[0]).toContain('does not say when the first price began');
	});

	it('speaks of a price that is announced as of one to come', () => {
		const announced = version({ validFrom: '2027-01-01', outputUsdPerMtok: '44' });
		const { caption } = priceHistoryTable(
			[version({ validFrom: '2026-01-01' }), announced],
			context
		);
		expect(caption).toContain('From 2027-01-01: input $10.00 instead of $10.00 (the same)');
		expect(caption).toContain('10\u00a0% more');
	});

	it('makes no change out of what is not known', () => {
		const unknown = version({ validFrom: '2026-01-01', inputUsdPerMtok: null });
		const { caption, rows } = priceHistoryTable([version({}), unknown], context);
		expect(caption).toContain('input – instead of $10.00 (as far as known)');
		expect(rows[1]?.[2]).toBeNull();
	});
});
