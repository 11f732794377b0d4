/** How far a reader may move a number: not below nothing, and no further than such a figure is ever. */
import { describe, expect, it } from 'vitest';
import { adjustableParameters } from '#bench/economics/case/adjustable-parameters.ts';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import { parameterLimits } from '#bench/economics/case/parameter-limits.ts';
import { sliderRange } from '#bench/economics/case/slider-range.ts';
import { line, parameter, times } from '../support/realistic-case.ts';
import { apiOption, ownOption, smallCase } from '../support/small-case.ts';

const caseWith = (value: string, unit: string): CostCase => {
	const energy = line('energy', 'node-month', times(parameter('number', value, { unit })));
	return smallCase([ownOption({ lines: [energy] }), apiOption('1')]);
};

const endsOf = (costCase: CostCase): [string, string] => {
	const entry = adjustableParameters(costCase).find((each) => each.parameter.id === 'number');
	if (!entry) throw new Error('the case lacks the number');
	const { lowest, highest } = parameterLimits(costCase, entry);
	return [lowest.toFixed(), highest.toFixed()];
};

describe('the limits of a number', () => {
	it.each([
		['0.146', 'USD/kWh', '0', '10'],
		['200000', 'USD/FTE-year', '0', '10000000'],
		['0.05', 'FTE/node', '0', '50'],
		// More than anybody pays, but written: there is room above it.
		['40', 'USD/kWh', '0', '400'],
		['0', 'USD/kWh', '0', '10'],
		// Nothing is known of such a unit.
		['15000', 'USD', '0', '15000000']
	])('of %s %s are %s and %s', (value, unit, lowest, highest) => {
		expect(endsOf(caseWith(value, unit))).toEqual([lowest, highest]);
	});

	it('begin at nothing where a range reaches down to it', () => {
		const share = parameter('number', '0.2', {
			unit: 'share',
			spread: { kind: 'uniform', low: 0.1, high: 0.3 }
		});
		const costCase = smallCase([
			ownOption({ lines: [line('idle', 'node-month', times(share))] }),
			apiOption('1')
		]);
		const entry = adjustableParameters(costCase).find((each) => each.parameter.id === 'number');
		expect(entry && sliderRange(entry, parameterLimits(costCase, entry))?.min).toBe('0');
	});
});
