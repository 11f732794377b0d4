/** Distributions as tables: quantiles of many values, each of few, and every value where asked for. */
import { describe, expect, it } from 'vitest';
import { cdfTable, cdfValuesTable, isStepTable } from '#lib/charts/cdf-table.ts';

const slow = { label: 'slow', emulated: false, sortedMs: [100, 200, 300] };
const fast = { label: 'fast', emulated: true, sortedMs: [10, 20] };
const many = {
	label: 'many',
	emulated: false,
	sortedMs: Array.from({ length: 101 }, (_, index) => 10 * index)
};
const none = { label: 'none', emulated: false, sortedMs: [] };

describe('the table of a distribution', () => {
	it('has the quantiles from 0 to 100 %, a column for each stage', () => {
		const { columns, rows } = cdfTable('ttftMs', [many, fast, none]);
		expect(columns.map(({ label }) => label)).toStrictEqual([
			'Answers',
			'many',
			'fast EMULATED',
			'none'
		]);
		expect(rows).toHaveLength(101);
		expect(rows[0]).toStrictEqual([0, 0, 10, null]);
		expect(rows[25]).toStrictEqual([25, 250, 10, null]);
		expect(rows[100]).toStrictEqual([100, 1_000, 20, null]);
	});

	it('has a row for each measured value where there are fewer than 100, and makes up none between them', () => {
		const table = cdfTable('ttftMs', [slow, fast, none]);
		expect(table.rows).toStrictEqual([
			[33.3, 100, 10, null],
			[50, 200, 10, null],
			[66.7, 200, 20, null],
			[100, 300, 20, null]
		]);
		expect(isStepTable(table)).toBe(true);
		expect(isStepTable(cdfTable('ttftMs', [many, slow]))).toBe(false);
		const measured = new Set([...slow.sortedMs, null]);
		for (const row of cdfTable('ttftMs', [many, slow]).rows) {
			expect(measured).toContain(row[2]);
		}
	});

	it('has every measured value once, whatever their number', () => {
		for (let n = 1; n < 100; n++) {
			const sortedMs = Array.from({ length: n }, (_, index) => index);
			const { rows } = cdfTable('ttftMs', [{ label: 'n', emulated: false, sortedMs }]);
			expect(rows.map(([, ms]) => ms)).toStrictEqual(sortedMs);
		}
	});

	it('says of what was imported no more than that the other tool reported it', () => {
		const imported = { ...slow, label: 'theirs', imported: true };
		const alone = cdfTable('e2eMs', [imported]);
		expect(alone.caption).toBe(
			'Half of the answers took at most 200 ms, as the other tool reported it.'
		);
		expect(alone.notes.at(-1)).toContain('how it measured them is not known here');
		expect(cdfValuesTable('e2eMs', [imported]).notes.at(-1)).toBe(alone.notes.at(-1));
		expect(cdfTable('e2eMs', [imported, fast]).caption).toBe(
			'Half of the answers took at most 15 ms on fast EMULATED and 200 ms on theirs, from the moment a request was due to the end of its answer; of theirs as the other tool reported it.'
		);
		expect(cdfTable('ttftMs', [{ ...imported, sortedMs: [] }]).caption).toBe(
			'The other tool reported nothing of it.'
		);
	});

	it('says between which stages the medians lie, and how many answers each line stands for', () => {
		const { caption, notes } = cdfTable('ttftMs', [slow, fast, none]);
		expect(caption).toBe(
			'Half of the answers took at most 15 ms on fast EMULATED and 200 ms on slow, from the moment a request was due to the first generated token.'
		);
		expect(notes).toStrictEqual([
			'Fewer than 100 answers: a step at each measured time, nothing between them. Answers: slow: 3; fast EMULATED: 2; none: 0.'
		]);
		expect(cdfTable('ttftMs', [many, slow]).notes[0]).toContain(
			'Drawn through 101 quantiles of all whole answers (ok, length, refused), not through each one. Answers: many: 101.'
		);
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
