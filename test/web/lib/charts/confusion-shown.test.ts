import { describe, expect, it } from 'vitest';
import { confusionOf } from '#core/confusion.ts';
import { frequentConfusions, shareWithEnds } from '#lib/charts/confusion-shown.ts';
import { confusionTable } from '#lib/charts/confusion-table.ts';

const table = confusionTable(
	confusionOf([
		{ expected: 'billing', predicted: 'billing', count: 40 },
		{ expected: 'billing', predicted: 'refund', count: 2 },
		{ expected: 'refund', predicted: 'billing', count: 5 },
		{ expected: 'refund', predicted: 'refund', count: 30 },
		{ expected: 'refund', predicted: null, count: 3 }
	]),
	'mails on own'
);

describe('what is read first of a confusion', () => {
	it('is which label is taken for which other most often, those without a label included', () => {
		expect(frequentConfusions(table)).toEqual([
			{ expected: 'refund', answered: 'billing', count: 5 },
			{ expected: 'refund', answered: null, count: 3 },
			{ expected: 'billing', answered: 'refund', count: 2 }
		]);
		expect(frequentConfusions(table, 1)).toHaveLength(1);
	});

	it('is a share with the ends of its interval', () => {
		expect(shareWithEnds(table.rows[0]!.slice(-6, -3))).toBe('95 (84–99)');
		expect(shareWithEnds([null, null, null])).toBe('–');
	});
});
