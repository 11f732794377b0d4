import { describe, expect, it } from 'vitest';
import type { CostLine, Factor } from '#bench/economics/option/cost-line.ts';
import { fixedParameter, type Parameter } from '#bench/economics/option/parameter.ts';
import { renderLine, renderParameters } from '#bench/report/cost-explain.ts';

const number = (value: string, unit: string, changes: Partial<Parameter> = {}): Parameter => ({
	...fixedParameter(value, {
		id: 'x.number',
		label: 'a number',
		unit,
		basis: 'user',
		source: 'a test'
	}),
	...changes
});

const line = (factors: Factor[], per: CostLine['per'] = 'month'): CostLine => ({
	id: 'line',
	label: 'a line',
	per,
	factors,
	drift: null,
	group: 'service'
});

describe('a printed line of arithmetic', () => {
	it('has every factor with its unit, and the figure of one month, node or request', () => {
		expect(
			renderLine(
				line([
					{ kind: 'parameter', parameter: number('0.25', 'FTE') },
					{ kind: 'parameter', parameter: number('200000', 'USD/FTE-year') },
					{ kind: 'inverse', parameter: number('12', 'months/year') }
				])
			)
		).toBe('0.25 FTE × $200,000/FTE-year ÷ 12 months/year = $4,166.666667 a month');
		expect(
			renderLine(
				line(
					[
						{ kind: 'parameter', parameter: number('620', 'tokens/request') },
						{ kind: 'inverse', parameter: number('1000000', 'units') },
						{ kind: 'parameter', parameter: number('1.25', 'USD/Mtok') }
					],
					'request'
				)
			)
		).toBe('620 tokens/request ÷ 1,000,000 × $1.25/Mtok = $0.000775 for each request');
	});

	it('writes out what is left of one, and the difference of two numbers', () => {
		expect(
			renderLine(
				line(
					[
						{ kind: 'complement', parameter: number('0.9', 'share') },
						{
							kind: 'difference',
							minuend: number('0.65', 'ratio'),
							subtrahend: number('0.2', 'ratio')
						},
						{ kind: 'constant', label: 'price', unit: 'USD/item', value: '2' }
					],
					'node-month'
				)
			)
		).toBe('(1 − 0.9) × (0.65 − 0.2) × $2/item = $0.09 a month for each node');
	});

	it('says what a capital recovery rate is made of', () => {
		expect(
			renderLine(
				line([
					{ kind: 'parameter', parameter: number('1000', 'USD/node') },
					{
						kind: 'annuity',
						ratePerYear: number('0', 'share/year'),
						lifeYears: number('4', 'years'),
						residualShare: number('0.2', 'share')
					}
				])
			)
		).toBe(
			'$1,000/node × 0.2/year (price and interest of 0 a year spread over 4 years, less 0.2 resale value) = $200 a month'
		);
	});
});

describe('the list of numbers', () => {
	it('gives the source of each, with its date, and marks our defaults', () => {
		expect(
			renderParameters(
				[
					number('2', 'USD/Mtok', { source: 'price list', asOf: '2026-11-20' }),
					number('0.08', 'share', { basis: 'default', source: 'usual cost of capital' }),
					number('3', 'tokens/request', { basis: 'measured', source: 'run 01' })
				],
				null
			).split('\n')
		).toEqual([
			'  a number: $2/Mtok',
			'    typed in: price list (2026-11-20)',
			'  a number: 0.08',
			'    our default: usual cost of capital',
			'  a number: 3 tokens/request',
			'    measured: run 01'
		]);
	});

	it('tells a range from an interval, and leaves out what is true by definition', () => {
		const text = renderParameters(
			[
				number('2', 'items', { spread: { kind: 'triangular', low: 1, high: 4 } }),
				number('2', 'items', { spread: { kind: 'normal', low: 1.5, high: 2.5 } }),
				number('12', 'months/year', { basis: 'definition' })
			],
			null
		);
		expect(text).toContain('2 items, 1 to 4');
		expect(text).toContain('2 items, 90 % of it between 1.5 and 2.5');
		expect(text).not.toContain('months/year');
	});

	it('is wrapped, never cut', () => {
		const source = 'a source with a long name that does not fit into one line of a narrow terminal';
		const text = renderParameters([number('2', 'items', { source })], 40);
		expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(40);
		expect(text.replaceAll(/\s+/gu, ' ')).toContain(source);
	});
});
