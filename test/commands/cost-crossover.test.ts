/** `bench cost crossover`: the contract of its data, exactness, and what it says about broken files. */
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import type { CrossoverResult } from '#bench/economics/crossover/crossover.ts';
import { createWorkplace, runBench } from './support/bench-process.ts';
import {
	buyOption,
	jsonOf,
	makeOption,
	openDesk,
	outputOf,
	refusalOf,
	typedSpec,
	usageErrorOf
} from './support/cost-desk.ts';
import type { ErrorJson } from './support/run-json.ts';

type Found = CrossoverResult & { make: string; buy: string };

const plain = (changes: { buy?: object; make?: object; maxRequestsPerMonth?: number } = {}) => ({
	buy: { usdPerRequest: 0.004, ...changes.buy },
	make: {
		fixedUsdPerMonth: 1_000,
		nodeUsdPerMonth: 500,
		requestsPerNodeMonth: 400_000,
		spareNodes: 0,
		marginalUsdPerRequest: 0,
		...changes.make
	},
	maxRequestsPerMonth: changes.maxRequestsPerMonth ?? 1_000_000
});

const crossover = async (spec: unknown, name = 'spec.json'): Promise<Found> => {
	const { cost, file } = openDesk();
	return jsonOf(await cost('crossover', '--spec', file(name, spec), '--json')) as Found;
};

