/** The address of a comparison: read, written, and nonsense told. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	readComparisonQuery,
	writeComparisonQuery,
	type ComparisonQuery
} from '#lib/quotes/comparison-query.ts';

const queries: fc.Arbitrary<ComparisonQuery> = fc.record({
	ids: fc.uniqueArray(fc.stringMatching(/^[a-z0-9-]{1,12}$/u), { maxLength: 5 }),
	months: fc.integer({ min: 1, max: 120 }),
	wacc: fc.integer({ min: 0, max: 99 }).map((percent) => String(percent / 100)),
	includeExpired: fc.boolean(),
	useCase: fc.option(fc.stringMatching(/^[a-z-]{1,12}$/u))
});

describe('the address of a comparison', () => {
	it('says the same when it is read as when it was written', () => {
		fc.assert(
			fc.property(queries, (query) => {
				const read = readComparisonQuery(new URLSearchParams(writeComparisonQuery(query)));
				expect(read).toEqual({ query, unread: [] });
			})
		);
	});

	it('falls back and says what it could not read', () => {
		const { query, unread } = readComparisonQuery(
			new URLSearchParams('ids=a,,a,b&months=900&wacc=8&expired=maybe')
		);
		expect(query).toEqual({
			ids: ['a', 'b'],
			months: 36,
			wacc: '0.08',
			includeExpired: false,
			useCase: null
		});
		expect(unread).toEqual(['months “900”', 'wacc “8”', 'expired “maybe”']);
	});
});
