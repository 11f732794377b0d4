/** Work that is paid when it is done, such as the tuning of a model: by hand, and never more or less in all than it costs. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal, toDecimal } from '#core/decimal.ts';
import { cashFlowOf } from '#bench/economics/cash-flow/cash-flow.ts';
import { recurringUsd } from '#bench/economics/cash-flow/recurring-work.ts';
import { tuningLines } from '#bench/economics/build/other-lines.ts';
import { findCrossovers } from '#bench/economics/crossover/crossover.ts';
import { optionCurve } from '#bench/economics/option/option-curve.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import { apiOption, ownOption, smallCase } from '../support/small-case.ts';

const plain = (value: string) => ({ value, spread: null, source: null, asOf: null });
const tuning = (usd: string, everyMonths: string) =>
	tuningLines({ usd: plain(usd), everyMonths: plain(everyMonths) }, null, 'own');

const paid = (option: CostOption, months: number): string[] => {
	const usd = recurringUsd(option);
	return Array.from({ length: months }, (_, month) => usd?.(month).toFixed() ?? '0');
};

describe('the tuning of a model', () => {
	// One server of 1,200, 10 a month beside it; the volume never needs another.
	const own = ownOption({ lines: tuning('600', '6') });

	test('is paid at the start and again after its months; a level month has its even share', () => {
		const { months, levelUsdPerMonth } = cashFlowOf(smallCase([], { horizonMonths: 14 }), own);
		expect(months.map(({ usd }) => usd)).toEqual([
			...['1810', '10', '10', '10', '10', '10', '610'],
			...['10', '10', '10', '10', '10', '610', '10']
		]);
		// 25 for the server, 10 beside it, 600 / 6.
		expect(new Set(months.map(({ levelUsd }) => levelUsd))).toEqual(new Set(['135']));
		// 1,200 + 14 · 10 + 3 · 600, less 34/48 of the server, over 14 months.
		expect(levelUsdPerMonth).toBe(
			toDecimal(1_200 + 140 + 1_800)
				.minus(toDecimal(1_200).times(34).div(48))
				.div(14)
				.toFixed()
		);
	});

	test('moves the crossover by its even share', () => {
		const volumeOf = (option: CostOption): number | null =>
			findCrossovers(optionCurve(option), optionCurve(apiOption('0.5')), {
				maxRequestsPerMonth: 1_000
			}).firstCrossover;
		// 35 a month / 0.5, and 135 / 0.5.
		expect(volumeOf(ownOption())).toBe(70);
		expect(volumeOf(own)).toBe(270);
	});

	test('of a side of a hybrid is paid as well', () => {
		const hybrid: CostOption = {
			...own,
			id: 'both',
			kind: 'hybrid',
			lines: [],
			fleet: null,
			purchase: null,
			blend: {
				mode: 'cascade',
				local: own,
				api: apiOption('0.5'),
				apiShare: own.fleet!.headroom
			}
		};
		expect(paid(hybrid, 7)).toEqual(['600', '0', '0', '0', '0', '0', '600']);
	});

	test('costs in all what each costs times how often it is done, whatever the interval', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 4_000 }),
				fc.integer({ min: 1, max: 60 }),
				(hundredths, horizon) => {
					const everyMonths = toDecimal(hundredths).div(100);
					const option = ownOption({ lines: tuning('7', everyMonths.toFixed()) });
					const sum = paid(option, horizon).reduce((all, usd) => all.plus(usd), new Decimal(0));
					const times = Math.ceil((horizon * 100) / hundredths);
					expect(sum.toFixed()).toBe(String(7 * times));
				}
			),
			{ numRuns: 100 }
		);
	});

	test('that nobody names is nothing', () => {
		expect(tuningLines(undefined, null, 'own')).toEqual([]);
		expect(recurringUsd(ownOption())).toBeNull();
	});
});
