/** People, licences, recurring work and traffic of own nodes, whether bought or rented. */
import { describe, expect, it } from 'vitest';
import { breakdownAt } from '#bench/economics/case/breakdown.ts';
import { lineUsd } from '#bench/economics/option/cost-line.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import { rentedOption } from '../support/typed-options.ts';

const usdOf = ({ lines }: CostOption): Record<string, string> =>
	Object.fromEntries(lines.map((line) => [line.id, lineUsd(line).round(9).toFixed()]));

/** Requests a month of one node: 2 a second · 0.85 · 730 · 3,600 / 3. */
const nodeMonth = 1_489_200;

describe('people', () => {
	const staff = { baseFte: 0.5, ftePerNode: 0.1, salaryUsdPerYear: 120_000 };

	it('are a base and a part for each node', () => {
		expect(usdOf(rentedOption({ staff }))).toMatchObject({
			'staff-base': '5000',
			'staff-node': '1000'
		});
	});

	it('come in whole persons for every so many nodes begun, spares counted', () => {
		const option = rentedOption({
			staff: { baseFte: 0, nodesPerFte: 4, salaryUsdPerYear: 120_000 }
		});
		expect(Object.keys(usdOf(option))).not.toContain('staff-node');
		expect(option.fleet?.staffStep).toMatchObject({
			nodesPerStep: 4,
			usdPerMonth: { value: '10000' }
		});
		const people = (requests: number): string | undefined =>
			breakdownAt(option, requests).lines.find(({ id }) => id === 'stairs')?.usdPerMonth;
		// Nodes and the spare: 2, 4, 5, 8, 9.
		expect(
			[0, 3 * nodeMonth, 3 * nodeMonth + 1, 7 * nodeMonth, 7 * nodeMonth + 1].map(people)
		).toEqual(['10000', '10000', '20000', '20000', '30000']);
	});

	it('as steps keep the range of the salary', () => {
		const salaryUsdPerYear = { low: 96_000, value: 120_000, high: 144_000 };
		const { fleet } = rentedOption({ staff: { nodesPerFte: 4, salaryUsdPerYear } });
		expect(fleet?.staffStep?.usdPerMonth.spread).toStrictEqual({
			kind: 'triangular',
			low: 8_000,
			high: 12_000
		});
	});

	it('move with salaries over the years', () => {
		const { lines } = rentedOption({ staff });
		const drifts = lines.filter(({ id }) => id.startsWith('staff')).map(({ drift }) => drift);
		expect(drifts).toStrictEqual(['salary', 'salary']);
	});
});

describe('what comes back', () => {
	it('is spread over its interval; licences are for each GPU; traffic for each request', () => {
		const option = rentedOption({
			gpusPerNode: 8,
			softwareUsdPerGpuYear: 4_500,
			tuning: { usd: 6_000, everyMonths: 6 },
			recertification: { usd: 15_000, everyMonths: 12 },
			egressUsdPerRequest: '0.000002'
		});
		expect(usdOf(option)).toMatchObject({
			software: '3000',
			tuning: '1000',
			recertification: '1250',
			egress: '0.000002'
		});
		expect(option.lines.map(({ id, per }) => [id, per])).toStrictEqual([
			['rent', 'node-month'],
			['staff-base', 'month'],
			['staff-node', 'node-month'],
			['software', 'node-month'],
			['tuning', 'month'],
			['recertification', 'month'],
			['egress', 'request']
		]);
	});

	it('is absent where nobody has named it', () => {
		expect(rentedOption().lines.map(({ id }) => id)).toStrictEqual([
			'rent',
			'staff-base',
			'staff-node'
		]);
	});
});
