/** Products of factors, and the yearly cost of capital that is exact in present value. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import {
	annuityPerYear,
	compound,
	factorValue,
	lineUsd,
	parametersOfFactor,
	type Factor
} from '#bench/economics/option/cost-line.ts';
import { aMonthOfTheYear, kwhPerWattSecond, oneOf } from '#bench/economics/option/factors.ts';
import { constant, line, parameter, times } from '../support/realistic-case.ts';

const share = fc.integer({ min: 0, max: 100 }).map((percent) => String(percent / 100));

describe('the yearly cost of a dollar of capital', () => {
	it('is that of the capital recovery formula', () => {
		// (1 − 0.2 / 1.1⁴) · 0.1 · 1.1⁴ / (1.1⁴ − 1) = 0.12641 / 0.4641
		expect(annuityPerYear('0.1', '4', '0.2').round(12).toFixed()).toBe('0.272376642965');
		// Published capital recovery factor of 8 % over 4 years: 0.30192.
		expect(annuityPerYear('0.08', '4', '0').round(5).toFixed()).toBe('0.30192');
	});

	it('compounds a part of a year as years, at rates far above 100 % too: twice half a year is a year', () => {
		const half = compound(toDecimal('0.21'), toDecimal('0.5'));
		expect(half.round(35).toFixed()).toBe('1.1');
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 10_000 }).map((permille) => toDecimal(permille).div(1_000)),
				fc.integer({ min: 0, max: 6_000 }).map((permille) => toDecimal(permille).div(1_000)),
				fc.integer({ min: 0, max: 6_000 }).map((permille) => toDecimal(permille).div(1_000)),
				(rate, a, b) => {
					const apart = compound(rate, a).times(compound(rate, b));
					const together = compound(rate, a.plus(b));
					expect(apart.div(together).minus(1).abs().toNumber()).toBeLessThan(1e-30);
				}
			),
			{ numRuns: 50 }
		);
	});

	it('is a straight line without a cost of capital, and the interest where nothing is lost', () => {
		expect(annuityPerYear('0', '4', '0.2').toFixed()).toBe('0.2');
		expect(annuityPerYear('0.08', '5', '1').round(30).toFixed()).toBe('0.08');
	});

	it('is worth one dollar today together with what is left of it at the end', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 400 }).map((permille) => String(permille / 1000)),
				fc.integer({ min: 1, max: 15 }),
				share,
				(rate, years, residual) => {
					const yearly = annuityPerYear(rate, String(years), residual);
					const growth = toDecimal(rate).plus(1);
					let present = toDecimal(residual).div(growth.pow(years));
					for (let year = 1; year <= years; year++) {
						present = present.plus(yearly.div(growth.pow(year)));
					}
					expect(present.minus(1).abs().lt('1e-35')).toBe(true);
				}
			)
		);
	});

	it('falls as years and residual value rise, between whole years as well', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 300 }).map((permille) => String(permille / 1000)),
				fc.integer({ min: 10, max: 150 }),
				fc.integer({ min: 1, max: 50 }),
				fc.integer({ min: 0, max: 99 }),
				(rate, tenths, more, percent) => {
					const at = (years: number, residual: number) =>
						annuityPerYear(rate, String(years / 10), String(residual / 100));
					expect(at(tenths + more, percent).lte(at(tenths, percent))).toBe(true);
					expect(at(tenths, percent + 1).lt(at(tenths, percent))).toBe(true);
				}
			)
		);
	});
});

describe('a factor', () => {
	const [two, five] = [parameter('two', '2'), parameter('five', '5')];
	const factors: [Factor, string, string[]][] = [
		[constant('730'), '730', []],
		[{ kind: 'parameter', parameter: two }, '2', ['two']],
		[{ kind: 'inverse', parameter: five }, '0.2', ['five']],
		[{ kind: 'complement', parameter: parameter('share', '0.15') }, '0.85', ['share']],
		[{ kind: 'difference', minuend: five, subtrahend: two }, '3', ['five', 'two']],
		[{ kind: 'share-after', whole: five, start: two }, '0.6', ['five', 'two']],
		[{ kind: 'share-after', whole: two, start: five }, '0', ['two', 'five']],
		[
			{
				kind: 'annuity',
				ratePerYear: parameter('rate', '0'),
				lifeYears: five,
				residualShare: parameter('rest', '0.5')
			},
			'0.1',
			['rate', 'five', 'rest']
		]
	];

	it.each(factors)(
		'of each kind has its value and names its parameters: %#',
		(factor, value, ids) => {
			expect(factorValue(factor).toFixed()).toBe(value);
			expect(parametersOfFactor(factor).map(({ id }) => id)).toStrictEqual(ids);
		}
	);

	it('by definition has one meaning under one name', () => {
		const definitions = [aMonthOfTheYear, kwhPerWattSecond, oneOf(12), oneOf(1_000_000)];
		const ids = definitions.flatMap(parametersOfFactor).map(({ id }) => id);
		expect(new Set(ids).size).toBe(definitions.length);
		expect(
			definitions.flatMap(parametersOfFactor).every(({ basis }) => basis === 'definition')
		).toBe(true);
		expect(factorValue(kwhPerWattSecond).times(3_600_000).round(30).toFixed()).toBe('1');
	});
});

describe('a cost line', () => {
	it('is the product of its factors, and one dollar without any', () => {
		const product = line('x', 'month', [
			...times(parameter('a', '0.1'), parameter('b', '0.2')),
			constant('3')
		]);
		expect(lineUsd(product).toFixed()).toBe('0.06');
		expect(lineUsd(line('y', 'month', [])).toFixed()).toBe('1');
	});
});