describe('the crossover of a plain spec', () => {
	it('refuses a volume, which such a spec has no place for', async () => {
		const { cost, file } = openDesk();
		const spec = file('plain.json', plain());
		const refused = refusalOf(await cost('crossover', '--spec', spec, '--volume', '5000'));
		expect(refused).toMatchObject({ code: 'E_USAGE', exitCode: 2 });
		expect(refused.hint).toContain('leave --volume out');
	});

	it('says by how little the costs differ where they look the same', async () => {
		const { reason } = await crossover(
			plain({
				buy: { usdPerRequest: 1 },
				make: { fixedUsdPerMonth: 9044.3299, nodeUsdPerMonth: 1, requestsPerNodeMonth: 1e9 },
				maxRequestsPerMonth: 20_000
			})
		);
		expect(reason).toContain('at 9,046 requests a month');
		const close = await crossover(
			plain({
				buy: { usdPerRequest: '0.123' },
				make: { fixedUsdPerMonth: '1229.999', nodeUsdPerMonth: 0 },
				maxRequestsPerMonth: 20_000
			})
		);
		expect(close.reason).toContain(
			'at 10,000 requests a month both cost about $1,230, make $0.001 less'
		);
	});

	it('names every range of volumes with its winner, to the request', async () => {
		const found = await crossover(plain());
		expect(found).toMatchObject({
			firstCrossover: 375_000,
			permanentCrossover: 500_000,
			verdict: 'crosses',
			intervals: [
				{ fromRequests: 0, toRequests: 374_999, winner: 'buy', fromEvent: null },
				{ fromRequests: 375_000, toRequests: 375_000, winner: 'tie', fromEvent: 'root' },
				{ fromRequests: 375_001, toRequests: 400_000, winner: 'make', fromEvent: 'root' },
				{ fromRequests: 400_001, toRequests: 499_999, winner: 'buy', fromEvent: 'jump' },
				{ fromRequests: 500_000, toRequests: 500_000, winner: 'tie', fromEvent: 'root' },
				{ fromRequests: 500_001, toRequests: 1_000_000, winner: 'make', fromEvent: 'root' }
			]
		});
		expect(found.reason).toMatch(/^[A-Z].*\.$/u);
	});

	it('tells what both cost at the ends of a range, exactly', async () => {
		const { intervals } = await crossover(plain({ buy: { usdPerRequest: '0.0041' } }));
		expect(intervals[0]).toMatchObject({
			makeUsdFrom: '1500',
			buyUsdFrom: '0',
			makeUsdTo: '1500',
			buyUsdTo: '1499.9973'
		});
	});

	it('has null where there is no crossover, and says which side always wins', async () => {
		const never = await crossover(plain({ buy: { usdPerRequest: 0.0000001 } }));
		expect(never).toMatchObject({
			verdict: 'never',
			firstCrossover: null,
			permanentCrossover: null
		});
		expect(never.intervals).toHaveLength(1);
		const always = await crossover(
			plain({ buy: { commitUsdPerMonth: 9_000 }, make: { fixedUsdPerMonth: 0 } })
		);
		expect(always).toMatchObject({ verdict: 'always' });
		expect(always.intervals.map(({ winner }) => winner)).toEqual(['make']);
	});

	it('is the same from YAML and from JSON, with numbers or with decimal text', async () => {
		const asJson = await crossover(plain());
		const asYaml = await crossover(stringify(plain()), 'spec.yaml');
		const asText = await crossover(
			plain({ buy: { usdPerRequest: '0.0040' }, make: { nodeUsdPerMonth: '500.00' } })
		);
		expect(asYaml).toEqual(asJson);
		expect(asText).toEqual(asJson);
	});

	it('takes tiers as marginal prices unless they are for all units', async () => {
		const buy = { tiers: [{ fromRequests: 300_000, usdPerRequest: 0.001 }] };
		const graduated = await crossover(plain({ buy }));
		expect(graduated.intervals.at(-1)?.buyUsdTo).toBe('1900');
		const allUnits = await crossover(plain({ buy: { ...buy, tierMode: 'all-units' } }));
		expect(allUnits.intervals.at(-1)?.buyUsdTo).toBe('1000');
	});

	it('lets nothing be cheaper than the commitment', async () => {
		const { intervals } = await crossover(plain({ buy: { commitUsdPerMonth: 1_200 } }));
		expect(intervals[0]?.buyUsdFrom).toBe('1200');
	});

	it('answers for 10^12 requests as it does for a million, with a bounded list', async () => {
		const spec = plain({
			make: { nodeUsdPerMonth: 1_600.0001 },
			maxRequestsPerMonth: 1_000_000_000_000
		});
		const found = await crossover(spec);
		expect(found.intervals.at(-1)?.toRequests).toBeLessThanOrEqual(1_000_000_000_000);
		expect(found.intervals.length).toBeLessThanOrEqual(10_000);
		expect(found.verdict).toBe('never');
		const permanent = await crossover(plain({ maxRequestsPerMonth: 1_000_000_000_000 }));
		expect(permanent.permanentCrossover).toBe(500_000);
		expect(permanent.intervals.at(-1)?.toRequests).toBe(1_000_000_000_000);
	});

	it('agrees with a count of every single volume', async () => {
		const cents = fc.integer({ min: 0, max: 400 });
		const random = fc.record({
			usdPerRequest: fc.integer({ min: 1, max: 900 }),
			tierFrom: fc.integer({ min: 1, max: 120 }),
			tierPrice: fc.integer({ min: 0, max: 900 }),
			commit: cents,
			fixed: cents,
			node: fc.integer({ min: 0, max: 900 }),
			perNode: fc.integer({ min: 1, max: 60 }),
			spare: fc.integer({ min: 0, max: 2 }),
			marginal: fc.integer({ min: 0, max: 300 }),
			max: fc.integer({ min: 1, max: 200 })
		});
		await fc.assert(
			fc.asyncProperty(random, async (r) => {
				const money = (whole: number): string => (whole / 100).toFixed(2);
				const { intervals, firstCrossover } = await crossover({
					buy: {
						usdPerRequest: money(r.usdPerRequest),
						tiers: [{ fromRequests: r.tierFrom, usdPerRequest: money(r.tierPrice) }],
						commitUsdPerMonth: money(r.commit)
					},
					make: {
						fixedUsdPerMonth: money(r.fixed),
						nodeUsdPerMonth: money(r.node),
						requestsPerNodeMonth: r.perNode,
						spareNodes: r.spare,
						marginalUsdPerRequest: money(r.marginal)
					},
					maxRequestsPerMonth: r.max
				});
				const buyAt = (v: number): number =>
					Math.max(
						r.commit,
						Math.min(v, r.tierFrom) * r.usdPerRequest + Math.max(0, v - r.tierFrom) * r.tierPrice
					);
				const makeAt = (v: number): number =>
					r.fixed + r.node * (r.spare + Math.max(1, Math.ceil(v / r.perNode))) + r.marginal * v;
				const winners: string[] = [];
				for (const { fromRequests, toRequests, winner } of intervals) {
					expect(fromRequests).toBe(winners.length);
					for (let v = fromRequests; v <= toRequests; v++) winners.push(winner);
				}
				expect(winners).toHaveLength(r.max + 1);
				const counted = Array.from({ length: r.max + 1 }, (_, v) => {
					const difference = makeAt(v) - buyAt(v);
					return difference < 0 ? 'make' : difference > 0 ? 'buy' : 'tie';
				});
				expect(winners).toEqual(counted);
				// Where the winner has changed, at the tie on the way already.
				const changes: number[] = [];
				let before: string | null = null;
				let tieFrom: number | null = null;
				for (const [volume, winner] of counted.entries()) {
					if (winner === 'tie') tieFrom ??= volume;
					else {
						if (before !== null && before !== winner) changes.push(tieFrom ?? volume);
						[before, tieFrom] = [winner, null];
					}
				}
				expect(firstCrossover).toBe(changes[0] ?? null);
			}),
			{ numRuns: 40 }
		);
	});

	it('is written for a reader, within the columns of the terminal', async () => {
		const { costAt, file } = openDesk();
		const spec = file('spec.json', plain({ maxRequestsPerMonth: 1_000_000_000 }));
		const text = outputOf(await costAt(80, 'crossover', '--spec', spec));
		expect(text).toContain('first crossover: 375,000 requests a month');
		expect(text).toContain('permanent crossover: 500,000 requests a month');
		expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
	});
});

