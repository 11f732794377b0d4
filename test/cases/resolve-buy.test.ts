/** Bought options at prices of the price book: cache, calls, service tier, region, and prices that depend on the time of day. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import {
	jsonOf,
	makeOption,
	openDesk,
	typedSpec,
	type CostDesk
} from '../commands/support/cost-desk.ts';
import { boughtTarget, storeMeasuredRun } from '../commands/support/measured-run.ts';

interface CostJson {
	options: {
		id: string;
		usdPerMonth: string;
		interval90UsdPerMonth: { low: string; high: string } | null;
	}[];
	unavailable: { id: string; reason: string }[];
	notes: string[];
}

const entry = (modelId: string, terms: Record<string, unknown> = {}) => ({
	providerId: 'acme',
	modelId,
	terms: 'negotiated',
	inputUsdPerMtok: '2',
	outputUsdPerMtok: '10',
	sourceUrl: 'contract 4711',
	asOf: '2026-11-01',
	enteredBy: 'procurement',
	...terms
});

/** Twice the price from 01:00 to 04:00 UTC; at weekends as well until 2026-08-22, a Saturday. */
const timeWindows = [
	{ fromUtc: '01:00', toUtc: '04:00', factor: 2, validTo: '2026-08-22' },
	{
		fromUtc: '01:00',
		toUtc: '04:00',
		weekdaysUtc: ['mon', 'tue', 'wed', 'thu', 'fri'],
		factor: 2,
		validFrom: '2026-08-23'
	}
];

const prices = {
	entries: [
		entry('plain', { cacheReadUsdPerMtok: '0.5' }),
		entry('no-cache-price'),
		entry('searching', { calls: [{ call: 'web-search', usdPer1kCalls: 10 }] }),
		entry('tiered', {
			cacheReadUsdPerMtok: '0.5',
			regions: [{ region: 'us', factor: 1.1 }],
			serviceTiers: [{ tier: 'batch', factor: 0.5, withCache: 'stacks' }]
		}),
		entry('by-the-hour', { timeWindows }),
		entry('new', { timeWindows, validFrom: '2026-11-25' }),
		entry('new-and-flat', { timeWindows: timeWindows.slice(0, 1), validFrom: '2026-11-25' })
	]
};

/** 1,000 tokens in and 100 out are 0.003 USD at 2 and 10 USD a million, a million of them 3,000 USD. */
const tokens = { uncachedInput: 1_000, output: 100 };

const costOf = async (
	{ cost, file }: CostDesk,
	price: Record<string, unknown>,
	{
		option = { tokens },
		demand = {},
		at = ['--at', '2026-11-20']
	}: { option?: Record<string, unknown>; demand?: Record<string, unknown>; at?: string[] } = {}
): Promise<CostJson> => {
	const api = { id: 'api', kind: 'buy', price: { provider: 'acme', ...price }, ...option };
	const spec = typedSpec({
		demand: { requestsPerMonth: 1_000_000, ...demand },
		options: [api],
		draws: 100
	});
	return jsonOf(
		await cost(
			...['--spec', file('c.json', spec), '--prices', file('prices.yaml', stringify(prices))],
			...at,
			'--json'
		)
	) as CostJson;
};

const usdOf = ({ options }: CostJson): number => Number(options[0]?.usdPerMonth);

