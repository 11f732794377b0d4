/** Options multiplied out into curves, against their costs worked out by hand. */
import { describe, expect, it } from 'vitest';
import { curveUsd } from '#bench/economics/crossover/curve-usd.ts';
import { blendSides, optionCurve, sumOfLines } from '#bench/economics/option/option-curve.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import { constant, emptyOption, line, parameter } from '../support/realistic-case.ts';
import { boughtOption, ownedOption } from '../support/typed-options.ts';

/** 1 request a second per node, planned in full, no peak: 2,628,000 requests a month on a node of 500, one spare, 300 fixed. */
const make: CostOption = {
	...emptyOption('make', 'make-rented'),
	lines: [
		line('fixed', 'month', [constant('100')]),
		line('more', 'month', [constant('200')]),
		line('node', 'node-month', [constant('500')]),
		line('request', 'request', [constant('0.0001')])
	],
	fleet: {
		kappaPerS: parameter('kappa', '1'),
		headroom: parameter('headroom', '1'),
		peakToAverage: parameter('peak', '1'),
		levels: [],
		spareNodes: 1,
		minNodes: 1,
		scaling: 'peak',
		rent: null,
		staffStep: null
	}
};
const buy = boughtOption({ price: { usdPerRequest: '0.002' }, commitUsdPerMonth: 50 });

const usd = (option: CostOption, requests: number): string =>
	curveUsd(optionCurve(option), requests);

describe('the curve of an option', () => {
	it('adds lines of a kind up', () => {
		expect(sumOfLines(make.lines, 'month').toFixed()).toBe('300');
		expect(sumOfLines([], 'request').toFixed()).toBe('0');
	});

	it('is F0 + N(V) · c + v · V for own nodes', () => {
		// 300 + 2 · 500; + 100 requests; 300 + 3 · 500 + 262.8001
		expect([0, 100, 2_628_000, 2_628_001].map((volume) => usd(make, volume))).toStrictEqual([
			'1300',
			'1300.01',
			'1562.8',
			'2062.8001'
		]);
	});

	it('counts the peak and the headroom into the nodes', () => {
		const peaked = ownedOption({ headroomShare: 0.5, spareNodes: 0 });
		// 2 a second · 0.5 · 2,628,000 / 3
		expect(optionCurve(peaked).stairs[0]).toMatchObject({ requestsPerStep: '876000', minSteps: 1 });
	});

	it('is the larger of commitment and use for an API, and its own lines on top', () => {
		const { metered } = buy;
		const option = { ...buy, metered, lines: [line('gateway', 'month', [constant('9')])] };
		expect([0, 25_000, 30_000].map((volume) => usd(option, volume))).toStrictEqual([
			'59',
			'59',
			'69'
		]);
	});

	const hybrid = (mode: 'router' | 'cascade', apiShare: string): CostOption => ({
		...emptyOption('mix', 'hybrid'),
		lines: [line('gate', 'request', [constant('0.00001')])],
		blend: { mode, local: make, api: buy, apiShare: parameter('share', apiShare) }
	});

	it('splits the work of a router, and pays the fixed costs of both sides', () => {
		// 80,000 requests local: 1,300 + 8; 20,000 bought: commitment of 50; the gate for all: 1
		expect(usd(hybrid('router', '0.2'), 100_000)).toBe('1359');
	});

	it('asks the own nodes first for every request of a cascade', () => {
		// 1,300 + 10 + 100,000 · 0.5 · 0.002 + 1
		expect(usd(hybrid('cascade', '0.5'), 100_000)).toBe('1411');
	});

	it('of a hybrid that sends nothing on one side is the other, with what is paid anyway', () => {
		expect(usd(hybrid('router', '0'), 100_000)).toBe('1361');
		expect(usd(hybrid('router', '1'), 100_000)).toBe('1501');
	});

	it('has both sides of a hybrid as parts of the whole volume', () => {
		const { blend } = hybrid('router', '0.2');
		if (!blend) throw new Error('no blend');
		const { local, api } = blendSides(blend);
		expect(curveUsd(local, 100_000)).toBe('1308');
		expect(curveUsd(api, 100_000)).toBe('50');
	});
});
