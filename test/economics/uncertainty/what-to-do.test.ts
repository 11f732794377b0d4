import { describe, expect, test } from 'vitest';
import type { ParameterRole } from '#bench/economics/uncertainty/case-parameters.ts';
import {
	actionFor,
	adviceFor,
	aimFor,
	roundedUsd,
	type AdvisedParameter
} from '#bench/economics/uncertainty/what-to-do.ts';
import { parameter } from '../support/realistic-case.ts';

type Written = Parameters<typeof parameter>[2];

const entry = (
	label: string,
	role: ParameterRole,
	written: Written = {},
	owner: string | null = null
): AdvisedParameter => ({
	parameter: parameter(label, '1', {
		spread: { kind: 'uniform', low: 0.5, high: 1.5 },
		...written
	}),
	role,
	optionIds: [],
	owner
});

const adviceOn = (of: AdvisedParameter): string => adviceFor(actionFor(of), [of]);

describe('what to do about a parameter', () => {
	test.each<[string, AdvisedParameter, string]>([
		[
			'a capacity that was measured is measured longer',
			entry('capacity', 'capacity', { basis: 'measured', source: 'run 7F', unit: 'requests/s' }),
			'Repeat `bench load URL --rate R` at rising rates, each for longer, to narrow capacity (now 0.5 to 1.5 requests/s); so far: run 7F.'
		],
		[
			'a capacity that was typed is measured at all',
			entry('capacity', 'capacity', { source: 'a blog', unit: 'requests/s' }),
			'Measure capacity (now 0.5 to 1.5 requests/s) with `bench load URL --rate R` at rising rates on the hardware in question; so far it is a range (a blog).'
		],
		[
			'a peak is read from the own traffic',
			entry('peak', 'peak', { unit: 'ratio', basis: 'default', source: 'assumption' }),
			'Measure the peak-to-average of your traffic, or give its week as "demand.profile", in place of peak (now 0.5 to 1.5).'
		],
		[
			'a list price is asked for',
			entry('rent', 'rent', { basis: 'hardware-book', unit: 'USD/hour' }),
			'Get a quote for rent (now $0.5 to $1.5/hour).'
		],
		[
			'a price path is agreed on, since it cannot be measured',
			entry('API price', 'drift', { unit: 'share/year' }),
			'Nobody can measure API price (now 50–150 % a year): ask for a price that is fixed, or capped, over the term.'
		],
		[
			'an assumption about people is replaced, and no quote is asked for a salary',
			entry('salary', 'people', { basis: 'default', source: 'assumption', unit: 'USD/FTE-year' }),
			'Put your own figure in place of salary (now $0.5 to $1.5/FTE-year); so far an assumption.'
		],
		[
			'how often an option is right is measured on more items, whoever says it now',
			entry(
				'corvid.acceptShare',
				'cost',
				{ unit: 'share', spread: { kind: 'uniform', low: 0.91, high: 0.93 } },
				'Corvid API'
			),
			'Measure on more items how often Corvid API is right (now 91–93 %).'
		],
		[
			'a range that the author gave is narrowed, and the option is named',
			entry(
				'salary',
				'people',
				{
					unit: 'USD/FTE-year',
					source: 'cost spec',
					spread: { kind: 'uniform', low: 137_812.4, high: 250_000 }
				},
				'our GPUs'
			),
			'Narrow the range of salary (now $138,000 to $250,000/FTE-year) of our GPUs; so far: cost spec.'
		]
	])('%s', (_, of, expected) => {
		expect(adviceOn(of)).toBe(expected);
	});

	test('says money to three digits', () => {
		expect([137_812.4, -1.2549, 0.001234, 0].map(roundedUsd)).toEqual([
			'$138,000',
			'−$1.25',
			'$0.00123',
			'$0'
		]);
	});
});

describe('what has to be found out', () => {
	test.each<[AdvisedParameter, string]>([
		[
			entry('capacity', 'capacity', { basis: 'measured', source: 'run 7F', unit: 'requests/s' }),
			'Measure capacity (now 0.5 to 1.5 requests/s) on the hardware in question.'
		],
		[
			entry('peak', 'peak', { unit: 'ratio', basis: 'default', source: 'assumption' }),
			'Measure how busy the busiest hour of your traffic is, in place of peak (now 0.5 to 1.5).'
		],
		[
			entry('cache hits', 'hybrid-share', { unit: 'share', source: 'a blog' }),
			'Measure cache hits (now 50–150 %) on your own items.'
		],
		[
			entry('rent', 'rent', { basis: 'hardware-book', unit: 'USD/hour' }),
			'Get a quote for rent (now $0.5 to $1.5/hour).'
		]
	])('is said without commands', (of, expected) => {
		expect(aimFor(actionFor(of), [of])).toBe(expected);
	});
});