describe('the share of the input that a cache serves', () => {
	it('takes the place of what was typed, written tokens included', async () => {
		const typed = {
			tokens: { uncachedInput: 500, cacheRead: 300, cacheWrite: { '5m': 200 }, output: 100 },
			cacheableShare: 0.6
		};
		const found = await costOf(openDesk(), { model: 'plain' }, { option: typed });
		// 400 × 2, 600 × 0.5 and 100 × 10 USD per million are 0.0021 USD.
		expect(usdOf(found)).toBe(2_100);
	});

	it('takes the place of what was measured', async () => {
		const desk = openDesk();
		await storeMeasuredRun(desk.databaseUrl, {
			id: '01RUN',
			useCase: 'letters',
			targets: [{ target: boughtTarget, levels: [{ offeredPerS: 1, sloMetShare: 1 }], right: 1 }]
		});
		const run = { run: '01RUN', target: 'api' };
		const at = async (cacheableShare: number) =>
			usdOf(await costOf(desk, { model: 'plain' }, { option: { run, cacheableShare } }));
		// 500 in and 20 out: 0.001 and 0.0002 USD without a cache, 0.00025 for the input with a whole one.
		expect(await at(0)).toBe(1_200);
		expect(await at(0.5)).toBe(825);
		expect(await at(1)).toBe(450);
	});

	it('is doubtful where it was measured on answers whose usage does not add up, with a mark, a sentence and a number', async () => {
		const desk = openDesk();
		const answer = (item: number) => ({ isInconsistent: item === 7 });
		const levels = [{ offeredPerS: 1, sloMetShare: 1 }];
		for (const [id, each] of [
			['01RUN', { answer }],
			['02RUN', {}]
		] as const) {
			const targets = [{ target: boughtTarget, levels, right: 1, ...each }];
			await storeMeasuredRun(desk.databaseUrl, { id, useCase: 'letters', targets });
		}
		const files = (run: string): string[] => {
			const price = { provider: 'acme', model: 'plain' };
			const api = { id: 'api', kind: 'buy', price, run: { run, target: 'api' } };
			const spec = typedSpec({
				demand: { requestsPerMonth: 1_000_000 },
				options: [api],
				draws: 100
			});
			const names = [desk.file('c.json', spec), desk.file('prices.yaml', stringify(prices))];
			return ['--spec', names[0] ?? '', '--prices', names[1] ?? '', '--at', '2026-11-20'];
		};
		const found = jsonOf(await desk.cost(...files('01RUN'), '--json')) as CostJson;
		expect(found.options).toMatchObject([{ id: 'api', inconsistentUsage: 1 }]);
		const sentence = '1 answer whose usage does not add up: what it cost is doubtful';
		expect(found.notes).toContain(`api: ${sentence}`);
		const { stdout } = await desk.cost(...files('01RUN'));
		expect(stdout).toMatch(/\$1,200†/u);
		expect(stdout).toContain(`† api: ${sentence}.`);
		const sound = jsonOf(await desk.cost(...files('02RUN'), '--json')) as CostJson;
		expect(sound.options).toMatchObject([{ id: 'api', inconsistentUsage: 0 }]);
		expect((await desk.cost(...files('02RUN'))).stdout).not.toContain('†');
	});

	it('leaves the range of the output tokens as it is', async () => {
		const { cost, file } = openDesk();
		const price = { provider: 'acme', model: 'plain' };
		const output = { low: 50, value: 100, high: 150 };
		const api = { id: 'api', kind: 'buy', price, tokens: { uncachedInput: 1_000, output } };
		const options = [{ ...api, cacheableShare: 0.6 }, makeOption()];
		const spec = file('c.json', typedSpec({ options, draws: 100 }));
		const found = jsonOf(
			await cost(
				...['--spec', spec, '--prices', file('prices.yaml', stringify(prices))],
				...['--at', '2026-11-20', '--json']
			)
		) as CostJson;
		const { low, high } = found.options.find(({ id }) => id === 'api')?.interval90UsdPerMonth ?? {};
		expect(Number(high)).toBeGreaterThan(Number(low));
	});

	it('leaves the option out where the list has no price of cached tokens', async () => {
		const option = { tokens, cacheableShare: 0.5 };
		const found = await costOf(openDesk(), { model: 'no-cache-price' }, { option });
		expect(found.options).toEqual([]);
		expect(found.unavailable).toMatchObject([{ id: 'api' }]);
		expect(found.unavailable[0]?.reason).toContain('cache read');
		const none = { tokens, cacheableShare: 0 };
		expect(usdOf(await costOf(openDesk(), { model: 'no-cache-price' }, { option: none }))).toBe(
			3_000
		);
	});
});

