import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePath, readCompareQuery, type CompareQuery } from '#lib/compare/compare-query.ts';
import { shownMetrics } from '#lib/runs/run-view.ts';

const read = (search: string) => readCompareQuery(new URLSearchParams(search));

describe('the address of a comparison', () => {
	it('brings back whatever was chosen', () => {
		const ref = fc
			.tuple(fc.stringMatching(/^[a-z0-9-]{1,20}$/u), fc.stringMatching(/^[a-z0-9@.-]{1,20}$/u))
			.map(([run, cell]) => `${run}:${cell}`);
		const ordinal = fc.option(fc.integer({ min: 0, max: 999 }));
		fc.assert(
			fc.property(
				fc.record({
					a: fc.option(ref),
					b: fc.option(ref),
					stageA: ordinal,
					stageB: ordinal,
					metric: fc.constantFrom(...shownMetrics)
				}),
				(query: CompareQuery) => {
					const { search } = new URL(comparePath(query), 'http://localhost');
					expect(read(search)).toEqual({ query, unread: [] });
				}
			)
		);
	});

	it('is short where nothing is chosen', () => {
		expect(comparePath({})).toBe('/compare');
		expect(comparePath({ a: 'run:0', b: null, metric: 'ttftMs' })).toBe('/compare?a=run%3A0');
	});

	it.each(['a=nonsense', 'b=%3Agpu', 'stageA=-1', 'stageB=many', 'metric=speed'])(
		'is read without %s, which is told',
		(search) => {
			const { query, unread } = read(search);
			expect(query).toStrictEqual({
				a: null,
				b: null,
				stageA: null,
				stageB: null,
				metric: 'ttftMs'
			});
			expect(unread).toHaveLength(1);
			expect(unread[0]).toContain('left out');
		}
	);
});
