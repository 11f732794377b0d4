import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SampleTable } from '#bench/telemetry/sampling/sample-table.ts';

describe('a table of samples', () => {
	it('gives each column its own moments, without those at which it had nothing', () => {
		const table = new SampleTable();
		table.add(10, { powerW: 1, energyJ: null });
		table.add(20, { energyJ: 5 });
		table.add(30, { powerW: 3, energyJ: 6 });
		expect(table.series('powerW')).toEqual({ atMs: [10, 30], values: [1, 3] });
		expect(table.series('energyJ', 10)).toEqual({ atMs: [10, 20], values: [5, 6] });
		expect(table.series('other')).toEqual({ atMs: [], values: [] });
		expect(table.columns).toEqual(['powerW', 'energyJ']);
	});

	it('never grows beyond its limit, keeps its ends and its order', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 4, max: 40 }),
				fc.integer({ min: 1, max: 500 }),
				(most, rows) => {
					const table = new SampleTable(most);
					for (let row = 0; row < rows; row++) table.add(row, { a: row });
					const { atMs, values } = table.series('a');
					expect(table.rows).toBeLessThanOrEqual(most);
					expect(values).toEqual(atMs);
					expect(atMs[0]).toBe(0);
					expect(atMs.at(-1)).toBe(rows - 1);
					expect(atMs).toEqual([...atMs].sort((a, b) => a - b));
				}
			)
		);
	});
});
