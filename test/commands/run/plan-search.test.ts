/** What a cell is measured at, where its config says so and where it does not. */
import { describe, expect, it } from 'vitest';
import { configSchema } from '#core/config.ts';
import { plannedLoads } from '#bench/commands/run/plan-search.ts';

const remote = { protocol: 'openai-chat', baseUrl: 'http://127.0.0.1:1/v1', model: 'm' };
const ours = { id: 'ours', kind: 'self-hosted', ...remote };
const api = {
	id: 'api',
	kind: 'measured-api',
	...remote,
	price: {
		kind: 'per-token',
		inputUsdPerMtok: 1,
		outputUsdPerMtok: 2,
		source: 'page',
		checkedOn: '2026-11-20'
	}
};
const loads = [{ kind: 'poisson', ratePerS: 1, durationS: 5 }];

const planned = (
	changes: Record<string, unknown>,
	target: Record<string, unknown> = ours,
	slo: { e2eMs: number } | null = { e2eMs: 100 }
) => {
	const config = configSchema.parse({
		name: 'c',
		scenarios: [{ use: 's' }],
		targets: [target],
		maxSpendUsd: 5,
		...changes
	});
	return plannedLoads(config, {
		reference: config.scenarios[0]!,
		target: config.targets[0]!,
		items: 40,
		slo
	});
};

const closed = [{ kind: 'closed', concurrency: 4, requests: 40 }];

describe('what a cell is measured at', () => {
	it('is every item once and a search where nothing is said', () => {
		expect(planned({})).toMatchObject({
			loads: closed,
			search: { precision: 0.05, maxStages: 60, maxDurationS: 3_600, maxRequests: Infinity },
			note: null
		});
	});

	it('is what the loads say, without a search that nobody asked for', () => {
		expect(planned({ loads })).toStrictEqual({ loads, search: null, note: null });
		expect(planned({ loads, findCapacity: true })).toMatchObject({
			loads,
			search: { precision: 0.05 }
		});
	});

	it('is no search on a bought API unless asked for, and then bounded and said', () => {
		expect(planned({}, api)).toStrictEqual({ loads: closed, search: null, note: null });
		const asked = planned({ findCapacity: true }, api);
		expect(asked.search?.maxRequests).toBe(2_000);
		expect(asked.note).toBe(
			'the search for the capacity of "api" costs money: at most 2,000 requests, counted in the worst case'
		);
		expect(planned({ findCapacity: { maxRequests: 300 } }, api).search?.maxRequests).toBe(300);
	});

	it('takes the search of the target before that of the config', () => {
		const own = { ...ours, findCapacity: { precision: 0.2 } };
		expect(planned({ findCapacity: true }, own).search?.precision).toBe(0.2);
	});

	it('is no search where no objective can be judged, which is said', () => {
		expect(planned({}, ours, null)).toMatchObject({
			search: null,
			note: 'the capacity of "ours" is not searched: none of the objectives can be judged there'
		});
	});
});
