import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { toDecimal } from '#core/decimal.ts';
import { focusRows, type MonthlyCost } from '#bench/economics/bill/focus-rows.ts';
import { writeCsv } from '#bench/importers/csv-table.ts';
import { readFocusBill } from '#bench/importers/focus-bill.ts';

const options = { provider: 'IT', service: 'self-hosted models', billingAccount: 'it-ai' };
const cost = (changes: Partial<MonthlyCost> = {}): MonthlyCost => ({
	label: 'server, capital recovery',
	usd: '8123.456789',
	month: '2026-12',
	useCase: 'support-triage',
	...changes
});

describe('the costs of serving oneself as FOCUS rows', () => {
	it('are read back as a bill of the same amounts, month by month', () => {
		const costs = fc.array(
			fc.record({
				label: fc.constantFrom('staff', 'power, idle', 'network'),
				usd: fc
					.integer({ min: -1_000_000, max: 1_000_000_000 })
					.map((n) => toDecimal(n).div(10_000).toFixed()),
				month: fc
					.tuple(fc.integer({ min: 2024, max: 2040 }), fc.integer({ min: 1, max: 12 }))
					.map(([year, month]) => `${String(year)}-${String(month).padStart(2, '0')}`),
				useCase: fc.constantFrom('support-triage', 'invoice-extraction')
			}),
			{ minLength: 1, maxLength: 12 }
		);
		fc.assert(
			fc.property(costs, (lines) => {
				const { header, rows } = focusRows(lines, options);
				const { charges, currency, focusVersion } = readFocusBill(
					writeCsv(header, rows),
					'make.csv'
				);
				expect([currency, focusVersion]).toEqual(['USD', '1.2']);
				expect(charges.map((charge) => charge.billedCost)).toEqual(lines.map(({ usd }) => usd));
				expect(charges.map((charge) => charge.effectiveCost)).toEqual(lines.map(({ usd }) => usd));
				expect(charges.map((charge) => charge.periodStartUtc.slice(0, 7))).toEqual(
					lines.map(({ month }) => month)
				);
				expect(charges.map((charge) => charge.category)).toEqual(
					lines.map(({ usd }) => (usd.startsWith('-') ? 'Adjustment' : 'Usage'))
				);
			})
		);
	});

	it('end with the month, also at the turn of the year', () => {
		const { header, rows } = focusRows([cost()], options);
		const cell = (name: string): string | undefined => rows[0]?.[header.indexOf(name)];
		expect(cell('ChargePeriodStart')).toBe('2026-12-01T00:00:00Z');
		expect(cell('ChargePeriodEnd')).toBe('2027-01-01T00:00:00Z');
		expect(cell('Tags')).toBe('{"useCase":"support-triage"}');
	});

	it('leave out costs that are not known, and say which', () => {
		const unknown = cost({ label: 'licence', usd: null });
		const { rows, unknownCosts } = focusRows([cost(), unknown], options);
		expect(rows).toHaveLength(1);
		expect(unknownCosts).toEqual([unknown]);
	});

	it.each(['2026', '2026-13', '2026-1', '2026-01-01'])('refuse %j as a month', (month) => {
		expect(() => focusRows([cost({ month })], options)).toThrow(RangeError);
	});
});
