/** Cash of the options month by month: the numbers of the chart are those of the cash flow. */
import { describe, expect, it } from 'vitest';
import { evaluateCase } from '#bench/economics/case/evaluate-case.ts';
import { overTimeOf } from '#bench/economics/case/over-time.ts';
import type { CostCase } from '#bench/economics/case/cost-case.ts';
import { cashColumn, cashDifferenceColumn, cashTable } from '#lib/charts/cash-table.ts';
import { columnTitle, columnValues } from '#lib/charts/chart-table.ts';
import { apiOption, ownOption, smallCase } from '../../../economics/support/small-case.ts';

const dataOf = (costCase: CostCase) => ({
	options: costCase.options,
	overTime: overTimeOf(costCase, evaluateCase(costCase)),
	discountRatePerYear: costCase.discountRatePerYear.value
});

// One server of $1,200 and $10 a month, against 1,000 requests of $0.11.
const pair = smallCase([ownOption(), apiOption('0.11')], { horizonMonths: 24 });

describe('the table of cash', () => {
	it('has a row for each month and one for the end, when servers are sold', () => {
		const table = cashTable(dataOf(pair));
		expect(columnValues(table, 'month')).toHaveLength(25);
		expect(columnValues(table, 'moment').at(-1)).toBe('servers sold');
		expect(columnValues(table, cashColumn('own')).slice(0, 3)).toStrictEqual([1_210, 1_220, 1_230]);
		expect(columnValues(table, cashColumn('api')).slice(0, 3)).toStrictEqual([110, 220, 330]);
	});

	it('has what making costs more than buying, which is 0 or less from payback on', () => {
		const table = cashTable(dataOf(pair));
		const difference = columnValues(table, cashDifferenceColumn).map(Number);
		expect(difference[0]).toBe(1_100);
		const firstMonth = 1 + difference.findIndex((usd) => usd <= 0);
		expect(firstMonth).toBe(12);
		expect(table.caption).toContain('Making has paid back in month 12');
		expect(table.caption).toContain(
			'At most, making has taken $1,100 more cash than buying, not discounted'
		);
	});

	it('says that nothing is held against each other where a side is missing, and draws the rest', () => {
		const table = cashTable(dataOf(smallCase([apiOption('0.11')])));
		expect(table.caption).toContain('Nothing is held against each other');
		expect(table.columns.map(({ key }) => key)).not.toContain(cashDifferenceColumn);
		expect(columnValues(table, cashColumn('api'))[0]).toBe(110);
	});

	it('names the unit of every amount', () => {
		const titles = cashTable(dataOf(pair)).columns.map(columnTitle);
		expect(titles).toContain('api ($ spent, discounted)');
		expect(titles).toContain('making − buying ($, discounted)');
	});

	it('marks an option without a model behind it', () => {
		const emulated = smallCase([ownOption(), { ...apiOption('0.11'), emulated: true }]);
		const labels = cashTable(dataOf(emulated)).columns.map(({ label }) => label);
		expect(labels).toContain('api EMULATED');
	});
});
