/** `bench cost --spec`: options, exclusions, arithmetic with its sources, and what wrong questions get. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toDecimal } from '#core/decimal.ts';
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
import { callCommand } from './support/recorded-context.ts';
import type { ErrorJson } from './support/run-json.ts';

interface LineJson {
	id: string;
	label: string;
	usdPerMonth: string;
}

interface OptionJson {
	id: string;
	emulated: boolean;
	usdPerMonth: string;
	nodes: number | null;
	lines: LineJson[];
}

interface CostJson {
	requestsPerMonth: number;
	verdict: { state: string; sentence: string; reason: string };
	options: OptionJson[];
	excluded: (OptionJson & { reasons: string[]; exclusionUsdPerMonth: string | null })[];
	unavailable: { id: string; reason: string; remedy: string }[];
	compared: { make: string; buy: string } | null;
	notes: string[];
}

const wide = (text: string): number => Math.max(...text.split('\n').map(({ length }) => length));

describe('bench cost with a spec', () => {
	it('needs no database where nothing refers to one, and ranks the options by cost', async () => {
		const { cost, file } = openDesk();
		const found = jsonOf(await cost('--spec', file('c.json', typedSpec()), '--json')) as CostJson;
		expect(found.options).toMatchObject([
			// 3 M requests on nodes of 1,314,000 are 3 nodes of 730 USD.
			{ id: 'own', usdPerMonth: '2190', nodes: 3 },
			{ id: 'api', usdPerMonth: '6000', nodes: null }
		]);
		expect(found).toMatchObject({
			requestsPerMonth: 3_000_000,
			compared: { make: 'own', buy: 'api' }
		});
	});

	it('has lines that add up to the cost of every option, exactly', async () => {
		const { cost, file } = openDesk();
		const spec = typedSpec({
			options: [
				buyOption({
					tiers: [{ fromRequests: 1_000_000, priceFactor: 0.7 }],
					commitUsdPerMonth: 50
				}),
				makeOption({ staff: { baseFte: 0.3 }, recertification: { usd: 1_000, everyMonths: 7 } })
			],
			quality: { humanUsd: 0.3, errorUsd: 2, unnoticedShare: 0.1 }
		});
		const found = jsonOf(await cost('--spec', file('c.json', spec), '--json')) as CostJson;
		for (const { lines, usdPerMonth } of found.options) {
			const sum = lines.reduce((total, line) => total.plus(line.usdPerMonth), toDecimal(0));
			expect(sum.toFixed()).toBe(usdPerMonth);
		}
	});

	it('takes the volume of the command line in place of the demand', async () => {
		const { cost, file } = openDesk();
		const spec = file('c.json', typedSpec());
		const found = jsonOf(await cost('--spec', spec, '--volume', '1000', '--json')) as CostJson;
		expect(found.requestsPerMonth).toBe(1_000);
		const withoutDemand = file('d.json', typedSpec({ demand: {} }));
		expect(
			(jsonOf(await cost('--spec', withoutDemand, '--volume', '1000', '--json')) as CostJson)
				.requestsPerMonth
		).toBe(1_000);
	});

	it('fits a terminal of 80 columns, with no words broken and no unit in our own jargon', async () => {
		const { costAt, file } = openDesk();
		const spec = file(
			'c.json',
			typedSpec({
				options: [
					buyOption({ title: 'the frontier API with a name that is long enough to be wrapped' }),
					makeOption({
						title: 'an open model of some size on GPUs that are rented by the hour',
						rent: { onDemandUsdPerHour: { low: 0.8, value: 1, high: 1.4 } }
					})
				]
			})
		);
		const text = outputOf(await costAt(80, '--spec', spec, '--explain'));
		expect(wide(text)).toBeLessThanOrEqual(80);
		expect(text).not.toMatch(/\bbasis\b|κ/u);
	});
});

describe('an option that breaks a constraint', () => {
	const excluded = async (changes: Record<string, unknown>, api: Record<string, unknown> = {}) => {
		const { cost, file } = openDesk();
		const spec = file(
			'c.json',
			typedSpec({
				options: [
					buyOption({ price: { usdPerRequest: 0.0001 }, ...api }),
					makeOption({ dataLeaves: false, region: 'eu' })
				],
				...changes
			})
		);
		const json = jsonOf(await cost('--spec', spec, '--json')) as CostJson;
		return { json, text: outputOf(await cost('--spec', spec)) };
	};

	it('is shown with the reason and with what leaving it out costs', async () => {
		const { json, text } = await excluded({ constraints: { dataMayLeave: false } });
		expect(json.options.map(({ id }) => id)).toEqual(['own']);
		// 2,190 − 3,000,000 × 0.0001
		expect(json.excluded).toMatchObject([{ id: 'api', exclusionUsdPerMonth: '1890' }]);
		expect(json.compared).toBeNull();
		expect(text).toMatch(/Left out\n {2}the API: .*data.*leaving it out costs \$1,890 a month/u);
	});

	it('leaves nothing where all break it, which is said instead of a figure', async () => {
		const { cost, file } = openDesk();
		const spec = file('c.json', typedSpec({ constraints: { dataMayLeave: false } }));
		const text = outputOf(await cost('--spec', spec));
		expect(text).toContain('No option can be computed.');
		expect(text).toContain('no option is left that is allowed');
		expect(text).not.toContain('it would not be cheaper');
	});

	it('is out by region, and costs nothing where it would not be cheaper', async () => {
		const { json, text } = await excluded(
			{ constraints: { regions: ['eu'] } },
			{ region: 'us', price: { usdPerRequest: 0.01 } }
		);
		expect(json.excluded).toMatchObject([{ id: 'api', exclusionUsdPerMonth: null }]);
		expect(json.excluded[0]?.reasons.join()).toContain('us');
		expect(text).toContain('it would not be cheaper');
	});

	it('is out where the provider allows fewer requests than the busiest hour brings', async () => {
		// 3 M × 2 / 730 / 60 = 137 requests a minute.
		const out = await excluded({}, { limits: { requestsPerMinute: 136 } });
		expect(out.json.excluded.map(({ id }) => id)).toEqual(['api']);
		const allowed = await excluded({}, { limits: { requestsPerMinute: 138 } });
		expect(allowed.json.excluded).toEqual([]);
	});
});

/** A printed number: `$1,234.50/Mtok`, `0.25 FTE`, `12 months/year` → its value. */
const numberIn = (text: string): number =>
	Number(/-?[\d,]+(?:\.\d+)?/u.exec(text)?.[0].replaceAll(',', ''));

