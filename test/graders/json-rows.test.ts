import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJsonRowsGrader } from '#bench/graders/json-rows.ts';
import { matchPairs } from '#bench/graders/match-pairs.ts';
import { jsonRowsSpecSchema } from '#core/grader-spec/json-rows.ts';
import type { JsonValue } from '#core/json.ts';
import { createRandom, shuffle } from '#core/random.ts';

const grader = createJsonRowsGrader(
	jsonRowsSpecSchema.parse({
		kind: 'json-rows',
		lists: [{ name: 'tasks', fields: [{ name: 'owner', type: 'text' }], text: 'task' }],
		passScore: 0.85
	})
);
const tasks = ['rent a van', 'call the printer', 'count the chairs', 'order tea'];
const reference: JsonValue = {
	lists: {
		tasks: tasks.map((text) => ({
			fields: { owner: 'Ana Prior' },
			text,
			says: [[text.split(' ').at(-1) ?? '']]
		}))
	}
};
const row = (task: string, owner = 'Ana Prior') => ({ owner, task });
const grade = (rows: unknown) => grader.grade(JSON.stringify({ tasks: rows }), reference);

describe('rows of a JSON object', () => {
	it('count in any order, each once', () => {
		fc.assert(
			fc.property(fc.integer(), (seed) => {
				const rows = shuffle(createRandom(seed, 'order'), tasks).map((task) => row(task));
				expect(grade(rows)).toMatchObject({ passed: true, score: 1 });
				// The same row again is one too many.
				expect(grade([...rows, rows[0]]).score).toBeCloseTo(8 / 9, 12);
			}),
			{ numRuns: 20 }
		);
	});

	it('may lack one of four or hold one too many, but none may be wrong', () => {
		const rows = tasks.map((task) => row(task));
		expect(grade(rows.slice(1))).toMatchObject({ passed: true, score: 6 / 7 });
		expect(grade([...rows, row('dance')])).toMatchObject({ passed: true, score: 8 / 9 });
		expect(grade([row('rent a van', 'Bo Ek'), ...rows.slice(1)])).toMatchObject({
			passed: false,
			score: 6 / 8,
			details: {
				lists: { tasks: { missing: ['Ana Prior | rent a van'], wrong: ['Bo Ek | rent a van'] } }
			}
		});
	});

	it('that say two things in one are one row', () => {
		expect(grade([row(tasks.join(' and '))])).toMatchObject({ passed: false, score: 2 / 5 });
	});

	it('are none where the list is missing or no list', () => {
		expect(grade(null).score).toBe(0);
		expect(grade({ 0: row('rent a van') }).score).toBe(0);
		expect(grader.grade('{}', { lists: { tasks: [] } }).passed).toBe(false);
		expect(grader.grade('{"tasks":[]}', { lists: { tasks: [] } }).passed).toBe(true);
	});
});

/** The largest number of pairs, by trying all. */
const mostPairs = (fits: readonly (readonly boolean[])[], used = new Set<number>()): number => {
	const [first, ...rest] = fits;
	if (first === undefined) return 0;
	const without = mostPairs(rest, used);
	const withFirst = first.map((fit, index) =>
		fit && !used.has(index) ? 1 + mostPairs(rest, new Set([...used, index])) : 0
	);
	return Math.max(without, ...withFirst);
};

it('as many rows are paired as can be', () => {
	fc.assert(
		fc.property(
			fc.array(fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), { maxLength: 4 }),
			(fits) => {
				const pairs = matchPairs(fits.length, 4, (l, r) => fits[l]?.[r] ?? false);
				const made = pairs.filter((each) => each !== null);
				expect(new Set(made).size).toBe(made.length);
				pairs.forEach((r, l) => {
					if (r !== null) expect(fits[l]?.[r]).toBe(true);
				});
				expect(made.length).toBe(mostPairs(fits));
			}
		)
	);
});
