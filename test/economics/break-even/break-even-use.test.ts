import { expect, test } from 'vitest';
import { breakEvenUse } from '#bench/economics/break-even/break-even-use.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import { constant, emptyOption, line, parameter } from '../support/realistic-case.ts';

/** Nodes of 10 requests a month at no headroom and no peak: κ is 10 / (730 × 3,600). */
const make: CostOption = {
	...emptyOption('make', 'make-owned'),
	lines: [
		line('fixed', 'month', [constant('100')]),
		line('node', 'node-month', [constant('50')]),
		line('energy', 'request', [constant('1')])
	],
	fleet: {
		kappaPerS: parameter('kappa', '10'),
		headroom: parameter('headroom', '0.8'),
		peakToAverage: parameter('peak', '2'),
		levels: [],
		spareNodes: 1,
		minNodes: 1,
		scaling: 'peak',
		rent: null,
		staffStep: null
	}
};

const buyAt = (usd: string): CostOption => ({
	...emptyOption('buy', 'buy'),
	lines: [line('price', 'request', [constant(usd)])]
});

const second = 1 / (730 * 3_600);

test('the use that pays is standing cost over what a request saves, over what the nodes carry', () => {
	const answer = breakEvenUse(make, buyAt('1.00001'), 10);
	if (answer.state !== 'found') throw new Error(answer.reason);
	// One node and a spare: 100 + 2 × 50 = 200 USD a month, and a request saves 0.00001.
	expect(Number(answer.requestsPerMonth)).toBeCloseTo(20_000_000, 6);
	expect(Number(answer.share)).toBeCloseTo(20_000_000 * (second / 20), 12);
	expect(Number(answer.todayShare)).toBeCloseTo(10 * (second / 20), 12);
	expect(Number(answer.mostShare)).toBeCloseTo(0.8 / 2 / 2, 12);
	expect(answer.isReachable).toBe(false);
	expect(breakEvenUse(make, buyAt('2'), 10)).toMatchObject({ isReachable: true });
});

test('no use pays where a request costs as much to make as to buy', () => {
	expect(breakEvenUse(make, buyAt('1'), 10)).toMatchObject({ state: 'none' });
	expect(() => breakEvenUse(buyAt('1'), make, 10)).toThrow('has no nodes of its own');
});
