/** What the plain form of a comparison accepts, and how it says what it refuses. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { plainCostSpecSchema } from '#core/plain-cost-spec.ts';
import { parseYaml } from '#core/yaml-problems.ts';

const read = (buy: string, make = '', rest = 'maxRequestsPerMonth: 1000') =>
	parseYaml(
		`buy: {${buy}}
make:
  fixedUsdPerMonth: 9000
  nodeUsdPerMonth: 2000
  requestsPerNodeMonth: 10
  spareNodes: 1
  marginalUsdPerRequest: 0
${make}
${rest}`,
		plainCostSpecSchema,
		'plain.yaml'
	);

const problemsOf = (result: ReturnType<typeof read>) =>
	result.ok ? [] : result.problems.map(({ line, path, message }) => [line, path, message]);

describe('the plain form', () => {
	it('fills in what may be absent and keeps amounts as decimal text', () => {
		expect(read('usdPerRequest: 1e-7')).toEqual({
			ok: true,
			value: {
				buy: {
					usdPerRequest: '0.0000001',
					tiers: [],
					tierMode: 'graduated',
					commitUsdPerMonth: '0'
				},
				make: {
					fixedUsdPerMonth: '9000',
					nodeUsdPerMonth: '2000',
					requestsPerNodeMonth: '10',
					spareNodes: 1,
					minNodes: 1,
					marginalUsdPerRequest: '0'
				},
				maxRequestsPerMonth: 1000
			}
		});
	});
	it('needs four numbers: no spare node, no cost of one more request, and a thousand nodes at most', () => {
		const largest = (requestsPerNodeMonth: string) => {
			const result = parseYaml(
				`buy: { usdPerRequest: 0.002 }
make: { fixedUsdPerMonth: 0, nodeUsdPerMonth: 2000, requestsPerNodeMonth: ${requestsPerNodeMonth} }`,
				plainCostSpecSchema,
				'plain.yaml'
			);
			if (!result.ok) throw new Error(JSON.stringify(result.problems));
			expect(result.value.make).toMatchObject({ spareNodes: 0, marginalUsdPerRequest: '0' });
			return result.value.maxRequestsPerMonth;
		};
		expect(largest('1314000')).toBe(1_314_000_000);
		expect(largest('0.0015')).toBe(2);
		expect(largest('0.0000001')).toBe(1);
		expect(largest('1e20')).toBe(Number.MAX_SAFE_INTEGER);
	});
	it('takes amounts as text, so that no digit is lost', () => {
		const result = read('usdPerRequest: "0.12345678901234567890"');
		expect(result.ok && result.value.buy.usdPerRequest).toBe('0.1234567890123456789');
	});
	it('names the path of every negative price', () => {
		expect(
			problemsOf(
				read('usdPerRequest: -1, commitUsdPerMonth: -5', '  minNodes: -1', 'maxRequestsPerMonth: 0')
			)
		).toEqual([
			[1, 'buy.usdPerRequest', 'expected a number ≥ 0, found -1'],
			[1, 'buy.commitUsdPerMonth', 'expected a number ≥ 0, found -5'],
			[8, 'make.minNodes', 'expected a number ≥ 0, found -1'],
			[9, 'maxRequestsPerMonth', 'expected a number ≥ 1, found 0']
		]);
	});
	it('names both tiers where a table falls back on itself', () => {
		const tiers =
			'tiers: [{ fromRequests: 500, usdPerRequest: 2 }, { fromRequests: 100, usdPerRequest: 1 }]';
		expect(problemsOf(read(`usdPerRequest: 3, ${tiers}`))).toEqual([
			[
				1,
				'buy.tiers[1].fromRequests',
				'expected more than the 500 requests of tiers[0], found 100 in tiers[1]: thresholds must rise from tier to tier'
			]
		]);
	});
	it('refuses a node that carries nothing, volumes that are not whole, and unknown keys', () => {
		const wrong = parseYaml(
			`buy: { usdPerRequest: cheap, usdPerMtok: 3 }
make: { fixedUsdPerMonth: 0, nodeUsdPerMonth: 1, requestsPerNodeMonth: 0, spareNodes: 0.5, marginalUsdPerRequest: 0 }
maxRequestsPerMonth: 9007199254740993`,
			plainCostSpecSchema,
			'plain.yaml'
		);
		expect(
			wrong.ok ? [] : wrong.problems.map(({ path, message }) => `${path}: ${message}`)
		).toEqual([
			'buy.usdPerRequest: expected a plain decimal such as 2.50',
			'buy.usdPerMtok: unknown key; expected usdPerRequest, tiers, tierMode or commitUsdPerMonth',
			'make.requestsPerNodeMonth: expected a number > 0, found 0',
			'make.spareNodes: expected a whole number, found 0.5',
			'maxRequestsPerMonth: expected a number ≤ 9007199254740991, found 9007199254740992'
		]);
	});
	it('can be published as a JSON Schema of what authors write', () => {
		const schema = z.toJSONSchema(plainCostSpecSchema, { io: 'input' });
		expect(schema).toMatchObject({
			type: 'object',
			required: ['buy', 'make'],
			additionalProperties: false,
			properties: {
				buy: { required: ['usdPerRequest'] },
				make: {
					required: ['fixedUsdPerMonth', 'nodeUsdPerMonth', 'requestsPerNodeMonth']
				}
			}
		});
		expect(JSON.stringify(schema)).toContain('USD a month for one node');
	});
});
