import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import {
	fitText,
	formatDuration,
	formatMs,
	formatNumber,
	formatShare,
	formatShareWithInterval,
	missing,
	renderTable,
	textWidth,
	wrapText
} from '#bench/report/format.ts';

describe('numbers for people', () => {
	it.each([
		[null, '–'],
		[Number.NaN, '–'],
		[Infinity, '–'],
		[0, '0'],
		[0.0123, '0.012'],
		[1.005, '1.00'],
		[9.876, '9.88'],
		[41.23, '41.2'],
		[412.6, '413'],
		[1_234_567, '1,234,567'],
		[-41.23, '-41.2']
	])('%s is written %s', (value, text) => {
		expect(formatNumber(value)).toBe(text);
	});

	it('keep the value to three digits', () => {
		fc.assert(
			fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (value) => {
				const read = Number(formatNumber(value).replaceAll(',', ''));
				expect(Math.abs(read - value)).toBeLessThanOrEqual(Math.max(0.5, value * 0.05));
			})
		);
	});

	it('have a dash where they are missing, also as times and shares', () => {
		expect([formatMs(null), formatShare(null), formatShareWithInterval(null)]).toEqual([
			missing,
			missing,
			missing
		]);
		expect(formatShareWithInterval({ share: null, low: 0, high: 1 })).toBe(missing);
	});

	it('are whole milliseconds from 10 on, and shares in whole percent', () => {
		expect([0, 9.94, 10.4, 12_345.6].map(formatMs)).toEqual(['0.0', '9.9', '10', '12,346']);
		expect(formatShare(0.926)).toBe('93 %');
		expect(formatShareWithInterval({ share: 0.93, low: 0.884, high: 0.96 })).toBe('93 % (88–96)');
	});

	it.each([
		[0.4, '0 s'],
		[59.4, '59 s'],
		[59.6, '1:00 min'],
		[65, '1:05 min'],
		[-3, '0 s']
	])('a duration of %s s is %s', (durationS, text) => {
		expect(formatDuration(durationS)).toBe(text);
	});
});

const anyText = fc.string({ unit: fc.constantFrom('a', 'é', '–', '漢', 'ｶ', '￥', ' ') });

describe('text in columns', () => {
	it('is cut to the width with an ellipsis, and left alone where it fits', () => {
		fc.assert(
			fc.property(anyText, fc.integer({ min: 1, max: 40 }), (text, width) => {
				const fitted = fitText(text, width);
				expect(textWidth(fitted)).toBeLessThanOrEqual(width);
				if (textWidth(text) <= width) expect(fitted).toBe(text);
				else expect(text.startsWith(fitted.slice(0, -1)) && fitted.endsWith('…')).toBe(true);
			})
		);
	});

	it('counts wide characters twice', () => {
		expect(textWidth('漢字 a')).toBe(6);
		expect(fitText('漢字漢字', 6)).toBe('漢字…');
	});

	it('of a table begins at the same place in every row', () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(anyText, anyText), { maxLength: 8 }), (rows) => {
				const table = renderTable(
					[
						{ title: 'left', align: 'left' },
						{ title: 'right', align: 'right' }
					],
					rows.map(([left, right]) => [left, `${right}|`])
				);
				const widths = table.split('\n').slice(1).map(textWidth);
				expect(new Set(widths).size).toBeLessThanOrEqual(1);
			})
		);
	});

	it('loses the columns that matter least where the table is too wide', () => {
		const columns = ['a', 'b', 'c', 'd'].map((title, i) => ({
			title: title.repeat(5),
			align: 'left' as const,
			...(i === 1 ? { dropOrder: 2 } : i === 2 ? { dropOrder: 1 } : {})
		}));
		const titles = (maxWidth: number | null): string | undefined =>
			renderTable(columns, [], { maxWidth }).split('\n')[0];
		expect([null, 26, 25, 18, 11, 1].map(titles)).toEqual([
			'aaaaa  bbbbb  ccccc  ddddd',
			'aaaaa  bbbbb  ccccc  ddddd',
			'aaaaa  ccccc  ddddd',
			'aaaaa  ddddd',
			'aaaaa  ddddd',
			'aaaaa  ddddd'
		]);
	});
});

describe('a wrapped text', () => {
	it('breaks at spaces and indents what follows', () => {
		expect(wrapText('  one two three four', 10, '    ')).toEqual([
			'  one two',
			'    three',
			'    four'
		]);
		expect(wrapText('at most 95 % of', 11)).toEqual(['at most', '95 % of']);
		expect(wrapText('short', 10)).toEqual(['short']);
		expect(wrapText('as long as it is', null)).toEqual(['as long as it is']);
	});

	it('breaks a word that is longer than a line', () => {
		expect(wrapText('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
	});

	it('keeps every character and never exceeds the width', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: fc.constantFrom('a', 'bb', ' ', '漢', '$1,000'), maxLength: 60 }),
				fc.integer({ min: 2, max: 30 }),
				(text, width) => {
					const lines = wrapText(text, width, ' ');
					// A wide character needs two columns, an indented one three.
					for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(Math.max(3, width));
					expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
				}
			)
		);
	});
});

describe('a table with columns that may be wrapped', () => {
	const columns = [
		{ title: 'name', align: 'left', wrapTo: 8 },
		{ title: 'more', align: 'left', dropOrder: 1 },
		{ title: '$', align: 'right' }
	] as const;
	const rows = [['a name of some length', 'something', '$1,234']];

	it('wraps them before it drops any other', () => {
		expect(renderTable(columns, rows, { maxWidth: 30 })).toBe(
			[
				'name         more            $',
				'a name of    something  $1,234',
				'  some',
				'  length'
			].join('\n')
		);
	});

	it('drops a column where they are as narrow as they may be, and gives them its room', () => {
		expect(renderTable(columns, rows, { maxWidth: 20 })).toBe(
			['name               $', 'a name of     $1,234', '  some', '  length'].join('\n')
		);
	});

	it('is as it was where there is room', () => {
		expect(renderTable(columns, rows)).toContain('a name of some length  something  $1,234');
	});
});
