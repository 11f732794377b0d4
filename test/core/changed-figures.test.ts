import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedFigures } from '#core/changed-figures.ts';

describe('changed figures', () => {
	it('are named by their steps, with null for what was not there', () => {
		expect(
			changedFigures(
				{ ttftMs: { p50: 1, n: 3 }, reasons: ['a'], gone: 1 },
				{ ttftMs: { p50: 2, n: 3 }, reasons: ['a', 'b'], cost: '0' }
			)
		).toEqual([
			{ figure: 'ttftMs.p50', before: 1, after: 2 },
			{ figure: 'reasons[1]', before: null, after: 'b' },
			{ figure: 'cost', before: null, after: '0' },
			{ figure: 'gone', before: 1, after: null }
		]);
	});

	it('tell a list that became empty', () => {
		expect(changedFigures({ a: [1] }, { a: [] })).toEqual([
			{ figure: 'a', before: null, after: '[]' },
			{ figure: 'a[0]', before: 1, after: null }
		]);
	});

	it('are none of a value and its copy, and some of what differs in one place', () => {
		fc.assert(
			fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), (value, name) => {
				const copy = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
				expect(changedFigures(copy, JSON.parse(JSON.stringify(copy)))).toEqual([]);
				const changed: Record<string, unknown> = { ...copy };
				Object.defineProperty(changed, name, {
					value: { other: 'than before' },
					enumerable: true
				});
				const isSame = JSON.stringify(copy[name]) === '{"other":"than before"}';
				expect(changedFigures(copy, changed).length > 0).toBe(!isSame);
			})
		);
	});
});
