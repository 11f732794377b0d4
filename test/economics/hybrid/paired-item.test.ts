/** Pairing the results of two models. */
import { describe, expect, it } from 'vitest';
import { meanUsd, pairItems } from '#bench/economics/hybrid/paired-item.ts';

describe('pairing results', () => {
	it('keeps the items that both answered, with their score', () => {
		const { items, leftOut } = pairItems(
			[
				{ itemId: 'a', right: true, usd: '0.1' },
				{ itemId: 'b', right: false, usd: '0.2' }
			],
			[
				{ itemId: 'b', right: true, usd: '0.4' },
				{ itemId: 'a', right: true, usd: '0.3' }
			],
			new Map([
				['a', 0.7],
				['b', NaN]
			])
		);
		expect(items).toStrictEqual([
			{
				itemId: 'a',
				local: { right: true, usd: '0.1' },
				api: { right: true, usd: '0.3' },
				score: 0.7
			},
			{
				itemId: 'b',
				local: { right: false, usd: '0.2' },
				api: { right: true, usd: '0.4' },
				score: null
			}
		]);
		expect(leftOut).toStrictEqual([]);
	});

	it('leaves out what is missing on either side and says so, and counts no item twice', () => {
		const { items, leftOut } = pairItems(
			[
				{ itemId: 'lost', right: null, usd: '0' },
				{ itemId: 'unpriced', right: true, usd: null },
				{ itemId: 'ours', right: true, usd: '1' },
				{ itemId: 'twice', right: true, usd: '1' },
				{ itemId: 'twice', right: false, usd: '1' }
			],
			[
				{ itemId: 'lost', right: true, usd: '1' },
				{ itemId: 'unpriced', right: true, usd: '1' },
				{ itemId: 'theirs', right: true, usd: '1' },
				{ itemId: 'twice', right: true, usd: '1' }
			]
		);
		expect(items.map(({ itemId }) => itemId)).toStrictEqual(['twice']);
		expect(items[0]!.local.right).toBe(true);
		expect(leftOut).toStrictEqual([
			{ itemId: 'twice', reason: 'a further answer of the own model' },
			{ itemId: 'lost', reason: 'no answer of the own model' },
			{ itemId: 'unpriced', reason: 'cost of the answer of the own model not known' },
			{ itemId: 'ours', reason: 'not asked of the API' },
			{ itemId: 'theirs', reason: 'not asked of the own model' }
		]);
	});

	it('takes exact means', () => {
		expect(meanUsd(['0.1', '0.2', '0.3'])).toBe('0.2');
		expect(meanUsd([])).toBe('0');
	});
});
