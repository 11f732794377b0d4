import fc from 'fast-check';
import Papa from 'papaparse';
import { expect, test } from 'vitest';
import { formulaCell } from '#core/formula-cell.ts';
import { writeCsv } from '#bench/importers/csv-table.ts';
import { csvText } from '#lib/csv-text.ts';

const dropped = fc
	.array(
		fc.constantFrom(
			'\0',
			'\x01',
			'\x1f',
			'\x7f',
			'\u0085',
			'\u00ad',
			'\u200b',
			'\u2060',
			'\ufeff',
			' ',
			'\u00a0',
			'\n'
		),
		{
			maxLength: 5
		}
	)
	.map((each) => each.join(''));

const cellsOf = (csv: string): (string | undefined)[] =>
	Papa.parse<string[]>(csv.replace(/^\uFEFF/u, '')).data.map((row) => row[0]);

test('Whatever begins like a formula is one, behind any characters that are dropped, and is written as text by both writers.', () => {
	fc.assert(
		fc.property(
			dropped,
			fc.constantFrom('=', '+', '@', '-x', '--', '＝', '＋', '－x', '＠', '\t', '\r'),
			fc.stringMatching(/^[\w(),!"' ]{0,12}$/u),
			(before, start, rest) => {
				const cell = `${before}${start}${rest}`;
				expect(formulaCell.test(cell)).toBe(true);
				for (const csv of [writeCsv(['head'], [[cell]]), csvText(['head'], [[cell]])]) {
					expect(csv).toMatch(/\n"?'/u);
				}
			}
		)
	);
});

test('Numbers and other text are none.', () => {
	const word = fc.stringMatching(/^[\p{L}\d("'#/][\p{L}\d =+@-]{0,20}$/u);
	const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map(String);
	fc.assert(
		fc.property(fc.oneof(word, number), (cell) => {
			expect(formulaCell.test(cell)).toBe(false);
			expect(cellsOf(writeCsv(['head'], [[cell]]))[1]).toBe(cell);
			expect(cellsOf(csvText(['head'], [[cell]]))[1]).toBe(cell);
		})
	);
	for (const cell of ['', '-', '-5', '-.5', '-1,234.50', '-5 %', ' text', '\u200btext']) {
		expect([cell, formulaCell.test(cell)]).toEqual([cell, false]);
	}
});

test('A long cell of characters that are dropped is looked through once.', () => {
	expect(formulaCell.test(`-1${' '.repeat(200_000)}x`)).toBe(true);
	for (const one of [' ', '\t', '\0']) {
		expect(formulaCell.test(`${one.repeat(200_000)}x`)).toBe(one !== ' ');
	}
});
