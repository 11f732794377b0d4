import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configSchema } from '#core/config.ts';
import { searchLimitsOf } from '#core/find-capacity.ts';
import { BenchError } from '#core/errors.ts';
import type { LoadShape } from '#core/load-shape.ts';
import { checkBudget, worstCost, type Plan, type PlannedItem } from '#bench/commands/run/plan.ts';

const question = (content: string): PlannedItem => ({
	itemId: 'one',
	call: {
		system: 'be brief',
		messages: [{ role: 'user', content }],
		maxOutputTokens: 100,
		stream: true,
		temperature: null,
		seed: null,
		extraBody: {}
	},
	grade: null
});

const planOf = (loads: LoadShape[], maxSpendUsd: string, contents: string[] = ['hello']): Plan => {
	const config = configSchema.parse({
		name: 'paid',
		scenarios: [{ use: 'x' }],
		targets: [
			{
				id: 'api',
				kind: 'measured-api',
				protocol: 'openai-chat',
				baseUrl: 'https://api.example.com/v1',
				model: 'm',
				price: {
					kind: 'per-token',
					inputUsdPerMtok: '2',
					outputUsdPerMtok: '10',
					source: 'test',
					checkedOn: '2026-11-20'
				}
			}
		],
		loads,
		maxSpendUsd
	});
	const [target] = config.targets;
	return {
		config,
		limits: config.limits,
		cells: [
			{
				scenarioId: 'x',
				scenarioVersion: 1,
				scenarioHash: '',
				target: target!,
				slo: null,
				sloShare: 0.95,
				isGraded: false,
				conversation: null,
				items: contents.map(question),
				loads
			}
		],
		notes: []
	};
};

describe('the worst cost of a plan', () => {
	it('prices every request like the dearest one: each byte an input token, the whole output limit', () => {
		// 8 + 11 bytes of text, 2 of an empty extraBody and 1,000 for the envelope: 1,021 × 2 + 100 × 10 millionths of a dollar.
		const plan = planOf([{ kind: 'closed', concurrency: 2, requests: 10 }], '1', [
			'hi',
			'longer text'
		]);
		expect(worstCost(plan)).toStrictEqual({ paidRequests: 10, worstUsd: '0.03042' });
	});

	it('counts with every further message of a user all that was said before, the longest answers included', () => {
		const plan = planOf([{ kind: 'closed', concurrency: 1, requests: 2 }], '1', ['hi']);
		const [cell] = plan.cells;
		cell!.conversation = { maxTurns: 3, maxResultBytes: 0, expectedTurns: 3 };
		cell!.items = [{ ...question('hi'), furtherMessages: ['and?', 'so'] }];
		// 1,012, then 2 × 100 for the answer, 1,000 for the envelope and 4 or 2 bytes more each: 1,012, 2,216 and 3,418 input tokens.
		const millionths = (1_012 + 2_216 + 3_418) * 2 + 3 * 100 * 10;
		expect(worstCost(plan)).toStrictEqual({
			paidRequests: 6,
			worstUsd: ((2 * millionths) / 1e6).toString()
		});
	});

	it('counts what an open loop will offer', () => {
		const plan = planOf([{ kind: 'constant', ratePerS: 50, durationS: 5 }], '10');
		expect(worstCost(plan).paidRequests).toBe(250);
	});

	it('is nothing for a search without a bound, whose requests cost nothing', () => {
		const plan = planOf([{ kind: 'closed', concurrency: 1, requests: 3 }], '1');
		const search = { ...searchLimitsOf(true), maxRequests: Infinity };
		const cells = plan.cells.map((cell) => ({ ...cell, search }));
		expect(worstCost({ ...plan, cells }).paidRequests).toBe(3);
	});

	it('refuses a paid closed loop that only time ends', () => {
		const plan = planOf([{ kind: 'closed', concurrency: 2, durationS: 10 }], '1');
		expect(() => worstCost(plan)).toThrow(/bounded by time only/);
	});

	it('is refused as soon as it is above the cap, and accepted at the cap', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 500 }),
				fc.integer({ min: 1, max: 2_000 }),
				(n, milli) => {
					const load = { kind: 'closed' as const, concurrency: 1, requests: n };
					const cap = (milli / 1_000).toFixed(3);
					const plan = planOf([load], cap);
					const isAbove = Number(worstCost(plan).worstUsd) > Number(cap);
					let code: string | null = null;
					try {
						checkBudget(plan);
					} catch (error) {
						code = error instanceof BenchError ? error.code : 'other';
					}
					expect(code).toBe(isAbove ? 'E_BUDGET' : null);
				}
			)
		);
	});
});
