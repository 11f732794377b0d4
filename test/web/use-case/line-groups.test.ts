/** The lines of an option add up, group by group, to the figure of the month. */
import { describe, expect, it } from 'vitest';
import { breakdownAt } from '#bench/economics/case/breakdown.ts';
import { toDecimal } from '#core/decimal.ts';
import { lineGroups } from '#lib/use-case/line-groups.ts';
import { apiOption, ownOption } from '../../economics/support/small-case.ts';
import { line, parameter, times } from '../../economics/support/realistic-case.ts';

describe('the lines of a month', () => {
	it('add up by group, and the groups to the month', () => {
		const rework = {
			...line('checking', 'request', times(parameter('check', '0.013'))),
			group: 'rework' as const
		};
		const breakdown = breakdownAt(ownOption({ lines: [rework] }), 1_501);
		const groups = lineGroups(breakdown);
		expect(groups.map(({ title }) => title)).toEqual(['Bill', 'Rework']);
		const sumOf = (amounts: readonly string[]): string =>
			amounts.reduce((sum, amount) => sum.plus(amount), toDecimal('0')).toFixed();
		for (const { lines, usdPerMonth } of groups) {
			expect(sumOf(lines.map((each) => each.usdPerMonth))).toBe(usdPerMonth);
		}
		expect(sumOf(groups.map(({ usdPerMonth }) => usdPerMonth))).toBe(breakdown.totalUsdPerMonth);
	});

	it('are one group where no rework is counted', () => {
		expect(lineGroups(breakdownAt(apiOption('0.01'), 10)).map(({ title }) => title)).toEqual([
			'Bill'
		]);
	});
});
