import { describe, expect, test } from 'vitest';
import type { CaseParameter, ParameterRole } from '#bench/economics/uncertainty/case-parameters.ts';
import { actionFor, adviceFor } from '#bench/economics/uncertainty/what-to-do.ts';
import { parameter } from '../support/realistic-case.ts';

type Written = Parameters<typeof parameter>[2];

const entry = (label: string, role: ParameterRole, written: Written = {}): CaseParameter => ({
	parameter: parameter(label, '1', {
		...written,
		spread: { kind: 'uniform', low: 0.5, high: 1.5 }
	}),
	role,
	optionIds: []
});

const adviceOn = (of: CaseParameter): string => adviceFor(actionFor(of), [of]);

describe('what to do about a parameter', () => {
	test.each<[string, CaseParameter, string]>([
		[
			'a capacity that was measured is measured longer',
			entry('capacity', 'capacity', { basis: 'measured', source: 'run 7F', unit: 'requests/s' }),
			'Run `bench load --find-capacity` longer, with more repeats, to narrow capacity (now 0.5 to 1.5 requests/s); so far: run 7F.'
		],
		[
			'a capacity that was typed is measured at all',
			entry('capacity', 'capacity', { source: 'a blog', unit: 'requests/s' }),
			'Measure capacity (now 0.5 to 1.5 requests/s) with `bench load --find-capacity` on the hardware in question; so far it is a range (a blog).'
		],
		[
			'a peak is read from the own traffic',
			entry('peak', 'peak', { unit: 'ratio', basis: 'default', source: 'assumption' }),
			'Measure the peak-to-average of your traffic: import a request log with `bench import trace`, or give the week as a profile, in place of peak (now 0.5 to 1.5 ratio).'
		],
		[
			'a list price is asked for',
			entry('rent', 'rent', { basis: 'hardware-book', unit: 'USD/hour' }),
			'Get a quote for rent (now 0.5 to 1.5 USD/hour).'
		],
		[
			'a price path is agreed on, since it cannot be measured',
			entry('API price', 'drift', { unit: 'share/year' }),
			'Nobody can measure API price (now 0.5 to 1.5 share/year): ask for a price that is fixed, or capped, over the term.'
		],
		[
			'an assumption about people is replaced, and no quote is asked for a salary',
			entry('salary', 'people', { basis: 'default', source: 'assumption', unit: 'USD/FTE-year' }),
			'Put your own figure in place of salary (now 0.5 to 1.5 USD/FTE-year); so far an assumption.'
		]
	])('%s', (_, of, expected) => {
		expect(adviceOn(of)).toBe(expected);
	});
});
