import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameJson, stateChanges, type WorldState } from '#core/state-changes.ts';

const row = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.oneof(fc.integer(), fc.string()));
const state: fc.Arbitrary<WorldState> = fc.dictionary(
	fc.constantFrom('rooms', 'bookings'),
	fc.dictionary(fc.constantFrom('1', '2', '3'), row)
);

/** Does to a state what changes say. */
const applied = (before: WorldState, changes: ReturnType<typeof stateChanges>): WorldState => {
	const after = structuredClone(before);
	for (const [table, { created, changed, removed }] of Object.entries(changes)) {
		const rows = (after[table] ??= {});
		Object.assign(rows, created);
		for (const [id, fields] of Object.entries(changed)) {
			rows[id] = Object.fromEntries(
				Object.entries({ ...rows[id], ...fields }).filter(([, value]) => value !== null)
			);
		}
		after[table] = Object.fromEntries(Object.entries(rows).filter(([id]) => !removed.includes(id)));
	}
	return after;
};
const withoutEmptyTables = (each: WorldState): WorldState =>
	Object.fromEntries(Object.entries(each).filter(([, rows]) => Object.keys(rows).length > 0));

describe('what has changed between two states', () => {
	it('leads from the first to the second', () => {
		fc.assert(
			fc.property(state, state, (before, after) => {
				expect(withoutEmptyTables(applied(before, stateChanges(before, after)))).toEqual(
					withoutEmptyTables(after)
				);
			})
		);
	});

	it('is nothing between a state and itself, and nothing in what a world keeps for itself', () => {
		fc.assert(
			fc.property(state, (each) => {
				expect(stateChanges(each, structuredClone(each))).toEqual({});
			})
		);
		expect(stateChanges({ _log: {} }, { _log: { '1': { said: 'x' } } })).toEqual({});
	});

	it('does not look at the order of keys', () => {
		expect(isSameJson({ a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2 }], a: 1 })).toBe(true);
		expect(isSameJson([1, 2], [2, 1])).toBe(false);
		expect(isSameJson(undefined, null)).toBe(false);
	});
});
