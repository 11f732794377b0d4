/** What moves the decision: the swings of the economics, the strongest first, with what turns the decision. */
import { describe, expect, it } from 'vitest';
import { evaluateCase } from '#bench/economics/case/evaluate-case.ts';
import { uncertainCase } from '#bench/economics/uncertainty/draw-case.ts';
import { sensitivityOf } from '#bench/economics/uncertainty/sensitivity.ts';
import { columnValues } from '#lib/charts/chart-table.ts';
import { tornadoTable } from '#lib/charts/tornado-table.ts';
import { apiOption, ownOption, smallCase } from '../../../economics/support/small-case.ts';

const dataOf = (usdPerRequest: string) => {
	const costCase = smallCase([ownOption(), apiOption(usdPerRequest)], { horizonMonths: 12 });
	const uncertain = uncertainCase(costCase, evaluateCase(costCase));
	if (!uncertain) throw new Error('nothing is compared');
	return {
		sensitivity: sensitivityOf(uncertain),
		options: costCase.options,
		makeId: 'own',
		buyId: 'api',
		horizonMonths: 12
	};
};

describe('the table of what the decision depends on', () => {
	it('begins with the strongest number and holds both of its ends', () => {
		const data = dataOf('0.036');
		const table = tornadoTable(data);
		const swings = columnValues(table, 'swingUsdPerMonth').map(Number);
		expect(swings).toStrictEqual([...swings].sort((a, b) => b - a));
		expect(columnValues(table, 'savingAtLowUsdPerMonth')[0]).toBe(
			data.sensitivity.swings[0]?.low.savingUsdPerMonth
		);
	});

	it('names how many numbers turn the decision by themselves', () => {
		const table = tornadoTable(dataOf('0.036'));
		const turning = columnValues(table, 'flips').filter((cell) => cell !== null);
		expect(turning.length).toBeGreaterThan(0);
		expect(table.caption).toMatch(
			new RegExp(
				`Of the ${table.rows.length} numbers that move the difference between the two, ${turning.length} turns? the decision by `,
				'u'
			)
		);
	});

	it('says that none does where the distance is too large', () => {
		const table = tornadoTable(dataOf('3'));
		expect(table.caption).toContain('No number by itself turns the decision.');
		expect(columnValues(table, 'flips').every((cell) => cell === null)).toBe(true);
	});
});
