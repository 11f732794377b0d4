/** A written quantity as a parameter: its own source goes before that of the file it stands in. */
import { describe, expect, it } from 'vitest';
import { fixedParameter, parameterOf } from '#bench/economics/option/parameter.ts';

const identity = {
	id: 'own.pue',
	label: 'PUE',
	unit: 'ratio',
	basis: 'user',
	source: 'typed in the cost spec'
} as const;

describe('a parameter', () => {
	it('has the source and day of its quantity, else those of its place', () => {
		const quantity = { value: '1.5', spread: null, source: null, asOf: null };
		expect(parameterOf(quantity, { ...identity, asOf: '2026-11-01' })).toStrictEqual({
			...identity,
			value: '1.5',
			spread: { kind: 'fixed' },
			asOf: '2026-11-01'
		});
		expect(
			parameterOf({ ...quantity, source: 'meter', asOf: '2026-10-01' }, identity)
		).toMatchObject({
			source: 'meter',
			asOf: '2026-10-01'
		});
	});

	it('has its ends as binary floats, for sampling only, and its value as written', () => {
		const spread = { kind: 'triangular', low: '1.1', high: '1.6' } as const;
		const quantity = { value: '1.50000000000000000001', spread, source: null, asOf: null };
		expect(parameterOf(quantity, identity)).toMatchObject({
			value: '1.50000000000000000001',
			spread: { kind: 'triangular', low: 1.1, high: 1.6 },
			asOf: null
		});
	});

	it('without a spread is fixed', () => {
		expect(fixedParameter('2', identity)).toStrictEqual({
			...identity,
			value: '2',
			spread: { kind: 'fixed' },
			asOf: null
		});
	});
});
