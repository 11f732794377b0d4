/** Quotes in a cost spec: imported, levelled, and computed to amounts that are reckoned by hand. */
import { describe, expect, it } from 'vitest';
import type { QuoteKind } from '#core/quote/quote-line.ts';
import { written, type Written } from '../core/quote/sample-quote.ts';
import {
	jsonOf,
	makeOption,
	openDesk,
	outputOf,
	typedSpec,
	type CostDesk
} from '../commands/support/cost-desk.ts';

interface OptionJson {
	id: string;
	usdPerMonth: string;
	nodes: number | null;
	lines: { id: string; label: string; usdPerMonth: string }[];
}

interface CostJson {
	options: OptionJson[];
	excluded: { id: string; reasons: string[] }[];
	unavailable: { id: string; reason: string }[];
	notes: string[];
}

const at = ['--at', '2026-11-20'];

/** A sample quote with changes and more lines. */
const quoteOf = (
	kind: QuoteKind,
	changes: Written = {},
	more: readonly Written[] = []
): Written => ({
	...written[kind],
	number: kind,
	...changes,
	lines: [...(written[kind]['lines'] as Written[]), ...more]
});

const costOf = async (
	quotes: readonly Written[],
	option: Record<string, unknown>,
	changes: Record<string, unknown> = {},
	desk: CostDesk = openDesk()
): Promise<CostJson> => {
	for (const quote of quotes) {
		outputOf(await desk.quote('import', desk.file('quote.yaml', quote)));
	}
	const spec = typedSpec({
		demand: { requestsPerMonth: 1_000_000, peakToAverage: 2 },
		options: [option],
		// No interest, so that everything is spread evenly over the 36 months.
		discountRatePerYear: 0,
		offerHosts: false,
		draws: 100,
		...changes
	});
	return jsonOf(await desk.cost('--spec', desk.file('c.json', spec), ...at, '--json')) as CostJson;
};

const only = ({ options, unavailable }: CostJson): OptionJson => {
	const [option] = options;
	if (!option) throw new Error(JSON.stringify(unavailable));
	return option;
};
const lineUsd = (option: OptionJson, id: string): number | null => {
	const line = option.lines.find((each) => each.id === id);
	return line ? Number(line.usdPerMonth) : null;
};
/** All costs but those named add up to nothing. */
const expectLines = (option: OptionJson, expected: Record<string, number>): void => {
	for (const [id, usd] of Object.entries(expected)) {
		expect(lineUsd(option, id), id).toBeCloseTo(usd, 6);
	}
	const sum = Object.values(expected).reduce((total, usd) => total + usd, 0);
	expect(Number(option.usdPerMonth)).toBeCloseTo(sum, 6);
};

/** A node of 1 request/s, 1,314,000 a month at a peak of 2, that draws nothing, looked after by nobody. */
const owned = (node: Record<string, unknown>, changes: Record<string, unknown> = {}) => ({
	id: 'own',
	kind: 'make-owned',
	capacity: { requestsPerSPerNode: 1 },
	headroomShare: 1,
	spareNodes: 0,
	staff: { baseFte: 0, ftePerNode: 0 },
	node: {
		nameplateW: 0,
		lifeYears: 4,
		residualShare: 0,
		supportShareOfPricePerYear: 0.06,
		...node
	},
	...changes
});
const quotedNode = (changes: Record<string, unknown> = {}) =>
	owned({ quote: 'server-purchase', ...changes });

