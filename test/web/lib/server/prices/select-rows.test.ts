import { describe, expect, it } from 'vitest';
import { openPriceBook } from '#bench/importers/price-book/price-book.ts';
import { readPriceListQuery } from '#lib/prices/price-query.ts';
import { priceRows } from '#lib/server/prices/price-rows.ts';
import { pricePageSize, selectRows } from '#lib/server/prices/select-rows.ts';

const day = '2026-11-25';
const rows = priceRows(await openPriceBook(), day);
const select = (query: string) =>
	selectRows(rows, readPriceListQuery(new URLSearchParams(query)).query);

describe('the list of prices', () => {
	it('finds by every word, wherever it stands', () => {
		const { rows: found, total } = select('model=O3+openai&provider=openai');
		expect(total).toBeGreaterThan(0);
		for (const { modelId, title } of found) {
			expect(`${modelId} ${title ?? ''}`.toLowerCase()).toContain('o3');
		}
	});

	it('sorts by price as a number, with what has none at the end in both directions', () => {
		for (const order of ['asc', 'desc']) {
			const first = select(`sort=output&order=${order}`);
			const last = select(`sort=output&order=${order}&page=100000`);
			expect(first.rows[0]?.outputUsdPerMtok).not.toBeNull();
			expect(last.rows.at(-1)?.outputUsdPerMtok).toBeNull();
			const prices = first.rows.map(({ outputUsdPerMtok }) => Number(outputUsdPerMtok));
			const sorted = prices.toSorted((a, b) => (order === 'asc' ? a - b : b - a));
			expect(prices).toEqual(sorted);
		}
	});

	it('gives the last page where one beyond it is asked for', () => {
		const { page, rows: last, total } = select('page=100000');
		expect(total).toBe(rows.length);
		expect(page).toBe(Math.ceil(total / pricePageSize));
		expect(last).toHaveLength(total - (page - 1) * pricePageSize);
	});

	it('narrows to what is old, as the check of the price book counts it', () => {
		const { total } = select('only=stale');
		expect(total).toBe(rows.filter(({ isStale }) => isStale).length);
		expect(select('only=changed').rows.every(({ changes }) => changes > 0)).toBe(true);
	});

	it('falls back where an address makes no sense, and tells it', () => {
		const { query, unread } = readPriceListQuery(
			new URLSearchParams('sort=beauty&page=-3&only=cheap')
		);
		expect(query).toMatchObject({ sort: 'model', page: 1, only: null });
		expect(unread).toHaveLength(3);
	});
});
