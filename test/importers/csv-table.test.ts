import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { BenchError, renderProblem } from '#core/errors.ts';
import { readCsvTable, writeCsv, type CsvLimits } from '#bench/importers/csv-table.ts';

const failure = (text: string, limits?: CsvLimits): BenchError => {
	try {
		readCsvTable(text, 'quote.csv', limits);
	} catch (error) {
		if (error instanceof BenchError) return error;
		throw error;
	}
	throw new Error('expected a BenchError');
};
const problems = (text: string, limits?: CsvLimits): string[] =>
	failure(text, limits).problems.map(renderProblem);

/** Text that is no formula: anything printable, with line breaks, quotation marks and delimiters. */
const plainCell = fc
	.string({ unit: fc.constantFrom(...Array.from('aZ0 9,;"\t\n-.é€𝄞')), maxLength: 8 })
	.map((text) => `x${text}`);
const names = fc.uniqueArray(
	plainCell.map((text) => text.trim()),
	{ minLength: 1, maxLength: 5 }
);

describe('a CSV table', () => {
	it('comes back from what was written, whatever is in its cells', () => {
		const table = names.chain((header) =>
			fc.record({
				header: fc.constant(header),
				rows: fc.array(
					fc.array(fc.oneof(plainCell, fc.constant('-12.5')), {
						minLength: header.length,
						maxLength: header.length
					}),
					{ minLength: 1, maxLength: 6 }
				)
			})
		);
		fc.assert(
			fc.property(table, ({ header, rows }) => {
				const read = readCsvTable(writeCsv(header, rows), 'quote.csv');
				expect(read.header).toEqual(header);
				expect(read.rows.map(({ cells }) => cells)).toEqual(rows);
			})
		);
	});

	it('tells the line of the file on which each row begins, across line breaks in cells and blank lines', () => {
		const cell = fc.string({ unit: fc.constantFrom('a', '\n', '"', ','), maxLength: 6 });
		fc.assert(
			fc.property(
				fc.array(fc.record({ cell, blankLines: fc.nat({ max: 2 }) }), { minLength: 1 }),
				fc.constantFrom('\n', '\r\n'),
				(rows, lineEnd) => {
					const quote = (text: string): string => `"x${text.replaceAll('"', '""')}"`;
					const text = [
						'a,b',
						...rows.flatMap((row) => [
							...Array.from({ length: row.blankLines }, () => ''),
							`MARK,${quote(row.cell)}`
						])
					]
						.join('\n')
						.replaceAll('\n', lineEnd);
					const marked = text
						.split(/\r?\n/)
						.flatMap((line, index) => (line.startsWith('MARK') ? [index + 1] : []));
					expect(readCsvTable(text, 'quote.csv').rows.map(({ line }) => line)).toEqual(marked);
				}
			)
		);
	});

	it.each([
		[',', 'comma', 'a,b\n1,2\n'],
		[';', 'semicolon, with decimal commas', 'a;b\n1,5;2,5\n'],
		['\t', 'tab', 'a\tb\n1\t2\n'],
		[',', 'comma, for one column', 'a\n1\n'],
		[';', 'semicolon, with a comma in a quoted name', '"a,x,y";b\n1;2\n']
	])('has its delimiter %j found out: %s', (delimiter, _, text) => {
		expect(readCsvTable(text, 'quote.csv').delimiter).toBe(delimiter);
	});

	it('may come with a byte order mark, the line ends of Windows, spaces around names and empty rows at the end', () => {
		expect(readCsvTable('\uFEFF a , b \r\n1,2\r\n,\r\n\r\n', 'quote.csv')).toEqual({
			header: ['a', 'b'],
			delimiter: ',',
			rows: [{ line: 2, cells: ['1', '2'] }]
		});
	});

	it('is refused with every problem, each with its line and column', () => {
		const text = 'item,unitPrice\nserver,1,2\ncable,=1+1\n@sum,-x\n"\tquoted","\rend"\n';
		expect(problems(text)).toEqual([
			'quote.csv:2: has 3 cells, the header has 2 columns',
			'quote.csv:3 column "unitPrice": "=1+1" would be a formula in a spreadsheet; expected plain text or a number',
			'quote.csv:4 column "item": "@sum" would be a formula in a spreadsheet; expected plain text or a number',
			'quote.csv:4 column "unitPrice": "-x" would be a formula in a spreadsheet; expected plain text or a number',
			'quote.csv:5 column "item": "\\tquoted" would be a formula in a spreadsheet; expected plain text or a number',
			'quote.csv:5 column "unitPrice": "\\rend" would be a formula in a spreadsheet; expected plain text or a number'
		]);
		expect(failure(text)).toMatchObject({
			code: 'E_CONFIG',
			message: 'quote.csv has 6 problems; nothing was imported'
		});
	});

	it.each([
		'=1',
		'+1',
		' =1',
		'＝1',
		'@a',
		'-a',
		'-1+2',
		'-1;2',
		'-cmd|x',
		'--1',
		'-1e5x',
		'\t1',
		'\r1'
	])(
		'refuses the cell %j, which a spreadsheet may run, and writes it so that it is text',
		(cell) => {
			expect(problems(`"a"\n"${cell}"\n`)).toHaveLength(1);
			expect(readCsvTable(writeCsv(['a'], [[cell]]), 'quote.csv').rows[0]?.cells).toEqual([
				`'${cell}`
			]);
		}
	);

	it.each(['-5', '-0.5', '-.5', '-1e-7', '-1,234.50', "-1'234.50", '-5 %', '-', '1=1', 'a+b'])(
		'takes the cell %j as it is, in and out',
		(cell) => {
			const written = writeCsv(['a'], [[cell]]);
			expect(readCsvTable(written, 'quote.csv').rows[0]?.cells).toEqual([cell]);
		}
	);

	it.each([
		[
			'a,b\n1,"x\n\ny\n',
			['quote.csv:2 column "b": a quotation mark opens a cell and none closes it']
		],
		[
			'a,b\n1,"x"y"\n',
			['quote.csv:2: a quotation mark within a quoted cell; expected it doubled ("")']
		],
		['a,"b\n1,2\n', ['quote.csv:1: a quotation mark opens a cell and none closes it']],
		[
			'a,,a\n1,2,3\n',
			[
				'quote.csv:1 column 2: has no name in the header',
				'quote.csv:1 column "a": columns 1 and 3 have the same name'
			]
		],
		[
			'=a,b\n1,2\n',
			[
				'quote.csv:1 column "=a": "=a" would be a formula in a spreadsheet; expected plain text or a number'
			]
		],
		['', ['quote.csv: the file is empty; expected a header line and rows']],
		['\uFEFF \r\n', ['quote.csv: the file is empty; expected a header line and rows']],
		['a,b\n', ['quote.csv: there are no rows below the header']],
		['a,b\n,\n', ['quote.csv: there are no rows below the header']],
		[
			'a\n1\0\n',
			['quote.csv:2: is not text in UTF-8: found the character U+0000; expected a CSV file']
		],
		[
			'PK\u0003\u0004',
			['quote.csv:1: is not text in UTF-8: found the character U+0003; expected a CSV file']
		],
		[
			'a\n\uFFFD\n',
			['quote.csv:2: is not text in UTF-8: found the character U+FFFD; expected a CSV file']
		]
	])('such as %j is refused with what is wrong', (text, expected) => {
		expect(problems(text)).toEqual(expected);
	});

	it('is refused when it is longer or larger than allowed, and read up to the limit', () => {
		const text = 'a\n1\n2\n3\n';
		expect(readCsvTable(text, 'quote.csv', { maxRows: 3, maxBytes: 8 }).rows).toHaveLength(3);
		expect(problems(text, { maxRows: 2 })).toEqual([
			'quote.csv: has more than 2 rows, the most that are read'
		]);
		expect(problems('ä\n1\n', { maxBytes: 4 })).toEqual([
			'quote.csv: the file has 5 bytes; expected 4 or fewer'
		]);
		expect(problems(`${','.repeat(2_500)}\n`.repeat(3).replace('\n', 'a\n'))).toEqual([
			'quote.csv:1: 2,501 columns; expected 2,000 or fewer'
		]);
	});

	it('with hundreds of problems shows the first fifty and says how many more there are', () => {
		const shown = problems(`a,b\n${'1\n'.repeat(1_200)}`);
		expect(shown).toHaveLength(51);
		expect(shown.at(-1)).toBe('quote.csv: and 1,150 more');
	});
});