describe('a quote for servers', () => {
	it('gives the price of a node with network and installation, its warranty, and support after it by assumption', async () => {
		const found = await costOf([quoteOf('server-purchase')], quotedNode());
		// 600,000 / 2 and 48,000 / 2 over 48 months; 6 % a year of the servers in the last of four years.
		expectLines(only(found), { capital: 6_250, network: 500, recurring: 0, support: 375 });
		expect(found.notes).toContain('own: the quote is for 2 nodes; more are priced the same');
	});

	it('goes by a warranty of the spec before its own', async () => {
		const found = await costOf([quoteOf('server-purchase')], quotedNode({ warrantyYears: 2 }));
		expectLines(only(found), { capital: 6_250, network: 500, recurring: 0, support: 750 });
	});

	it('brings what recurs, and then no support is assumed', async () => {
		const support = {
			id: 'y',
			item: 'support',
			quantity: 2,
			unit: 'node',
			unitPrice: 12_000,
			recurring: 'year'
		};
		const found = await costOf([quoteOf('server-purchase', {}, [support])], quotedNode());
		// Three times 24,000 for two nodes in 36 months.
		expectLines(only(found), { capital: 6_250, network: 500, recurring: 1_000 });
		expect(lineUsd(only(found), 'support')).toBeNull();
	});

	it('has support put in its place where the warranty ends within the horizon, and says so', async () => {
		const found = await costOf([quoteOf('server-purchase', { warrantyMonths: 12 })], quotedNode());
		// 6 % a year of the 600,000 for the servers alone, in 24 of 36 months, for two nodes.
		expectLines(only(found), { capital: 6_250, network: 500, recurring: 1_000 });
		expect(found.notes.join('\n')).toMatch(
			/own: quote .+ has no support: 6 % of the servers a year/u
		);
	});

	it('costs what the same amounts cost where they are typed: only the server is sold and under support', async () => {
		const typed = owned({ purchaseUsd: 300_000, networkAndInstallShare: 0.08, warrantyYears: 3 });
		const [byQuote, byHand] = [
			await costOf([quoteOf('server-purchase')], quotedNode()),
			await costOf([], typed)
		];
		expect(Number(only(byQuote).usdPerMonth)).toBeCloseTo(Number(only(byHand).usdPerMonth), 6);
	});
});

/** Servers of 5 kW for 48,000 USD, that is 1,000 USD a month, with no support and idle power of 1, under load 3 kW. */
const hosted = (changes: Record<string, unknown> = {}, spec: Record<string, unknown> = {}) =>
	owned(
		{
			purchaseUsd: 48_000,
			networkAndInstallShare: 0,
			supportShareOfPricePerYear: 0,
			nameplateW: 5_000,
			idleW: 1_000,
			loadW: 3_000,
			...changes
		},
		{ site: { kind: 'colocation', quote: 'colocation' }, usdPerKwh: 0.1, ...spec }
	);

const siteUsd = (option: OptionJson): number =>
	(lineUsd(option, 'site') ?? 0) + (lineUsd(option, 'site-unused') ?? 0);

