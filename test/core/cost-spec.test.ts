/** The full form of a cost spec: what it accepts, and that everything wrong with a file is told at once, with its line. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fullCostSpecSchema } from '#core/cost-spec.ts';
import { parseYaml } from '#core/yaml-problems.ts';

const read = (text: string) => parseYaml(text, fullCostSpecSchema, 'cost.yaml');

/** `4 options[0].price: what` for each problem. */
const problems = (text: string): string[] => {
	const result = read(text);
	return result.ok
		? []
		: result.problems.map(({ line, path, message }) => `${String(line)} ${path}: ${message}`);
};

const spec = (...options: string[]): string =>
	['useCase: x', 'options:', ...options.map((option) => `  - ${option}`)].join('\n');

const api = '{ id: api, kind: buy, price: { usdPerRequest: 0.01 } }';
const owned = (more = '', node = 'purchaseUsd: 1000'): string =>
	`{ id: own, kind: make-owned, capacity: { requestsPerSPerNode: 1 }, node: { ${node} }${more} }`;
const rented = (rent: string): string =>
	`{ id: gpu, kind: make-rented, capacity: { requestsPerSPerNode: 1 }, rent: { ${rent} } }`;

describe('a cost spec', () => {
	it('needs a use case and one option, and fills in the rest', () => {
		const result = read(spec(api));
		expect(result.ok && result.value).toMatchObject({
			useCase: 'x',
			demand: {},
			options: [
				{
					id: 'api',
					kind: 'buy',
					price: {
						usdPerRequest: { value: '0.01', spread: null, source: null, asOf: null }
					},
					other: [],
					tierMode: 'graduated',
					overageFactor: 1
				}
			],
			offerHosts: true,
			horizonMonths: 36,
			quality: { marginShare: 0.02 },
			constraints: {},
			drifts: {},
			seed: 1,
			draws: 10_000
		});
	});

	it('is what every example in scenarios/costs is, of one form or the other', () => {
		const folder = new URL('../../scenarios/costs/', import.meta.url);
		const full = readdirSync(fileURLToPath(folder))
			.filter((name) => name.endsWith('.yaml'))
			.filter((name) => readFileSync(new URL(name, folder), 'utf8').includes('useCase:'));
		expect(full).toContain('support-triage.yaml');
		expect(full).toContain('quoted.yaml');
		for (const name of full) {
			expect([name, ...problems(readFileSync(new URL(name, folder), 'utf8'))]).toStrictEqual([
				name
			]);
		}
	});

	it('can be published as a JSON Schema of what authors write', () => {
		expect(z.toJSONSchema(fullCostSpecSchema, { io: 'input' })).toMatchObject({
			type: 'object',
			required: ['useCase', 'options'],
			additionalProperties: false
		});
	});

	it('tells all that is wrong inside and between the fields at once, in the order of the file', () => {
		const text = `useCase: x
demand:
  growthPerMonth: 5
  path: [1, 2]
  peakToAverage: 2
  profile: office-chat
options:
  - id: a
    kind: buy
    price: { usdPerRequest: -1 }
    colour: red
    tierMode: sideways
    tiers:
      - { fromRequests: 500, priceFactor: 0.9 }
      - { fromRequests: 100, priceFactor: 0.8 }
  - id: a
    kind: make-owned
    capacity: { requestsPerSPerNode: 0 }
    node: { idleW: 900, loadW: 100, nameplateW: -5 }
    staff: { ftePerNode: 0.1, nodesPerFte: 4, baseFte: -1 }
  - id: mix
    kind: hybrid
    mode: router
    local: api
    api: a
    apiShare: 1.5
compare: { make: nothing, buy: mix }
`;
		expect(problems(text).map((each) => each.replace(/(unknown key);.*/u, '$1'))).toStrictEqual([
			'3 demand.growthPerMonth: expected a number ≤ 1, found 5',
			'4 demand.path: give "growthPerMonth" or "path", not both',
			'6 demand.profile: give "peakToAverage" or "profile", not both: the profile has a peak',
			'10 options[0].price.usdPerRequest: expected a number ≥ 0, found -1',
			'11 options[0].colour: unknown key',
			'12 options[0].tierMode: expected "graduated" or "all-units", found "sideways"',
			'15 options[0].tiers[1].fromRequests: this tier starts at 100, not above the one before it (500); tiers must rise',
			'16 options[1].id: the id "a" is used by an earlier option; ids must differ',
			'18 options[1].capacity.requestsPerSPerNode: expected a number > 0, found 0',
			'19 options[1].node.nameplateW: expected a number ≥ 0, found -5',
			'19 options[1].node.purchaseUsd: give the price of a node as "purchaseUsd" or as a "quote"',
			'19 options[1].node.idleW: idle power 900 W is above power under load 100 W',
			'20 options[1].staff.baseFte: expected a number ≥ 0, found -1',
			'20 options[1].staff.nodesPerFte: give "ftePerNode" or "nodesPerFte", not both',
			'24 options[2].local: "api" is not an option of this file; expected an option of kind make-owned or make-rented',
			'25 options[2].api: "a" is of kind make-owned; expected an option of kind buy or hosted',
			'26 options[2].apiShare: expected a number ≤ 1, found 1.5',
			'27 compare.make: "nothing" is not an option of this file; expected an option of kind make-owned or make-rented or hybrid',
			'27 compare.buy: "mix" is of kind hybrid; expected an option of kind buy or hosted'
		]);
	});

	it('names the place of an option also after one that is no option at all', () => {
		expect(problems(spec('5', api, api))).toStrictEqual([
			'3 options[0]: expected an object with keys, found 5',
			'5 options[2].id: the id "api" is used by an earlier option; ids must differ'
		]);
	});

	it('does not call two missing ids equal', () => {
		const nameless = '{ kind: buy, price: { usdPerRequest: 1 } }';
		expect(problems(spec(nameless, nameless))).toStrictEqual([
			'3 options[0].id: missing; expected text',
			'4 options[1].id: missing; expected text'
		]);
	});

	it('says which kinds of option there are', () => {
		expect(problems(spec('{ id: a, kind: byu }'))).toStrictEqual([
			'3 options[0].kind: expected "buy", "hosted", "make-owned", "make-rented" or "hybrid", found "byu"'
		]);
	});
});

