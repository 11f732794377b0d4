/** The state that a link carries: it comes back as it was, and nonsense falls back and is told. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	defaultState,
	readPageState,
	readSetValues,
	setValuesOf,
	useCaseHref,
	writePageState,
	type PageState
} from '../../../web/lib/use-case/page-state.ts';

const read = (query: string) => readPageState(new URLSearchParams(query));

const ids = fc.string({ minLength: 1, maxLength: 40 });
const decimals = fc
	.tuple(fc.bigInt(-(10n ** 14n), 10n ** 14n), fc.integer({ min: 0, max: 12 }))
	.map(([digits, places]) => {
		const size = (digits < 0n ? -digits : digits).toString().padStart(places + 1, '0');
		const cut = size.length - places;
		const fraction = size.slice(cut).replace(/0+$/u, '');
		const text = fraction === '' ? size.slice(0, cut) : `${size.slice(0, cut)}.${fraction}`;
		return digits < 0n ? `-${text}` : text;
	});
const values = fc
	.array(fc.tuple(ids, decimals), { maxLength: 8 })
	.map((entries) => Object.fromEntries(entries));
const states: fc.Arbitrary<PageState> = fc.record({
	overrides: values,
	scale: fc.constantFrom('log' as const, 'linear' as const),
	thresholds: values,
	emulated: fc.constantFrom('include' as const, 'exclude' as const, null),
	run: fc.option(ids, { nil: null }),
	set: fc.option(
		fc.string({ minLength: 1, maxLength: 60 }).filter((text) => text.trim() === text),
		{ nil: null }
	),
	hidden: fc.uniqueArray(ids, { maxLength: 4 }),
	option: fc.option(ids, { nil: null })
});

describe('the state of the page of a use case', () => {
	it('comes back from its address as it was', () => {
		fc.assert(
			fc.property(states, (state) => {
				const { state: again, problems } = read(writePageState(state));
				expect(again).toEqual(state);
				expect(problems).toEqual([]);
				expect(writePageState(again)).toBe(writePageState(state));
			}),
			{ numRuns: 1_000 }
		);
	});

	it('leaves defaults out of the address', () => {
		expect(writePageState(defaultState)).toBe('');
		expect(useCaseHref('support triage')).toBe('/use-cases/support%20triage');
		expect(useCaseHref('a', { ...defaultState, scale: 'linear' }, '/report')).toBe(
			'/use-cases/a/report?scale=linear'
		);
	});

	it('never throws, whatever stands in the address', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.webQueryParameters()), (query) => {
				const { state } = read(query);
				expect(read(writePageState(state)).state).toEqual(state);
			}),
			{ numRuns: 1_000 }
		);
	});

	it.each([
		['o.demand.requestsPerMonth=lots', 'demand.requestsPerMonth is "lots"'],
		['o.demand.requestsPerMonth=NaN', 'demand.requestsPerMonth is "NaN"'],
		['o.demand.requestsPerMonth=1,000', 'demand.requestsPerMonth is "1,000"'],
		['o.=1', '"o." names nothing'],
		['scale=cubic', 'scale is "cubic"; expected log or linear'],
		['emulated=maybe', 'emulated is "maybe"; expected include or exclude'],
		['set=', '"set" names no set of assumptions'],
		['run=', '"run" names no run'],
		['colour=red', '"colour" is nothing that this page knows']
	])('falls back at ?%s and says so', (query, problem) => {
		const { state, problems } = read(query);
		expect(state).toEqual(defaultState);
		expect(problems).toEqual([expect.stringContaining(problem)]);
	});

	it('keeps what can be read beside what cannot', () => {
		const { state, problems } = read('o.a=1.50&o.b=x&scale=linear');
		expect(state).toEqual({ ...defaultState, overrides: { a: '1.5' }, scale: 'linear' });
		expect(problems).toHaveLength(1);
	});

	it('gives a saved set everything that changes numbers, and takes it back', () => {
		fc.assert(
			fc.property(values, values, (overrides, thresholds) => {
				const clean = Object.fromEntries(
					Object.entries(overrides).filter(([id]) => !id.startsWith('threshold.'))
				);
				const again = readSetValues(setValuesOf({ overrides: clean, thresholds }));
				expect(again).toEqual({ overrides: clean, thresholds, problems: [] });
			})
		);
	});
});
