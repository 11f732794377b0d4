/** Distributions as tables: the quantiles of every value, and every value where asked for. */
import { describe, expect, it } from 'vitest';
import { cdfTable, cdfValuesTable } from '#lib/charts/cdf-table.ts';

const slow = { label: 'slow', emulated: false, sortedMs: [100, 200, 300] };
const fast = { label: 'fast', emulated: true, sortedMs: [10, 20] };
const none = { label: 'none', emulated: false, sortedMs: [] };

describe('the table of a distribution', () => {
	it('has the quantiles from 0 to 100 %, a column for each stage', () => {
		const { columns, rows } = cdfTable('ttftMs', [slow, fast, none]);
		expect(columns.map(({ label }) => label)).toStrictEqual([
			'Answers',
			'slow',
			'fast EMULATED',
			'none'
		]);
		expect(rows).toHaveLength(101);
		expect(rows[0]).toStrictEqual([0, 100, 10, null]);
		expect(rows[25]).toStrictEqual([25, 150, 12.5, null]);
		expect(rows[100]).toStrictEqual([100, 300, 20, null]);
	});

	it('says between which stages the medians lie, and how many answers each line stands for', () => {
		const { caption, notes } = cdfTable('ttftMs', [slow, fast, none]);
		expect(caption).toBe(
			'Half of the answers took at most 15 ms on fast EMULATED and 200 ms on slow, from the moment a request was due to the first generated token.'
		);
		expect(notes[0]).toContain('slow: 3; fast EMULATED: 2; none: 0.');
	});

	it('says so where nothing was observed', () => {
		expect(cdfTable('tpotMs', [none]).caption).toMatch(/^Nothing was observed/u);
	});

	it('has every single value where asked for', () => {
		expect(cdfValuesTable('e2eMs', [slow, fast]).rows).toStrictEqual([
			['slow', 100],
			['slow', 200],
			['slow', 300],
			['fast EMULATED', 10],
			['fast EMULATED', 20]
		]);
	});
});
