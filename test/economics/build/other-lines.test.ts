/** Costs that an author names himself, in each way in which they can come. */
import { describe, expect, it } from 'vitest';
import type { OtherCostSpec } from '#core/cost-spec/common.ts';
import { otherLines, recurringWork } from '#bench/economics/build/other-lines.ts';
import { lineUsd, parametersOfFactor } from '#bench/economics/option/cost-line.ts';

const quantity = (value: string) => ({ value, spread: null, source: null, asOf: null });
const other = (per: OtherCostSpec['per'], usd: string, overMonths?: number): OtherCostSpec => ({
	label: `cost per ${per}`,
	usd: quantity(usd),
	per,
	overMonths
});

describe('other costs', () => {
	const lines = otherLines(
		[
			other('month', '100'),
			other('year', '1200'),
			other('node-month', '50'),
			other('request', '0.001'),
			other('once', '7200'),
			other('once', '7200', 12)
		],
		'api',
		36
	);

	it('are brought to a month, a node and month, or a request', () => {
		expect(
			lines.map((line) => [line.id, line.per, lineUsd(line).round(9).toFixed()])
		).toStrictEqual([
			['other-1', 'month', '100'],
			['other-2', 'month', '100'],
			['other-3', 'node-month', '50'],
			['other-4', 'request', '0.001'],
			['other-5', 'month', '200'],
			['other-6', 'month', '600']
		]);
	});

	it('keep their names and their own parameters', () => {
		expect(lines.map(({ label }) => label)).toContain('cost per year');
		const ids = lines
			.flatMap(({ factors }) => factors.flatMap(parametersOfFactor))
			.map(({ id }) => id);
		expect(ids).toStrictEqual([
			'api.other-1',
			'api.other-2',
			'definition.months/year.12',
			'api.other-3',
			'api.other-4',
			'api.other-5',
			'api.other-5.months',
			'api.other-6',
			'api.other-6.months'
		]);
	});
});

describe('recurring work', () => {
	it('costs its price over the months until it is done again, in decimal text', () => {
		const line = recurringWork(
			{ usd: quantity('9'), everyMonths: 1e-7 },
			{ scope: 'own', id: 'tuning', label: 'tuning' }
		);
		expect(line.factors.flatMap(parametersOfFactor).map(({ value }) => value)).toStrictEqual([
			'9',
			'0.0000001'
		]);
		expect(lineUsd(line).toFixed()).toBe('90000000');
	});
});