/** Value of a printed product, from left to right. */
const evaluated = (arithmetic: string): number => {
	let product = 1;
	for (const [, sign, factor] of ` × ${arithmetic}`.matchAll(/ ([×÷]) (.+?)(?= [×÷] |$)/gu)) {
		const difference = /^\(([\d.,]+) − ([\d.,]+)/u.exec(factor ?? '');
		const value = difference
			? numberIn(difference[1] ?? '') - numberIn(difference[2] ?? '')
			: numberIn(factor ?? '');
		product = sign === '×' ? product * value : product / value;
	}
	return product;
};

describe('bench cost --explain', () => {
	const explained = async (columns: number | null = null): Promise<string> => {
		const { cost, costAt, file } = openDesk();
		const spec = file(
			'c.json',
			typedSpec({
				quality: { humanUsd: 0.37, errorUsd: 5, unnoticedShare: 0.1 },
				options: [
					{
						id: 'api',
						title: 'the API',
						kind: 'buy',
						tokens: { uncachedInput: 733, output: 17 },
						price: {
							inputUsdPerMtok: 1.2345,
							outputUsdPerMtok: 9.87,
							source: 'price list of the vendor',
							asOf: '2026-11-20'
						},
						acceptShare: 0.93
					},
					{
						id: 'own',
						title: 'our servers',
						kind: 'make-owned',
						capacity: { requestsPerSPerNode: { value: 7.3, source: 'load test of May' } },
						node: { purchaseUsd: 123_457, nameplateW: 10_200 },
						acceptShare: { low: 0.85, value: 0.91, high: 0.95 }
					}
				]
			})
		);
		const args = ['--spec', spec, '--explain'];
		return outputOf(columns === null ? await cost(...args) : await costAt(columns, ...args));
	};

	it('prints lines that a reader multiplies out to the same figures', async () => {
		const text = await explained();
		const lines = [
			...text.matchAll(
				/^ {2}(\S.+?) {2,}(−?\$[\d,.]+)\n {4}(.+) = (\$[\d,.]+) (a month|a month for each node|for each request)(?:, × ([\d,]+) (?:nodes|requests))?$/gmu
			)
		];
		expect(lines.length).toBeGreaterThanOrEqual(12);
		for (const [, label, amount, arithmetic, each, , quantity] of lines) {
			const product = evaluated(arithmetic ?? '');
			const [unit, month] = [numberIn(each ?? ''), numberIn(amount ?? '')];
			expect(Math.abs(product - unit), label).toBeLessThanOrEqual(Math.abs(unit) * 1e-8);
			const total = unit * (quantity === undefined ? 1 : numberIn(quantity));
			expect(Math.abs(total - month), label).toBeLessThanOrEqual(0.0051);
		}
	});

	it('says of every number where it comes from, and which are our defaults', async () => {
		const text = await explained();
		const table = text.split('Where the numbers come from').slice(1).join('\n');
		expect(table).toMatch(
			/input, price: \$1\.2345\/Mtok\n {4}typed in: price list of the vendor \(2026-11-20\)/u
		);
		expect(table).toMatch(/cost of capital a year: .+\n {4}our default: \S/u);
		expect(table).toContain('load test of May');
		expect(table).toMatch(/share of answers that are right: 0\.91, 0\.85 to 0\.95\n/u);
	});

	it('keeps the sources on a narrow terminal', async () => {
		const text = await explained(60);
		expect(text.replaceAll(/\s+/gu, ' ')).toContain('price list of the vendor (2026-11-20)');
	});
});

describe('a wrong question to bench cost', () => {
	it('is answered with what to do, and nothing is printed', async () => {
		const { cost, file } = openDesk();
		const spec = file('c.json', typedSpec());
		const nothing = refusalOf(await cost());
		expect(nothing).toMatchObject({ code: 'E_USAGE', exitCode: 2 });
		const both = refusalOf(await cost('--spec', spec, '--run', 'latest'));
		expect(both).toMatchObject({ code: 'E_USAGE', exitCode: 2 });
		expect(both.message).toBe('--run and --spec cannot be used together');
		expect(nothing.hint).toContain('bench cost');
		const other = refusalOf(await cost('invoices', '--spec', spec));
		expect(other.message).toContain('"letters", not "invoices"');
		// One that is named was meant, even where nothing of this spec would be looked up in it.
		const noDatabase = refusalOf(
			await callCommand('cost', ['--spec', spec, '--db', 'file:missspelt.db'])
		);
		expect(noDatabase).toMatchObject({ code: 'E_NOT_FOUND', exitCode: 2 });
		expect(noDatabase.message).toBe('there is no database missspelt.db');
		expect(noDatabase.hint).toContain('--db');
	});

	it('with a plain spec is told which command reads it', async () => {
		const { cost, file } = openDesk();
		const spec = file('plain.json', {
			buy: { usdPerRequest: 1 },
			make: {
				fixedUsdPerMonth: 1,
				nodeUsdPerMonth: 1,
				requestsPerNodeMonth: 1,
				spareNodes: 0,
				marginalUsdPerRequest: 0
			},
			maxRequestsPerMonth: 10
		});
		const refused = refusalOf(await cost('--spec', spec));
		expect(refused).toMatchObject({ code: 'E_USAGE' });
		expect(refused.hint).toContain('bench cost crossover');
	});

	it.each([
		['--volume', '0'],
		['--volume', '1.5'],
		['--at', '2026-02-30'],
		['--at', 'yesterday']
	])('with %s %s is refused on the command line', async (flag, value) => {
		const { cost, file } = openDesk();
		const refused = usageErrorOf(await cost('--spec', file('c.json', typedSpec()), flag, value));
		expect(refused.message).toContain(flag);
	});

	it('without any volume names the ways to give one', async () => {
		const { cost, file } = openDesk();
		const refused = refusalOf(await cost('--spec', file('c.json', typedSpec({ demand: {} }))));
		expect(refused).toMatchObject({ code: 'E_CONFIG', exitCode: 2 });
		expect(refused.hint).toMatch(/--volume.*demand\.requestsPerMonth/u);
	});

	it('about a model that the price book lacks names the option and how to look for it', async () => {
		const { cost, file } = openDesk();
		const spec = typedSpec({
			options: [
				{
					id: 'api',
					kind: 'buy',
					tokens: { uncachedInput: 100, output: 10 },
					price: { provider: 'openai', model: 'no-such-model' }
				},
				makeOption()
			]
		});
		const refused = refusalOf(await cost('--spec', file('c.json', spec)));
		expect(refused).toMatchObject({ code: 'E_CONFIG', exitCode: 2 });
		expect(refused.message).toContain('option "api"');
		expect(refused.hint).toContain('bench price list');
	});

	it('about a quote that is not stored is refused', async () => {
		const { cost, quote, file } = openDesk();
		const example = new URL('../../scenarios/quotes/api-corvid.yaml', import.meta.url).pathname;
		outputOf(await quote('import', example));
		const withQuote = (option: Record<string, unknown>): string =>
			file('c.json', typedSpec({ options: [option, buyOption()] }));
		const unknown = refusalOf(
			await cost('--spec', withQuote(makeOption({ rent: { quote: 'NO-1' } })))
		);
		expect(unknown).toMatchObject({ code: 'E_NOT_FOUND', exitCode: 2 });
		expect(unknown.message).toContain('NO-1');
		const wrongKind = refusalOf(
			await cost('--spec', withQuote(makeOption({ rent: { quote: 'CM-ENT-2093' } })))
		);
		expect(wrongKind).toMatchObject({ code: 'E_CONFIG', exitCode: 2 });
		expect(wrongKind.message).toMatch(/option "own".*gpu-cloud.*api-contract/u);
	});

	it('about a quote that has run out leaves the option out and says until when it held', async () => {
		const { cost, quote, file } = openDesk();
		const example = new URL('../../scenarios/quotes/api-corvid.yaml', import.meta.url).pathname;
		const written = readFileSync(example, 'utf8').replace(
			/^validUntil: .*$/mu,
			'validUntil: 2026-12-20'
		);
		outputOf(await quote('import', file('corvid.yaml', written)));
		const spec = file(
			'c.json',
			typedSpec({
				options: [
					{
						id: 'corvid',
						title: 'Corvid',
						kind: 'buy',
						price: { quote: 'CM-ENT-2093' },
						tokens: { uncachedInput: 100, output: 10 }
					},
					makeOption()
				]
			})
		);
		const late = jsonOf(await cost('--spec', spec, '--at', '2026-12-21', '--json')) as CostJson;
		expect(late.unavailable).toMatchObject([{ id: 'corvid' }]);
		expect(late.unavailable[0]?.reason).toContain('expired on 2026-12-20');
		const text = outputOf(await cost('--spec', spec, '--at', '2026-12-21'));
		expect(text).toMatch(/Corvid: quote .+ expired on 2026-12-20\. Ask the vendor/u);
		const inTime = jsonOf(await cost('--spec', spec, '--at', '2026-12-20', '--json')) as CostJson;
		expect(inTime.options.map(({ id }) => id)).toContain('corvid');
	});

	it('ends the process with 2 and the same error as JSON on stdout', async () => {
		const workplace = createWorkplace();
		onTestFinished(() => {
			workplace[Symbol.dispose]();
		});
		const ended = await runBench(['cost', 'letters', '--json'], { workplace });
		expect(ended.code).toBe(2);
		const { error } = JSON.parse(ended.stdout) as { error: ErrorJson };
		expect(error.code).toBe('E_NOT_FOUND');
		expect(ended.stderr).toMatch(/^error E_NOT_FOUND: .+\nhint: .+\n$/u);
	});
});