describe('an option that is bought', () => {
	const bought = (more: string): string => spec(`{ id: a, kind: buy, ${more} }`);
	const tokens = 'tokens: { uncachedInput: 10, output: 5 }';

	it('takes a price in each of its forms', () => {
		for (const price of [
			'{ inputUsdPerMtok: 1, outputUsdPerMtok: 2, source: page, asOf: 2026-11-01 }',
			'{ provider: openai, model: gpt-5, serviceTier: batch }',
			'{ quote: Q-1 }'
		]) {
			expect(problems(bought(`${tokens}, price: ${price}`))).toStrictEqual([]);
		}
	});

	it('follows the form of a price whose keys are nearest to those given', () => {
		const wrong = (price: string): string[] => problems(bought(`${tokens}, price: ${price}`));
		expect(
			wrong('{ inputUsdPerMtok: -1, outputUsdPerMtok: 2, source: x, asOf: 2026-11-01 }')
		).toEqual(['3 options[0].price.inputUsdPerMtok: expected a number ≥ 0, found -1']);
		expect(wrong('{ model: gpt-5 }')).toEqual([
			'3 options[0].price.provider: missing; expected text'
		]);
		expect(wrong('{ usdPerRequest: free }')).toEqual([
			'3 options[0].price.usdPerRequest: expected a plain decimal such as 2.50'
		]);
		for (const price of ['5', '{}']) {
			expect(wrong(price)).toEqual([
				expect.stringMatching(/^3 options\[0\]\.price: expected a price: "usdPerRequest", or /u)
			]);
		}
	});

	it('needs a price, and tokens for a price per token', () => {
		expect(problems(bought('title: t'))).toStrictEqual([
			'3 options[0]: an option that is bought needs a "price", or a "run" whose target has one'
		]);
		expect(problems(bought('price: { quote: Q-1 }'))).toStrictEqual([
			'3 options[0]: a price per token needs "tokens" of a request, or a "run" that measured them'
		]);
	});

	it('has no tiers or commitment beside reserved units, which would be left out without a word', () => {
		const units = 'reservedUnits: { usdPerUnitMonth: 9, requestsPerSPerUnit: 1 }';
		const price = 'price: { usdPerRequest: 1 }';
		expect(problems(bought(`${price}, ${units}`))).toStrictEqual([]);
		expect(problems(bought(`${price}, ${units}, commitUsdPerMonth: 5`))).toStrictEqual([
			'3 options[0].commitUsdPerMonth: give "reservedUnits" or "commitUsdPerMonth", not both: requests within reserved units are not billed again'
		]);
	});

	it('has no cost per node, and spreads over months only what comes once', () => {
		const other =
			'other: [{ label: a, usd: 1, per: node-month }, { label: b, usd: 1, per: year, overMonths: 5 }]';
		expect(problems(bought(`price: { usdPerRequest: 1 }, ${other}`))).toStrictEqual([
			'3 options[0].other[1].overMonths: only what comes "once" is spread over months; say "per: once"',
			'3 options[0].other[0].per: an option without nodes of its own has no cost per node; give it per month'
		]);
		expect(problems(spec(owned(', other: [{ label: a, usd: 1, per: node-month }]')))).toStrictEqual(
			[]
		);
	});
});

