/** A hybrid at every threshold of its gate, beside mixing at random. */
import { describe, expect, it } from 'vitest';
import { hybridFrontier } from '#bench/economics/hybrid/frontier.ts';
import { columnValues } from '#lib/charts/chart-table.ts';
import { hybridFrontierTable } from '#lib/charts/hybrid-frontier-table.ts';

const items = [1, 2, 3, 4].map((score) => ({
	itemId: String(score),
	// The own model fails on what the gate trusts least.
	local: { right: score > 1, usd: '0' },
	api: { right: true, usd: '0.004' },
	score
}));

const data = {
	optionId: 'mix',
	title: 'mix',
	emulated: false,
	local: 'own model',
	api: 'API',
	gate: 'short-requests' as const,
	points: hybridFrontier(items, { kind: 'router' }),
	chosen: null,
	reason: 'There is 1 item.'
};

describe('the table of a hybrid', () => {
	it('has a row for each threshold, with what mixing at random would give', () => {
		const table = hybridFrontierTable(data);
		expect(columnValues(table, 'apiPercent')).toStrictEqual([0, 25, 50, 75, 100]);
		expect(columnValues(table, 'rightPercent')).toStrictEqual([75, 100, 100, 100, 100]);
		expect(columnValues(table, 'mixedPercent')).toStrictEqual([75, 81.25, 87.5, 93.75, 100]);
		expect(columnValues(table, 'usdPerRequest')).toStrictEqual([0, 0.001, 0.002, 0.003, 0.004]);
	});

	it('names a threshold by the tokens that it is about', () => {
		const scored = items.map((item) => ({ ...item, score: -100 * (5 - item.score) }));
		const table = hybridFrontierTable({
			...data,
			points: hybridFrontier(scored, { kind: 'router' })
		});
		expect(columnValues(table, 'rule').slice(0, 2)).toStrictEqual([
			'everything to the own model',
			'requests of more than 300 tokens to the API'
		]);
	});

	it('says why nothing can be drawn where nothing was measured', () => {
		const table = hybridFrontierTable({ ...data, points: [], reason: 'Its share was typed in.' });
		expect(table.rows).toStrictEqual([]);
		expect(table.caption).toBe('Its share was typed in.');
	});
});
