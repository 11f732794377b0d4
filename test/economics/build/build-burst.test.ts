/** A burst as an option: its curve is what serving each hour and sending the rest to the API costs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
import { buildBurst, burstProblem } from '#bench/economics/build/build-burst.ts';
import { breakdownAt } from '#bench/economics/case/breakdown.ts';
import type { CostLine } from '#bench/economics/option/cost-line.ts';
import { curveUsd } from '#bench/economics/crossover/curve-usd.ts';
import { weekProfile } from '#bench/economics/demand/demand.ts';
import { levelsOf } from '#bench/economics/demand/demand-levels.ts';
import { bestBurst, burstCost } from '#bench/economics/hybrid/burst.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import { optionCurve } from '#bench/economics/option/option-curve.ts';
import { fixedParameter, type Parameter } from '#bench/economics/option/parameter.ts';

const parameter = (id: string, value: string): Parameter =>
	fixedParameter(value, { id, label: id, unit: 'USD', basis: 'user', source: 'test' });

const line = (id: string, per: CostLine['per'], value: string): CostLine => ({
	id,
	label: id,
	per,
	factors: [{ kind: 'parameter', parameter: parameter(id, value) }],
	drift: null,
	group: 'service'
});

const localOption = (nodeUsd: string, energyUsd = '0'): CostOption => ({
	id: 'own',
	title: 'own',
	kind: 'make-rented',
	emulated: false,
	lines: [
		line('team', 'month', '500'),
		line('node', 'node-month', nodeUsd),
		line('energy', 'request', energyUsd)
	],
	fleet: {
		kappaPerS: parameter('kappa', '2'),
		headroom: parameter('headroom', '0.8'),
		peakToAverage: parameter('peak', '3'),
		levels: [],
		spareNodes: 1,
		minNodes: 1,
		scaling: 'peak',
		rent: null,
		staffStep: null
	},
	metered: null,
	purchase: null,
	blend: null
});

const apiOption = (usd: string, tiers: { fromRequests: string; priceFactor: string }[] = []) =>
	({
		id: 'api',
		title: 'api',
		kind: 'buy',
		emulated: false,
		lines: [],
		fleet: null,
		metered: {
			lines: [line('price', 'request', usd)],
			tiers,
			tierMode: 'graduated',
			commitUsdPerMonth: null,
			overageFactor: '1',
			reservedUnits: null
		},
		purchase: null,
		blend: null
	}) satisfies CostOption;

const levels = levelsOf(weekProfile('office-chat'), { minBilledHours: 0, startupHours: 0 });
const termsOf = (nodeUsd: string, apiUsd: string) => ({
	levels,
	kappaPerS: '1.6',
	nodeUsdPerMonth: nodeUsd,
	apiUsdPerRequest: apiUsd,
	minNodes: 1
});

const burstOf = (nodeUsd: string, apiUsd: string, requestsPerMonth: number): CostOption =>
	buildBurst(
		{
			id: 'burst',
			title: 'burst',
			local: localOption(nodeUsd),
			api: apiOption(apiUsd),
			levels,
			lines: []
		},
		requestsPerMonth
	);

describe('a burst', () => {
	it('costs at any volume what its nodes and the overflow of each hour cost', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 9_000 }),
				fc.integer({ min: 1, max: 500 }),
				fc.integer({ min: 0, max: 50_000_000 }),
				fc.integer({ min: 0, max: 50_000_000 }),
				(nodeUsd, apiMicroUsd, today, volume) => {
					const [node, api] = [String(nodeUsd), toDecimal(apiMicroUsd).div(100_000).toFixed()];
					const terms = termsOf(node, api);
					const { nodes } = bestBurst(terms, String(today));
					const expected = toDecimal(burstCost(terms, String(volume), nodes).usdPerMonth)
						// The spare node and the team come on top.
						.plus(node)
						.plus('500');
					const got = curveUsd(optionCurve(burstOf(node, api, today)), volume);
					expect(expected.minus(got).abs().toNumber()).toBeLessThan(1e-15);
				}
			),
			{ numRuns: 40 }
		);
	});

	it('shows what the API gets as one line, and the lines add up', () => {
		const option = burstOf('2000', '0.001', 20_000_000);
		const { lines, totalUsdPerMonth } = breakdownAt(option, 20_000_000);
		expect(lines.map(({ id }) => id)).toStrictEqual([
			'own-team',
			'own-node',
			'own-energy',
			'overflow'
		]);
		expect(totalUsdPerMonth).toBe(curveUsd(optionCurve(option), 20_000_000));
	});

	it('cannot be joined with tiers, nodes that follow the week, or staff in steps', () => {
		const local = localOption('2000');
		const fleet = local.fleet!;
		const tiers = [{ fromRequests: '1000', priceFactor: '0.9' }];
		expect(burstProblem({ local, api: apiOption('0.001') })).toBeNull();
		expect(burstProblem({ local, api: apiOption('0.001', tiers) })).toMatch(/without tiers/);
		const hourly = { ...local, fleet: { ...fleet, scaling: 'hourly' as const } };
		expect(burstProblem({ local: hourly, api: apiOption('0.001') })).toMatch(/must stay up/);
		const staffStep = { usdPerMonth: parameter('person', '9000'), nodesPerStep: 10 };
		const staffed = { ...local, fleet: { ...fleet, staffStep } };
		expect(burstProblem({ local: staffed, api: apiOption('0.001') })).toMatch(/whole steps/);
	});
});
