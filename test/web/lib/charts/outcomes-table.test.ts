/** Outcomes of the stages as a table. */
import { expect, it } from 'vitest';
import { outcomesTable } from '#lib/charts/outcomes-table.ts';

it('has a column for each outcome that occurred, and says how many ended ok', () => {
	const { columns, rows, caption } = outcomesTable([
		{ label: 'a', emulated: false, counts: { ok: 8, timeout: 2, error: 0 } },
		{ label: 'b', emulated: true, counts: { ok: 10 } }
	]);
	expect(columns.map(({ key }) => key)).toStrictEqual(['stage', 'ok', 'timeout']);
	expect(rows).toStrictEqual([
		['a', 8, 2],
		['b EMULATED', 10, 0]
	]);
	expect(caption).toBe('18 of 20 attempts (90 %) ended ok; the others ended as timeout.');
});

it('says so where nothing has ended', () => {
	expect(outcomesTable([]).caption).toBe('No attempt has been summed up yet.');
});