describe('a quote for colocation', () => {
	it('charges all of its commitment where the smallest fleet draws less', async () => {
		const found = await costOf([quoteOf('colocation')], hosted());
		// 20 × 195 + 2 × 300 + 4 × 120 + 3,600 / 36 = 5,080 for 20 kW, of which one node takes 5.
		expectLines(only(found), { capital: 1_000, site: 1_270, 'site-unused': 3_810 });
	});

	it('charges the power of further nodes at the same rate, and says so', async () => {
		// 26 M requests need 20 nodes of 5 kW.
		const found = await costOf([quoteOf('colocation')], hosted(), {
			demand: { requestsPerMonth: 26_000_000, peakToAverage: 2 }
		});
		expect(only(found).nodes).toBe(20);
		expect(lineUsd(only(found), 'site')).toBeCloseTo(100 * 254, 6);
		expect(found.notes.join('\n')).toMatch(
			/own: the place is for 20 kW; .* further nodes are charged at the same rate/u
		);
	});

	it('has no unused power where the smallest fleet draws it all', async () => {
		const found = await costOf([quoteOf('colocation')], hosted({}, { minNodes: 4 }));
		expect(siteUsd(only(found))).toBeCloseTo(5_080, 6);
		expect(lineUsd(only(found), 'site-unused')).toBeNull();
	});

	it('bills metered power by the watts of the node, once, at no more than the capped PUE', async () => {
		const more = {
			id: 'mp',
			item: 'metered-power',
			quantity: 9_490,
			unit: 'kwh',
			unitPrice: 0.12,
			recurring: 'month'
		};
		for (const quote of [
			quoteOf('colocation', { power: 'metered', pueCap: 1.3 }),
			quoteOf('colocation', { power: 'metered', pueCap: 1.3 }, [more])
		]) {
			const found = await costOf([quote], hosted());
			expectLines(only(found), {
				capital: 1_000,
				site: 1_270,
				'site-unused': 3_810,
				// 1 kW × 730 h and 2 kW × 1 s for each of a million requests, × 1.3 × 0.1 USD.
				'power-idle': 94.9,
				'power-load': (2_000 / 3_600_000) * 1_000_000 * 1.3 * 0.1
			});
			expect(found.notes.join('\n')).not.toContain('metered-power');
		}
	});

	it.each([
		['the cap where more is typed', 1.6, 1.3, 1.3],
		['what is typed where that is less', 1.1, 1.3, 1.1],
		['our default where that is less than the cap', undefined, 1.9, 1.5]
	])('bills power at %s', async (_, pue, pueCap, billed) => {
		const spec = pue === undefined ? {} : { pue };
		const quote = quoteOf('colocation', { power: 'metered', pueCap });
		const found = await costOf([quote], hosted({}, spec));
		expect(lineUsd(only(found), 'power-idle')).toBeCloseTo(73 * billed, 6);
	});

	it('has no electricity beside it where the rate holds it', async () => {
		const option = only(await costOf([quoteOf('colocation')], hosted()));
		expect(option.lines.some(({ id }) => id.startsWith('power'))).toBe(false);
	});
});

/** The sample: 8 GPUs at 2.35 USD an hour, 500 for storage, 200 for traffic, 900 for support: 15,324 USD a month. */
const rented = (changes: Record<string, unknown> = {}, rent: Record<string, unknown> = {}) => ({
	...makeOption({ gpusPerNode: 4, ...changes }),
	rent: { quote: 'gpu-cloud', ...rent }
});

describe('a quote of a GPU cloud', () => {
	it.each([
		[36, null],
		[48, 'the offer runs 36 months; for the rest it is taken to renew at the same price'],
		[24, 'the offer binds for 12 months beyond the compared term']
	])('over %i months says what is taken of its term', async (horizonMonths, words) => {
		const quote = quoteOf('gpu-cloud', { termMonths: 36, autoRenewal: undefined });
		const text = (await costOf([quote], rented(), { horizonMonths })).notes.join('\n');
		if (words === null) expect(text).not.toContain('the offer');
		else expect(text).toContain(words);
	});

	it('makes a node of its GPUs, all in', async () => {
		const found = await costOf([quoteOf('gpu-cloud')], rented());
		expect(Number(only(found).usdPerMonth)).toBeCloseTo(15_324 / 2, 6);
		expect(found.notes.join('\n')).toContain('own: the quote is for 8 GPUs, 2 nodes');
		const whole = await costOf([quoteOf('gpu-cloud')], rented({ gpusPerNode: 8 }));
		expect(Number(only(whole).usdPerMonth)).toBeCloseTo(15_324, 6);
		const single = await costOf([quoteOf('gpu-cloud')], rented({ gpusPerNode: undefined }));
		expect(Number(only(single).usdPerMonth)).toBeCloseTo(15_324 / 8, 6);
	});

	/** Six hours of every day are busy: 1.5 M requests in them need 2 nodes, and 1 in the others. */
	const followsWeek = {
		demand: {
			requestsPerMonth: 1_500_000,
			profile: Array.from({ length: 168 }, (_, hour) => (hour % 24 < 6 ? 2 : 1))
		}
	};

	it('follows the week where it is on demand', async () => {
		const found = await costOf(
			[quoteOf('gpu-cloud', { mode: 'on-demand' })],
			rented({}, { scaling: 'hourly' }),
			followsWeek
		);
		// The mean is 1.25: 1.6 × 0.5708 requests/s is below 1, so one node does; of 3 M it takes two.
		expect(Number(only(found).usdPerMonth)).toBeCloseTo(7_662, 6);
		const more = await costOf(
			[quoteOf('gpu-cloud', { mode: 'on-demand' })],
			rented({}, { scaling: 'hourly' }),
			{ demand: { ...followsWeek.demand, requestsPerMonth: 3_000_000 } }
		);
		expect(Number(only(more).usdPerMonth)).toBeCloseTo(7_662 * (1 + 6 / 24), 6);
		expect(more.notes.join('\n')).not.toContain('stay up');
	});

	it.each([
		['scaling', { scaling: 'hourly' }],
		['spot', { spot: { usdPerHour: 1, interruptedShare: 0.1 } }]
	])('stays up where it is reserved, and says so of "%s"', async (name, rent) => {
		const found = await costOf([quoteOf('gpu-cloud')], rented({}, rent), {
			demand: { ...followsWeek.demand, requestsPerMonth: 3_000_000 }
		});
		expect(Number(only(found).usdPerMonth)).toBeCloseTo(2 * 7_662, 6);
		expect(found.notes.filter((note) => note.includes(`"${name}"`))).toMatchObject([
			expect.stringMatching(/own: .*reserved.*stay up/u)
		]);
	});
});