describe('calls that are billed apart', () => {
	it('are paid by their number in a request', async () => {
		const price = { model: 'searching', calls: { 'web-search': 1.2 } };
		// 1.2 calls at 10 USD a thousand.
		expect(usdOf(await costOf(openDesk(), price))).toBe(3_000 + 12_000);
	});

	it('leave the option out where the list does not know them', async () => {
		const price = { model: 'searching', calls: { 'file-search': 1 } };
		const found = await costOf(openDesk(), price);
		expect(found.unavailable[0]?.reason).toContain('file-search calls');
	});
});

describe('service tier and region', () => {
	it.each([
		[{}, 3_000],
		[{ serviceTier: 'batch' }, 1_500],
		[{ region: 'us' }, 3_300],
		[{ serviceTier: 'batch', region: 'us' }, 1_650]
	])('of %o cost %d USD a month', async (terms, usd) => {
		expect(usdOf(await costOf(openDesk(), { model: 'tiered', ...terms }))).toBe(usd);
	});

	it.each([
		[{ serviceTier: 'priority' }, 'price of service tier priority'],
		[{ region: 'eu' }, 'price in region eu']
	])('of %o leave the option out: %s', async (terms, what) => {
		const found = await costOf(openDesk(), { model: 'tiered', ...terms });
		expect(found.options).toEqual([]);
		expect(found.unavailable[0]?.reason).toContain(what);
	});
});

describe('a price that depends on the time of day', () => {
	afterEach(() => {
		vi.useRealTimers();
	});

	it('is weighted evenly over the week without a profile, and that is said', async () => {
		const found = await costOf(openDesk(), { model: 'by-the-hour' });
		// 15 of 168 hours are twice as dear.
		expect(usdOf(found)).toBeCloseTo(3_000 * (1 + 15 / 168), 9);
		expect(found.notes.join('\n')).toContain('spread evenly over the week');
	});

	it('follows the profile of the demand', async () => {
		const profile = (isBusy: (hour: number) => boolean) =>
			Array.from({ length: 168 }, (_, hour) => (isBusy(hour) ? 1 : 0));
		const at = async (isBusy: (hour: number) => boolean) =>
			usdOf(
				await costOf(openDesk(), { model: 'by-the-hour' }, { demand: { profile: profile(isBusy) } })
			);
		expect(await at((hour) => hour === 24 + 1)).toBeCloseTo(6_000, 9);
		expect(await at((hour) => hour % 24 >= 12)).toBeCloseTo(3_000, 9);
		expect(await at((hour) => hour % 24 === 1)).toBeCloseTo(3_000 * (1 + 5 / 7), 9);
	});

	it('is the same at any hour at which somebody asks', async () => {
		vi.useFakeTimers({ toFake: ['Date'] });
		const asked = [];
		// In a dear hour of a Wednesday, in a cheap one, and on a Sunday.
		for (const now of ['2026-11-25T02:00:00Z', '2026-11-25T20:00:00Z', '2026-11-29T02:00:00Z']) {
			vi.setSystemTime(now);
			asked.push(usdOf(await costOf(openDesk(), { model: 'by-the-hour' }, { at: [] })));
		}
		expect(asked).toEqual([asked[0], asked[0], asked[0]]);
		expect(asked[0]).toBeCloseTo(3_000 * (1 + 15 / 168), 9);
	});

	it('holds in the very week in which its hours change as it does on the day asked for', async () => {
		const on = async (day: string) =>
			usdOf(await costOf(openDesk(), { model: 'by-the-hour' }, { at: ['--at', day] }));
		expect(await on('2026-08-18')).toBeCloseTo(3_000 * (1 + 21 / 168), 9);
		expect(await on('2026-08-22')).toBeCloseTo(3_000 * (1 + 21 / 168), 9);
		expect(await on('2026-08-23')).toBeCloseTo(3_000 * (1 + 15 / 168), 9);
	});

	it.each([
		['new', 3_000 * (1 + 15 / 168)],
		['new-and-flat', 3_000]
	])('of the list "%s" holds from its first day on, a Wednesday', async (model, usd) => {
		const found = await costOf(openDesk(), { model }, { at: ['--at', '2026-11-25'] });
		expect(usdOf(found)).toBeCloseTo(usd, 9);
	});
});
