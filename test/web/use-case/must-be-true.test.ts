/** What must be true, in sentences that say which way, how far, and what it is today. */
import { describe, expect, it } from 'vitest';
import type { BreakEven } from '#bench/economics/break-even/break-even.ts';
import {
	mustBeTrue,
	useInWords,
	type SolvedNumber
} from '../../../web/lib/use-case/must-be-true.ts';

const found = (changes: Partial<Extract<BreakEven, { state: 'found' }>>): BreakEven => ({
	state: 'found',
	value: '0.25',
	today: '0.2',
	cheaperWhen: 'below',
	method: 'solved',
	...changes
});
const power = (breakEven: BreakEven, changes: Partial<SolvedNumber> = {}): SolvedNumber => ({
	id: 'usdPerKwh',
	label: 'electricity',
	unit: 'USD/kWh',
	owner: null,
	breakEven,
	...changes
});
const none = (why: 'independent' | 'always-cheaper' | 'always-dearer'): BreakEven => ({
	state: 'none',
	why,
	reason: '',
	today: '1',
	lowest: '0',
	highest: '2'
});

describe('what must be true', () => {
	it('says what must stay so where making is cheaper', () => {
		const { conditions } = mustBeTrue([power(found({}))]);
		expect(conditions).toMatchObject([
			{
				holds: true,
				sentence: 'Electricity must stay below $0.25 a kWh; today it is $0.20 a kWh, 25 % away.'
			}
		]);
	});

	it('says what would have to change where it is dearer, and of which option', () => {
		const capacity = power(
			found({ value: '2.4', today: '2.3', cheaperWhen: 'above', method: 'jump' }),
			{
				label: 'requests that one node serves',
				unit: 'requests/s per node',
				owner: 'two servers'
			}
		);
		expect(mustBeTrue([capacity]).conditions[0]?.sentence).toBe(
			'Requests that one node serves (two servers) would have to rise above about 2.4 requests/s per node; today it is 2.3 requests/s per node, 4.3 % away.'
		);
	});

	it('says in points how far a share is away', () => {
		const share = power(found({ value: '0.923', today: '0.92' }), {
			label: 'share of answers that are right',
			unit: 'share'
		});
		expect(mustBeTrue([share]).conditions[0]?.sentence).toContain(
			'today it is 92 %, 0.3 points away.'
		);
	});

	it('begins with what is nearest, and tells apart what decides nothing', () => {
		const result = mustBeTrue([
			power(found({ value: '2' }), { id: 'far' }),
			power(found({ value: '0.21' }), { id: 'near' }),
			power(none('always-dearer'), { label: 'staff' }),
			power(none('always-cheaper'), { label: 'life' }),
			power(none('independent'), { label: 'colour' })
		]);
		expect(result.conditions.map(({ id }) => id)).toEqual(['near', 'far']);
		expect(result.alwaysDearer).toEqual(['staff']);
		expect(result.alwaysCheaper).toEqual(['life']);
	});
});

describe('how busy own nodes must be', () => {
	const use = {
		state: 'found',
		share: '0.22',
		todayShare: '0.13',
		mostShare: '0.31',
		isReachable: true,
		requestsPerMonth: '2700000'
	} as const;

	it('is told with today and with the most there is room for', () => {
		expect(useInWords(use)).toBe(
			'Against what a bought request costs at today’s volume, the same nodes pay from 22 % of their capacity on, 2.7 M requests a month; today they are at 13 %. Peak, headroom and spare leave room for 31 %.'
		);
	});

	it('says where it cannot be reached', () => {
		expect(useInWords({ ...use, share: '0.5', isReachable: false })).toContain(
			'do not leave room for (at most 31 %)'
		);
		expect(useInWords({ state: 'none', reason: 'No nodes.' })).toBe('No nodes.');
	});
});