/** 1,000 tokens at 2 and 200 at 10 USD a million are 0.004 USD: 4,000 USD for a million requests. */
const bought = (changes: Record<string, unknown> = {}) => ({
	id: 'api',
	kind: 'buy',
	price: { quote: 'api-contract' },
	tokens: { uncachedInput: 1_000, output: 200 },
	...changes
});

const commit = (amount: number, changes: Written = {}): Written => ({
	commit: { amount, per: 'month', rollOver: 'none', overageFactor: 1, ...changes }
});

describe('a quote of an API', () => {
	const usdOf = async (
		changes: Written,
		more: readonly Written[] = [],
		option: Record<string, unknown> = {},
		volume = 1_000_000
	): Promise<number> => {
		const found = await costOf([quoteOf('api-contract', changes, more)], bought(option), {
			demand: { requestsPerMonth: volume, peakToAverage: 2 }
		});
		return Number(only(found).usdPerMonth);
	};
	const spend = (tierMode: string, tiers: readonly Written[]) => ({
		tierBasis: 'spend',
		tierMode,
		tiers
	});

	it('has its rates less the discount of the contract', async () => {
		expect(await usdOf({})).toBeCloseTo(4_000, 9);
		expect(await usdOf({ discountShare: 0.1 })).toBeCloseTo(3_600, 9);
	});

	it('has tiers of spend: for what goes beyond them, or for all', async () => {
		const tiers = [
			{ from: 1_000, discountShare: 0.1 },
			{ from: 3_000, discountShare: 0.25 }
		];
		// 1,000 + 0.9 × 2,000 + 0.75 × 1,000
		expect(await usdOf(spend('graduated', tiers))).toBeCloseTo(3_550, 9);
		expect(await usdOf(spend('all-units', tiers))).toBeCloseTo(3_000, 9);
		expect(await usdOf(spend('graduated', tiers), [], {}, 250_000)).toBeCloseTo(1_000, 9);
	});

	it('has tiers of spend that begin at nothing', async () => {
		const tiers = [
			{ from: 0, discountShare: 0.1 },
			{ from: 2_000, discountShare: 0.5 }
		];
		// Thresholds are in spend before tiers: 0.9 × 2,000 + 0.5 × 2,000.
		expect(await usdOf(spend('graduated', tiers))).toBeCloseTo(2_800, 9);
		expect(await usdOf(spend('all-units', tiers))).toBeCloseTo(2_000, 9);
	});

	it('has tiers of tokens', async () => {
		const tiers = {
			tierBasis: '1m-tokens',
			tierMode: 'graduated',
			tiers: [{ from: 600, discountShare: 0.2 }]
		};
		// 1,200 tokens a request: half of a million requests is beyond 600 million tokens.
		expect(await usdOf(tiers)).toBeCloseTo(2_000 + 0.8 * 2_000, 9);
	});

	it('has its commitment paid, and more beyond it', async () => {
		expect(await usdOf(commit(5_000))).toBeCloseTo(5_000, 9);
		expect(await usdOf(commit(60_000, { per: 'year' }))).toBeCloseTo(5_000, 9);
		expect(await usdOf(commit(3_000))).toBeCloseTo(4_000, 9);
		// 1,000 beyond the commitment at 1.2 times the price.
		expect(await usdOf(commit(3_000, { overageFactor: 1.2 }))).toBeCloseTo(4_200, 9);
	});

	it('has a typed commitment in place of its own', async () => {
		const option = { commitUsdPerMonth: 7_000 };
		expect(await usdOf(commit(3_000, { overageFactor: 1.2 }), [], option)).toBeCloseTo(7_000, 9);
	});

	it('has fees whatever the use', async () => {
		const fee = {
			id: 'fee',
			item: 'platform-fee',
			quantity: 1,
			unit: 'month',
			unitPrice: 500,
			recurring: 'month'
		};
		expect(await usdOf({}, [fee])).toBeCloseTo(4_500, 9);
		expect(await usdOf({}, [fee], {}, 1)).toBeCloseTo(500.004, 9);
	});

	it('has the rates of the model that the option names, else those of the first', async () => {
		const lines = ['small', 'large'].flatMap((model, index) =>
			(written['api-contract']['lines'] as Written[]).map((line) => ({
				...line,
				id: `${String(line['id'])}-${model}`,
				model,
				unitPrice: Number(line['unitPrice']) * (index + 1)
			}))
		);
		const usdFor = async (option: Record<string, unknown>) => {
			const quote = { ...written['api-contract'], number: 'api-contract', lines };
			const found = await costOf([quote], bought(option));
			return { usd: Number(only(found).usdPerMonth), notes: found.notes.join('\n') };
		};
		expect(await usdFor({})).toMatchObject({ usd: 4_000 });
		expect((await usdFor({})).notes).toContain('rates for several models; those of small are used');
		const large = await usdFor({ model: 'large' });
		expect(large).toMatchObject({ usd: 8_000 });
		expect(large.notes).not.toContain('several models');
	});

	it('has its rate of cache writes and reads', async () => {
		const cache = (item: string, unitPrice: number): Written => ({
			id: item,
			item,
			quantity: 1,
			unit: '1m-tokens',
			unitPrice,
			recurring: 'month'
		});
		const option = {
			tokens: { uncachedInput: 0, cacheRead: 1_000, cacheWrite: { '5m': 1_000 }, output: 0 }
		};
		const more = [cache('cache-read-tokens', 0.2), cache('cache-write-tokens', 2.5)];
		expect(await usdOf({}, more, option)).toBeCloseTo(2_700, 9);
	});

	it('leaves the option out where the busiest hour is above its rate limits', async () => {
		// A million requests a month at a peak of 2 are 45.7 requests and 54,795 tokens a minute.
		for (const [rateLimits, out] of [
			[{ requestsPerMinute: 45 }, true],
			[{ requestsPerMinute: 46 }, false],
			[{ tokensPerMinute: 54_000 }, true],
			[{ tokensPerMinute: 55_000 }, false]
		] as const) {
			const found = await costOf([quoteOf('api-contract', { rateLimits })], bought());
			expect(found.excluded.length > 0, JSON.stringify(rateLimits)).toBe(out);
		}
		// What is typed goes before it: it may have been raised since.
		const limits = { requestsPerMinute: 1_000 };
		const quote = quoteOf('api-contract', { rateLimits: { requestsPerMinute: 45 } });
		expect((await costOf([quote], bought({ limits }))).excluded).toEqual([]);
	});
});
