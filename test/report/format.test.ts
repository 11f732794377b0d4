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
	textWidth
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
