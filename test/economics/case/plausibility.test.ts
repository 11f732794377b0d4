import { describe, expect, test } from 'vitest';
import { implausible } from '#bench/economics/case/plausibility.ts';
import { plausibleRanges } from '#bench/economics/case/plausible-ranges.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import type { Parameter } from '#bench/economics/option/parameter.ts';
import { emptyOption, line, parameter, times } from '../support/realistic-case.ts';
import { smallCase } from '../support/small-case.ts';

const today = '2026-11-25';

const optionWith = (...parameters: Parameter[]): CostOption => ({
	...emptyOption('own', 'make-owned'),
	lines: [line('all', 'month', times(...parameters))]
});

const typed = (
	id: string,
	label: string,
	value: string,
	unit: string,
	rest: Partial<Parameter> = {}
): Parameter => ({ ...parameter(id, value, { unit, basis: 'user' }), label, ...rest });

const notesOn = (...parameters: Parameter[]): string[] =>
	implausible(smallCase([optionWith(...parameters)]), today);

describe('a figure that is probably in another unit', () => {
	test.each<[string, Parameter, string]>([
		[
			'watts that were kilowatts',
			typed('own.node.nameplateW', 'nameplate power', '10', 'W/node'),
			'own: nameplate power 10 W/node is far below what servers draw (300 W to 150 kW); meant kW?'
		],
		[
			'kilowatts that were watts',
			typed('own.site.kwPerNode', 'power of a node', '10000', 'kW/node'),
			'own: power of a node 10,000 kW/node is far above what servers draw (0.3 to 150 kW); meant W?'
		],
		[
			'a price per token',
			typed('own.input.price', 'input, price', '0.000002', 'USD/Mtok'),
			'own: input, price $0.000002/Mtok is far below what a million tokens cost ($0.001 to $1,000); meant USD per token or per thousand?'
		],
		[
			'cents',
			typed('own.usdPerKwh', 'electricity', '14', 'USD/kWh'),
			'own: electricity $14/kWh is far above what electricity costs ($0.01 to $1); meant cents?'
		],
		[
			'requests an hour',
			typed('own.kappaPerS', 'requests that one node serves', '12000', 'requests/s per node'),
			'own: requests that one node serves 12,000 requests/s per node is above what one node serves (0.001 to 2,000); meant requests an hour or a month?'
		],
		[
			'months of life',
			typed('own.lifeYears', 'years in service', '48', 'years'),
			'own: years in service 48 years is above what servers last (0.5 to 15 years); meant months?'
		]
	])('is told: %s', (_, given, sentence) => {
		expect(notesOn(given)).toEqual([sentence]);
	});

	test('is told where its day lies in the future, and not today', () => {
		const price = (asOf: string) =>
			typed('own.input.price', 'input, price', '2', 'USD/Mtok', { asOf });
		expect(notesOn(price('2030-01-01'))).toEqual([
			'own: input, price is dated 2030-01-01, which is after today (2026-11-25)'
		]);
		expect(notesOn(price(today))).toEqual([]);
	});

	test('is told once, however often it occurs, and of an option that is left out too', () => {
		const power = typed('own.node.nameplateW', 'nameplate power', '10', 'W/node');
		const option = optionWith(power, power);
		expect(implausible(smallCase([option]), today)).toHaveLength(1);
		const out = smallCase([], { excluded: [{ option, reasons: ['far away'] }] });
		expect(implausible(out, today)).toHaveLength(1);
	});
});

describe('no note', () => {
	test('is made of either end of a range, of nothing at all, or of what was measured or assumed', () => {
		for (const { unit, idEnd, low, high } of plausibleRanges) {
			if (idEnd !== undefined) continue;
			for (const value of [low, high, '0']) {
				expect(notesOn(typed('own.x', 'x', value, unit)), `${value} ${unit}`).toEqual([]);
			}
		}
		for (const basis of ['measured', 'default'] as const) {
			expect(
				notesOn(typed('own.kappaPerS', 'x', '12000', 'requests/s per node', { basis }))
			).toEqual([]);
		}
	});

	test('is made of demand, however large, but of a growth written in percent', () => {
		const costCase = smallCase([], { requests: '1e15' });
		costCase.demand.growthPerMonth = typed('demand.growthPerMonth', 'growth', '10', 'share/month');
		expect(implausible(costCase, today)).toEqual([
			'growth 10 is far above what demand grows a month (−0.9 to 1); meant percent?'
		]);
	});
});
