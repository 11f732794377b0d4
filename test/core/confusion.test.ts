/** Labels taken for others: counted by hand, and never an item more or less. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confusionOf } from '#core/confusion.ts';
import { wilsonInterval } from '#core/statistics/wilson.ts';

describe('the confusion of labels', () => {
	it('has references as rows, answers as columns, and what names no label last', () => {
		const { labels, counts, figures, n } = confusionOf([
			{ expected: 'billing', predicted: 'billing', count: 8 },
			{ expected: 'billing', predicted: 'refund', count: 1 },
			{ expected: 'refund', predicted: 'billing', count: 3 },
			{ expected: 'refund', predicted: null, count: 2 },
			{ expected: 'billing', predicted: 'billing', count: 1 }
		]);
		expect(labels).toEqual(['billing', 'refund']);
		expect(counts).toEqual([
			[9, 1, 0],
			[3, 0, 2]
		]);
		expect(n).toBe(15);
		expect(figures).toEqual([
			{ label: 'billing', precision: wilsonInterval(9, 12), recall: wilsonInterval(9, 10) },
			{ label: 'refund', precision: wilsonInterval(0, 1), recall: wilsonInterval(0, 5) }
		]);
	});

	it('has a label that was only ever answered, without a recall', () => {
		const { figures } = confusionOf([{ expected: 'a', predicted: 'b', count: 2 }]);
		expect(figures[1]).toEqual({
			label: 'b',
			precision: wilsonInterval(0, 2),
			recall: wilsonInterval(0, 0)
		});
	});

	it('counts every item once', () => {
		const label = fc.constantFrom('a', 'b', 'c');
		const pair = fc.record({
			expected: label,
			predicted: fc.option(label, { nil: null }),
			count: fc.integer({ min: 1, max: 9 })
		});
		fc.assert(
			fc.property(fc.array(pair, { maxLength: 12 }), (pairs) => {
				const { n, figures, counts } = confusionOf(pairs);
				expect(n).toBe(pairs.reduce((sum, { count }) => sum + count, 0));
				const right = pairs.reduce(
					(sum, { expected, predicted, count }) => sum + (expected === predicted ? count : 0),
					0
				);
				expect(figures.reduce((sum, { recall }) => sum + recall.successes, 0)).toBe(right);
				expect(counts.every((row) => row.length === counts.length + 1)).toBe(true);
			}),
			{ numRuns: 60 }
		);
	});
});
