import { describe, expect, test } from 'vitest';
import type { Parameter } from '#bench/economics/option/parameter.ts';
import type { CaseParameter, ParameterRole } from '#bench/economics/uncertainty/case-parameters.ts';
import { bandOf, meanOf } from '#bench/economics/uncertainty/quantiles.ts';
import { drawSamples } from '#bench/economics/uncertainty/sampling.ts';
import { parameter } from '../support/realistic-case.ts';

const entry = (
	id: string,
	value: string,
	spread: Parameter['spread'],
	role: ParameterRole = 'cost',
	unit = 'USD'
): CaseParameter => ({ parameter: parameter(id, value, { spread, unit }), role, optionIds: [] });

const draw = (of: CaseParameter, seed = 1, draws = 10_000): Float64Array =>
	drawSamples([of], draws, seed).columns.get(of.parameter.id)!;

const deviationOf = (values: Float64Array): number => {
	const mean = meanOf(values);
	return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
};

describe('draws', () => {
	test('of a uniform range have its mean and deviation and stay inside', () => {
		const values = draw(entry('a', '2', { kind: 'uniform', low: 2, high: 6 }));
		expect(meanOf(values)).toBeCloseTo(4, 3);
		expect(deviationOf(values)).toBeCloseTo(4 / Math.sqrt(12), 3);
		expect(Math.min(...values)).toBeGreaterThanOrEqual(2);
		expect(Math.max(...values)).toBeLessThanOrEqual(6);
	});

	test('of a triangular range have its mean and deviation', () => {
		const values = draw(entry('a', '3', { kind: 'triangular', low: 2, high: 7 }));
		expect(meanOf(values)).toBeCloseTo(4, 3);
		const variance = (4 + 9 + 49 - 6 - 14 - 21) / 18;
		expect(deviationOf(values)).toBeCloseTo(Math.sqrt(variance), 3);
	});

	test('of a triangular range whose value is an end are still drawn', () => {
		const values = draw(entry('a', '2', { kind: 'triangular', low: 2, high: 5 }));
		expect(meanOf(values)).toBeCloseTo(3, 3);
	});

	test('of a normal one put 5 % beyond either end, and the value in the middle', () => {
		const values = draw(entry('a', '10', { kind: 'normal', low: 8, high: 12 }));
		const { p05, p50, p95 } = bandOf(values);
		expect(p05).toBeCloseTo(8, 2);
		expect(p50).toBeCloseTo(10, 2);
		expect(p95).toBeCloseTo(12, 2);
		expect(deviationOf(values)).toBeCloseTo(2 / 1.6448536, 2);
	});

	test('of a lopsided normal one keep both ends and the middle', () => {
		const { p05, p50, p95 } = bandOf(draw(entry('a', '9', { kind: 'normal', low: 8, high: 12 })));
		expect(p05).toBeCloseTo(8, 2);
		expect(p50).toBeCloseTo(9, 2);
		expect(p95).toBeCloseTo(12, 2);
	});

	test('of a lognormal one have the geometric middle as their median', () => {
		const { p05, p50, p95 } = bandOf(draw(entry('a', '4', { kind: 'lognormal', low: 2, high: 8 })));
		expect(p05).toBeCloseTo(2, 2);
		expect(p50).toBeCloseTo(4, 2);
		expect(p95).toBeCloseTo(8, 2);
	});

	test('of what cannot be negative are cut at 0 rather than heaped there', () => {
		const values = draw(entry('a', '1', { kind: 'normal', low: 0, high: 2 }));
		expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
		expect(values.filter((value) => value < 1e-6).length).toBeLessThan(5);
	});

	test('of a share are cut at 1, and a rate of change may be negative', () => {
		const share = entry('a', '0.95', { kind: 'normal', low: 0.85, high: 1 }, 'cost', 'share');
		expect(Math.max(...draw(share))).toBeLessThanOrEqual(1);
		const rate = entry('b', '-0.3', { kind: 'normal', low: -0.8, high: 0.2 }, 'drift');
		expect(Math.min(...draw(rate))).toBeLessThan(-0.8);
		expect(Math.min(...draw(rate))).toBeGreaterThan(-1);
	});

	test('are the same for the same seed, and others for another', () => {
		const of = entry('a', '1', { kind: 'uniform', low: 0, high: 1 });
		expect(draw(of, 7)).toEqual(draw(of, 7));
		expect(draw(of, 7)).not.toEqual(draw(of, 8));
	});

	test('do not change when another parameter becomes uncertain', () => {
		const [a, b] = ['a', 'b'].map((id) => entry(id, '1', { kind: 'uniform', low: 0, high: 1 }));
		const alone = drawSamples([a!], 100, 1).columns.get('a');
		expect(drawSamples([b!, a!], 100, 1).columns.get('a')).toEqual(alone);
	});

	test('of different parameters do not go together', () => {
		const spread = { kind: 'uniform', low: -1, high: 1 } as const;
		const samples = drawSamples([entry('a', '0', spread), entry('b', '0', spread)], 10_000, 3);
		const [a, b] = [samples.columns.get('a')!, samples.columns.get('b')!];
		expect(Math.abs(meanOf(a.map((value, row) => value * b[row]!)) * 3)).toBeLessThan(0.03);
	});

	test('leave out what has no spread', () => {
		expect(drawSamples([entry('a', '1', { kind: 'fixed' })], 10, 1).columns.size).toBe(0);
	});
});