describe('the crossover of a full spec', () => {
	it('needs neither a run nor a database, and names the two that it is about', async () => {
		const { cost, file } = openDesk();
		const found = jsonOf(
			await cost('crossover', '--spec', file('full.json', typedSpec()), '--json')
		) as Found;
		expect(found).toMatchObject({ make: 'own', buy: 'api', verdict: 'crosses' });
		// One node is 730 USD for up to 1,314,000 requests: 730 / 0.002 = 365,000.
		expect(found.firstCrossover).toBe(365_000);
		expect(found.intervals[1]).toMatchObject({ fromRequests: 365_000, winner: 'tie' });
	});

	it('says what is missing where one side has no option', async () => {
		const { cost, file } = openDesk();
		const refused = refusalOf(
			await cost('crossover', '--spec', file('full.json', typedSpec({ options: [buyOption()] })))
		);
		expect(refused.message).toContain('no pair to compare');
		expect(refused).toMatchObject({ code: 'E_CONFIG', exitCode: 2 });
	});
});

describe('a broken cost spec', () => {
	const refusal = async (content: unknown, name = 'spec.yaml') => {
		const { cost, file } = openDesk();
		return refusalOf(await cost('crossover', '--spec', file(name, content), '--json'));
	};

	it('is told with every problem, its line and its path', async () => {
		const refused = await refusal(
			[
				'buy:',
				'  usdPerRequest: -0.004',
				'  tiers:',
				'    - { fromRequests: 5000, usdPerRequest: 0.003 }',
				'    - { fromRequests: 4000, usdPerRequest: 0.002 }',
				'make:',
				'  fixedUsdPerMonth: 1000',
				'  nodeUsdPerMonth: 500',
				'  requestsPerNodeMonth: 0',
				'  spareNodes: 1.5',
				'  marginalUsdPerRequest: 0',
				'  colour: red',
				'maxRequestsPerMonth: 1000'
			].join('\n')
		);
		expect(refused).toMatchObject({ code: 'E_CONFIG', exitCode: 2 });
		const at = (path: string) => refused.problems.find((problem) => problem.path.startsWith(path));
		expect(at('buy.usdPerRequest')).toMatchObject({ line: 2 });
		expect(at('buy.tiers[1].fromRequests')).toMatchObject({ line: 5 });
		expect(at('buy.tiers[1].fromRequests')?.message).toContain('must rise');
		expect(at('make.requestsPerNodeMonth')).toMatchObject({ line: 9 });
		expect(at('make.spareNodes')).toMatchObject({ line: 10 });
		expect(at('make.colour')).toMatchObject({ line: 12 });
		expect(at('make.colour')?.message).toContain('unknown key');
		expect(refused.problems.every(({ file }) => file.endsWith('spec.yaml'))).toBe(true);
	});

	it.each([
		['is empty', '', /spec\.yaml/u],
		['is not YAML', 'buy: [1, 2', /spec\.yaml/u],
		['is a list', '- 1\n- 2\n', /spec\.yaml/u],
		['has no number where one is wanted', 'buy: { usdPerRequest: cheap }', /spec\.yaml/u]
	])('is refused where it %s', async (_, content, place) => {
		const refused = await refusal(content);
		expect(refused).toMatchObject({ code: 'E_CONFIG', exitCode: 2 });
		expect(refused.message).toMatch(place);
		expect(refused.problems.length).toBeGreaterThan(0);
	});

	it('of the full form is told like the plain one, tiers that fall back included', async () => {
		const tiers = [
			{ fromRequests: 5_000, priceFactor: 0.9 },
			{ fromRequests: 5_000, priceFactor: 0.8 }
		];
		const refused = await refusal(
			typedSpec({
				options: [
					buyOption({ tiers, price: { usdPerRequest: -1 } }),
					makeOption({ rent: { onDemandUsdPerHour: 1, colour: 'red' } })
				]
			}),
			'spec.json'
		);
		const paths = refused.problems.map(({ path }) => path);
		expect(paths.some((path) => path.startsWith('options[0].price'))).toBe(true);
		expect(paths.some((path) => path.startsWith('options[1].rent'))).toBe(true);
		expect(refused.problems.every(({ line }) => line !== null)).toBe(true);
		const tiersOnly = await refusal(
			typedSpec({ options: [buyOption({ tiers }), makeOption()] }),
			'spec.json'
		);
		expect(tiersOnly.problems).toMatchObject([{ path: 'options[0].tiers[1].fromRequests' }]);
	});

	it('is E_FILE where it cannot be read', async () => {
		const { cost } = openDesk();
		const refused = refusalOf(await cost('crossover', '--spec', '/nowhere/spec.yaml'));
		expect(refused).toMatchObject({ code: 'E_FILE', exitCode: 2 });
		expect(refused.message).toContain('/nowhere/spec.yaml');
	});

	it('is asked for where it is not given', async () => {
		const { cost } = openDesk();
		expect(usageErrorOf(await cost('crossover')).message).toContain('--spec');
	});

	it('ends the process with 2, with nothing on stdout but the error as JSON', async () => {
		const workplace = createWorkplace();
		onTestFinished(() => {
			workplace[Symbol.dispose]();
		});
		const { file } = openDesk();
		const spec = file('spec.json', plain({ buy: { usdPerRequest: -1 } }));
		const ended = await runBench(['cost', 'crossover', '--spec', spec, '--json'], { workplace });
		expect(ended.code).toBe(2);
		const { error } = JSON.parse(ended.stdout) as { error: ErrorJson };
		expect(error).toMatchObject({ code: 'E_CONFIG', problems: [{ path: 'buy.usdPerRequest' }] });
		expect(ended.stderr).toContain('buy.usdPerRequest');
		expect(ended.stderr).not.toMatch(/^\s+at /mu);
	});

	it('leaves stderr empty where the spec is good', async () => {
		const workplace = createWorkplace();
		onTestFinished(() => {
			workplace[Symbol.dispose]();
		});
		const spec = fileURLToPath(new URL('../../scenarios/costs/plain.yaml', import.meta.url));
		const ended = await runBench(['cost', 'crossover', '--spec', spec, '--json'], { workplace });
		expect(ended).toMatchObject({ code: 0, stderr: '' });
		expect(JSON.parse(ended.stdout)).toMatchObject({
			firstCrossover: 17_928_995,
			permanentCrossover: 22_544_379
		});
	});
});
