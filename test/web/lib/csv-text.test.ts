/** CSV that runs nothing when a spreadsheet opens it. */
import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { csvText } from '#lib/csv-text.ts';
import { csvHeaders } from '#lib/server/csv-headers.ts';

const cellOf = (text: string | number): string =>
	Papa.parse<string[]>(
		csvText(['head'], [[text]])
			.replace(/^\uFEFF/u, '')
			.trimEnd()
	).data[1]?.[0] ?? '';

describe('CSV', () => {
	it('lets no text begin like a formula', () => {
		const starts = fc.constantFrom('=', '+', '-', '@', '\t', '\r', ' =', '＝', '-1+');
		fc.assert(
			fc.property(starts, fc.stringMatching(/^[A-Za-z(]{1,8}$/u), (start, rest) => {
				expect(csvText(['head'], [[`${start}${rest}`]])).toMatch(/\n"?'/u);
			})
		);
		expect(cellOf('=HYPERLINK("http://evil.example","x")')).toBe(
			`'=HYPERLINK("http://evil.example","x")`
		);
	});

	it('lets no text do so behind characters that are dropped when it is read', () => {
		for (const before of ['\0', '\u0007', '\u200b', '\u00a0', '\n', '\u2028', '\ufeff', '\0\t ']) {
			expect([before, cellOf(`${before}=1+1`).startsWith("'")]).toEqual([before, true]);
		}
		expect(cellOf('\0text').startsWith("'")).toBe(true);
	});

	it('keeps numbers as they are, negative ones too', () => {
		expect(cellOf('-18000.50')).toBe('-18000.50');
		expect(cellOf(-5)).toBe('-5');
		expect(cellOf('2.30')).toBe('2.30');
	});

	it('gives back commas, quotation marks and lines', () => {
		expect(cellOf('a, "b"\nc')).toBe('a, "b"\nc');
	});

	it('is saved under a plain name, and not kept by caches', () => {
		expect(csvHeaders('a/b "c".csv')).toMatchObject({
			'content-disposition': 'attachment; filename="a-b-c.csv"',
			'cache-control': 'no-store'
		});
	});
});