describe('an option that is made', () => {
	it('needs a capacity, typed or measured', () => {
		const made = (capacity: string): string =>
			spec(`{ id: a, kind: make-owned, node: { purchaseUsd: 1 }, capacity: ${capacity} }`);
		expect(problems(made('{ target: ours, nodes: 2 }'))).toStrictEqual([]);
		expect(problems(made('{ run: latest }'))).toStrictEqual([
			'3 options[0].capacity.target: missing; expected text'
		]);
		expect(problems(made('40'))).toStrictEqual([
			'3 options[0].capacity: expected "requestsPerSPerNode", or the "target" of a run that measured it, found 40'
		]);
	});

	it('cannot be planned with none of its capacity', () => {
		expect(problems(spec(owned(', headroomShare: 0')))).toStrictEqual([
			'3 options[0].headroomShare: expected a number > 0, found 0'
		]);
	});

	it('has one price for a node, and both powers or none', () => {
		expect(problems(spec(owned('', 'purchaseUsd: 1, quote: Q-1, loadW: 5')))).toStrictEqual([
			'3 options[0].node.purchaseUsd: give the price of a node as "purchaseUsd" or as a "quote"',
			'3 options[0].node.idleW: measured power needs both "idleW" and "loadW"'
		]);
	});

	it('stands in a colocation or in an own room, at one price', () => {
		expect(problems(spec(owned(', site: { kind: own-room, usdPerKwYear: 5 }')))).toStrictEqual([]);
		expect(problems(spec(owned(', site: { kind: own-room, usdPerKwMonth: 5 }')))).toStrictEqual([
			'3 options[0].site.usdPerKwYear: missing; expected a number, text or an object with keys',
			'3 options[0].site.usdPerKwMonth: unknown key; expected kind, usdPerKwYear or kwPerNode'
		]);
		const both = ', site: { kind: colocation, usdPerKwMonth: 5, quote: Q-1 }';
		expect(problems(spec(owned(both)))).toStrictEqual([
			'3 options[0].site.usdPerKwMonth: give "usdPerKwMonth" or a "quote", not both'
		]);
	});

	it('follows the week only with a profile', () => {
		const text = spec(rented('onDemandUsdPerHour: 2, scaling: hourly'));
		expect(problems(text)).toStrictEqual([
			'3 options[0].rent.scaling: nodes that follow the week need "demand.profile": a named week, or 168 numbers'
		]);
		expect(problems(`${text}\ndemand: { profile: batch-night }`)).toStrictEqual([]);
	});

	it('needs a rate, and one on demand for nodes that come and go', () => {
		expect(problems(spec(rented('minBilledHours: 1')))).toStrictEqual([
			'3 options[0].rent: a rented node needs "onDemandUsdPerHour", "reservedUsdPerHour" or a "quote"'
		]);
		const spot = 'spot: { usdPerHour: 1, interruptedShare: 0.1 }';
		const text = spec(rented(`reservedUsdPerHour: 2, scaling: hourly, ${spot}`));
		expect(problems(`${text}\ndemand: { profile: batch-night }`)).toStrictEqual([
			'3 options[0].rent.scaling: nodes that follow the week need "onDemandUsdPerHour" or a "quote": reserved nodes stay up',
			'3 options[0].rent.spot: interruptible nodes need "onDemandUsdPerHour" or a "quote": reserved nodes stay up'
		]);
	});
});

describe('the demand', () => {
	const demand = (written: string): string[] => problems(`${spec(api)}\ndemand: { ${written} }`);

	it('is a week of 168 hours with some requests in it', () => {
		const hours = (count: number, weight: number) =>
			`profile: [${Array.from({ length: count }, () => weight).join()}]`;
		expect(demand(hours(168, 1))).toStrictEqual([]);
		expect(demand(hours(168, 0))).toStrictEqual([
			'4 demand.profile: a week without any request has no shape'
		]);
		expect(demand(hours(167, 1))).toHaveLength(1);
		expect(demand('profile: weekly')).toHaveLength(1);
	});

	it('has a busiest hour that is not below the mean', () => {
		expect(demand('peakToAverage: 0.5')).toStrictEqual([
			'4 demand.peakToAverage: expected a number ≥ 1, found 0.5'
		]);
	});
});

describe('reading a cost spec', () => {
	it('never throws, whatever is written', () => {
		const key = fc.constantFrom(
			...['useCase', 'options', 'id', 'kind', 'price', 'node', 'staff', 'demand', 'rent', 'tiers'],
			...['other', 'capacity', 'site', 'low', 'high', 'value', 'usdPerRequest', 'quote', 'local']
		);
		const leaf = fc.oneof(
			fc.double(),
			fc.constantFrom('x', 'buy', 'make-owned', 'make-rented', 'hybrid', '1', null, true)
		);
		const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
			tree: fc.oneof(
				{ depthSize: 'small' },
				leaf,
				fc.dictionary(key, tie('tree'), { maxKeys: 5 }),
				fc.array(tie('tree'), { maxLength: 3 })
			)
		}));
		const option = fc
			.tuple(
				fc.constantFrom('buy', 'make-owned', 'make-rented', 'hybrid'),
				fc.dictionary(key, tree, { maxKeys: 6 })
			)
			.map(([kind, fields]) => ({ ...fields, kind }));
		fc.assert(
			fc.property(fc.array(fc.oneof(option, tree), { maxLength: 4 }), tree, (options, demand) => {
				const result = read(JSON.stringify({ useCase: 'x', options, demand }));
				if (!result.ok) expect(result.problems.every(({ line }) => line === 1)).toBe(true);
				else expect(result.value.options).not.toStrictEqual([]);
			}),
			{ numRuns: 300 }
		);
	});
});
