/** Hybrids through `bench cost`: a share that is measured on paired answers, a burst, and what neither can be made of. */
import { describe, expect, it } from 'vitest';
import {
	buyOption,
	jsonOf,
	makeOption,
	openDesk,
	refusalOf,
	typedSpec,
	type CostDesk
} from '../commands/support/cost-desk.ts';
import {
	boughtTarget,
	storeMeasuredRun,
	unpricedTarget,
	type MeasuredAnswer
} from '../commands/support/measured-run.ts';

interface CostJson {
	options: {
		id: string;
		usdPerMonth: string;
		acceptShare: string | null;
		nodes: number | null;
		lines: { id: string; label: string; usdPerMonth: string }[];
	}[];
	unavailable: { id: string; reason: string; remedy: string }[];
	verdict: { reason: string };
	notes: string[];
}

type Answers = (item: number) => MeasuredAnswer;

/** Of 40 items the first 30 are short. Neighbours have equal tokens, so that both halves get the same. */
const isShort = (item: number): boolean => item < 30;
const tokensOf = (item: number): number => (isShort(item) ? 100 : 2_000) + Math.floor(item / 2);

const ownAnswers: Answers = (item) => ({
	right: isShort(item),
	inputTokens: tokensOf(item),
	outputTokens: tokensOf(item)
});
/** 5 long and 15 short ones of either half cost 0.002 USD on average, the long ones 2.5 times that. */
const apiAnswers: Answers = (item) => ({ right: true, costUsd: isShort(item) ? '0.001' : '0.005' });

const measured = async (
	own: Answers = ownAnswers,
	api: Answers = apiAnswers,
	items = 40
): Promise<CostDesk> => {
	const desk = openDesk();
	const levels = [{ offeredPerS: 4, sloMetShare: 1 }];
	await storeMeasuredRun(desk.databaseUrl, {
		id: '01RUN',
		useCase: 'letters',
		items,
		targets: [
			{ target: unpricedTarget, levels, right: 0, answer: own },
			{ target: boughtTarget, levels, right: 0, answer: api }
		]
	});
	return desk;
};

const ofRun = (target: string) => ({ run: { run: '01RUN', target } });

/** A node of 730 USD for up to 1,314,000 requests a month; a request to the API is 0.002 USD. */
const hybridSpec = (
	hybrid: Record<string, unknown>,
	changes: Record<string, unknown> = {}
): Record<string, unknown> =>
	typedSpec({
		demand: { requestsPerMonth: 1_000_000, peakToAverage: 2 },
		offerHosts: false,
		options: [
			{ ...makeOption(ofRun('ours')), acceptShare: undefined },
			{ ...buyOption(ofRun('api')), acceptShare: undefined },
			{ id: 'mix', kind: 'hybrid', mode: 'router', local: 'own', api: 'api', ...hybrid }
		],
		draws: 100,
		...changes
	});

const costOf = async (
	{ cost, file }: CostDesk,
	spec: Record<string, unknown>,
	...args: string[]
): Promise<CostJson> =>
	jsonOf(
		await cost('--spec', file('c.json', spec), '--at', '2026-11-20', ...args, '--json')
	) as CostJson;

const optionOf = ({ options }: CostJson, id: string) => {
	const found = options.find((each) => each.id === id);
	if (!found) throw new Error(`no option ${id}`);
	return found;
};

/** What its lines whose ids begin so come to, USD a month. */
const usdOf = (found: CostJson, id: string, begins: string): number =>
	optionOf(found, id)
		.lines.filter((line) => line.id.startsWith(begins))
		.reduce((sum, { usdPerMonth }) => sum + Number(usdPerMonth), 0);

const shortRequests = { gate: 'short-requests', withinShare: 0 };

describe('a hybrid whose threshold is measured', () => {
	it('sends the share of the items that no part of the choice, and pays what those cost', async () => {
		const found = await costOf(await measured(), hybridSpec({ threshold: shortRequests }));
		const mix = optionOf(found, 'mix');
		// A quarter goes to the API, at 2.5 times the mean of 0.002 USD: 1,250 USD, and 750,000 fit one node.
		expect(Number(mix.usdPerMonth)).toBeCloseTo(730 + 1_250, 6);
		expect(usdOf(found, 'mix', 'sent-')).toBeCloseTo(750, 6);
		expect(mix).toMatchObject({ acceptShare: '1' });
		expect(found.notes.join('\n')).toMatch(
			/mix: Chosen: to the API below a score of -114\. On 20 items that it was not chosen on, 25\.0 % go to the API and 100\.0 % are right/u
		);
	});

	it('sends less where it may be somewhat worse than the API', async () => {
		// One of the 20 items may be wrong: the two longest short of the mark of the 10 long ones stay.
		const threshold = { ...shortRequests, withinShare: 0.05 };
		const found = await costOf(await measured(), hybridSpec({ threshold }));
		expect(optionOf(found, 'mix')).toMatchObject({ acceptShare: '0.95' });
		expect(found.notes.join('\n')).toContain('20.0 % go to the API');
	});

	it('has its right answers held against those of the API, item by item', async () => {
		const spec = hybridSpec({ threshold: shortRequests }, { compare: { make: 'mix', buy: 'api' } });
		const same = await costOf(await measured(), spec);
		const worse = await costOf(
			await measured((item) => ({ ...ownAnswers(item), right: Math.floor(item / 2) % 2 === 0 })),
			hybridSpec(
				{ threshold: { ...shortRequests, withinShare: 1 } },
				{ compare: { make: 'mix', buy: 'api' } }
			)
		);
		// Nothing goes to the API, and half of what stays is wrong.
		expect(optionOf(worse, 'mix')).toMatchObject({ acceptShare: '0.5' });
		expect(same.verdict.reason).toContain('mix: As often right on 20 items');
		expect(worse.verdict.reason).toContain('mix: Right less often by 50 points on 20 items');
	});

	it('of a cascade looks at the answer, and serves every request itself first', async () => {
		const threshold = { gate: 'short-answers', withinShare: 0 };
		const found = await costOf(await measured(), hybridSpec({ mode: 'cascade', threshold }));
		expect(Number(optionOf(found, 'mix').usdPerMonth)).toBeCloseTo(730 + 1_250, 6);
		const more = await costOf(
			await measured(),
			hybridSpec({ mode: 'cascade', threshold }),
			'--volume',
			'1314001'
		);
		// A router would need one node for the three quarters that stay.
		expect(Number(optionOf(more, 'mix').usdPerMonth)).toBeCloseTo(2 * 730 + 1.314001 * 1_250, 6);
	});

	it('costs what the API costs where everything goes there, whatever the halves hold', async () => {
		const uneven: Answers = (item) => ({ right: true, costUsd: String((item + 1) / 1_000) });
		const found = await costOf(
			await measured((item) => ({ ...ownAnswers(item), right: false }), uneven),
			hybridSpec({ threshold: shortRequests })
		);
		expect(found.notes.join('\n')).toContain('everything to the API');
		expect(usdOf(found, 'mix', 'sent-')).toBe(0);
		expect(Number(optionOf(found, 'mix').usdPerMonth)).toBeCloseTo(730 + 2_000, 6);
	});

	it('says how many items are left out, and why', async () => {
		const found = await costOf(
			await measured(ownAnswers, (item) => ({
				...apiAnswers(item),
				...(item < 2 ? { right: null } : {}),
				...(item === 2 || item === 3 ? { costUsd: null } : {})
			})),
			hybridSpec({ threshold: shortRequests })
		);
		expect(found.notes).toContain(
			'mix: 4 items are left out of its threshold: no answer of the API (2), cost of the answer of the API not known (2)'
		);
	});
});

describe('a hybrid whose threshold cannot be measured', () => {
	const unavailable = async (desk: CostDesk, spec: Record<string, unknown>) => {
		const found = await costOf(desk, spec);
		expect(found.options.map(({ id }) => id)).not.toContain('mix');
		const [mix] = found.unavailable.filter(({ id }) => id === 'mix');
		if (!mix) throw new Error('it is not told');
		return mix;
	};

	it('says that its sides name no run', async () => {
		const spec = hybridSpec(
			{ threshold: shortRequests },
			{
				options: [
					makeOption(),
					buyOption(),
					{
						id: 'mix',
						kind: 'hybrid',
						mode: 'router',
						local: 'own',
						api: 'api',
						threshold: shortRequests
					}
				]
			}
		);
		const { reason, remedy } = await unavailable(openDesk(), spec);
		expect(reason).toContain('its two sides name no run');
		expect(remedy).toContain('"apiShare"');
	});

	it('says that there are too few items', async () => {
		const desk = await measured(ownAnswers, apiAnswers, 1);
		const { reason, remedy } = await unavailable(desk, hybridSpec({ threshold: shortRequests }));
		expect(reason).toContain('there is 1 item');
		expect(remedy).toContain('Measure more of the same items');
	});

	it('says that no answer of the API has a known cost, rather than that there is none', async () => {
		const desk = await measured(ownAnswers, () => ({ right: true, costUsd: null }));
		const { reason } = await unavailable(desk, hybridSpec({ threshold: shortRequests }));
		expect(reason).toContain('cost of the answer of the API not known (40)');
	});

	it('says that all requests look alike to the gate', async () => {
		const desk = await measured((item) => ({ right: isShort(item) }));
		const { reason } = await unavailable(desk, hybridSpec({ threshold: shortRequests }));
		expect(reason).toContain('All items have the same gate score');
	});

	it('says that nobody counted the tokens that the gate looks at', async () => {
		const desk = await measured((item) => ({ right: isShort(item), usage: null }));
		const { reason } = await unavailable(desk, hybridSpec({ threshold: shortRequests }));
		expect(reason).toContain('No gate score is known');
	});

	it('says which of its parts is missing', async () => {
		const desk = openDesk();
		const levels = [{ offeredPerS: null, sloMetShare: 1 }];
		await storeMeasuredRun(desk.databaseUrl, {
			id: '01RUN',
			useCase: 'letters',
			targets: [{ target: unpricedTarget, levels, right: 30 }]
		});
		const own = { ...makeOption({ capacity: { run: '01RUN', target: 'ours' } }) };
		const spec = hybridSpec({ apiShare: 0.2 });
		const { reason, remedy } = await unavailable(desk, {
			...spec,
			options: [own, buyOption(), (spec['options'] as unknown[])[2]]
		});
		expect(reason).toContain('its part "own" cannot be computed');
		expect(remedy).toContain('"own"');
	});

	it('is refused where the gate needs an answer and a router has none', async () => {
		const { cost, file } = openDesk();
		const spec = hybridSpec({ threshold: { gate: 'short-answers' } });
		const refused = refusalOf(await cost('--spec', file('c.json', spec)));
		expect(refused).toMatchObject({ code: 'E_CONFIG', exitCode: 2 });
		expect(refused.problems).toMatchObject([{ path: 'options[2].threshold.gate' }]);
	});

	it('is refused with both a share and a threshold, and with neither', async () => {
		const { cost, file } = openDesk();
		for (const hybrid of [{}, { apiShare: 0.2, threshold: shortRequests }]) {
			const refused = refusalOf(await cost('--spec', file('c.json', hybridSpec(hybrid))));
			expect(refused.problems).toMatchObject([{ path: 'options[2].apiShare' }]);
		}
	});
});

/** A week that is busy in every second hour, with one hour of a peak on Monday. */
const week = Array.from({ length: 168 }, (_, hour) => (hour === 0 ? 12 : hour % 2 === 0 ? 3 : 1));

const burstSpec = (changes: Record<string, unknown> = {}, usdPerRequest = 0.002) =>
	typedSpec({
		demand: { requestsPerMonth: 5_000_000, profile: week },
		options: [
			buyOption({ price: { usdPerRequest } }),
			makeOption(),
			{ id: 'burst', kind: 'hybrid', mode: 'burst', local: 'own', api: 'api', ...changes }
		],
		draws: 100
	});

/** Every hour of the week by itself: what the nodes cannot serve goes to the API. */
const servedByHand = (requests: number, nodes: number, usdPerRequest: number): number => {
	const perHour = (requests / week.reduce((sum, each) => sum + each, 0)) * 1;
	// A node serves one request a second; the month has 730 hours, the week 168.
	const hoursOfWeekInMonth = 730 / 168;
	const overflow = week.reduce(
		(sum, weight) => sum + Math.max(0, perHour * weight - nodes * 3_600 * hoursOfWeekInMonth),
		0
	);
	return nodes * 730 + overflow * usdPerRequest;
};

describe('a burst', () => {
	it.each([
		[100_000, 0.002],
		[5_000_000, 0.002],
		[5_000_000, 0.02],
		[40_000_000, 0.002]
	])(
		'at %d requests a month and %d USD a request costs what serving each hour of the week does, with the best number of nodes',
		async (requests, usdPerRequest) => {
			const found = await costOf(
				openDesk(),
				burstSpec({}, usdPerRequest),
				'--volume',
				String(requests)
			);
			const best = Math.min(
				...Array.from({ length: 80 }, (_, index) =>
					servedByHand(requests, index + 1, usdPerRequest)
				)
			);
			expect(Number(optionOf(found, 'burst').usdPerMonth)).toBeCloseTo(best, 6);
		}
	);

	it('costs what its lines add up to', async () => {
		const found = await costOf(openDesk(), burstSpec({ other: [{ label: 'router', usd: 40 }] }));
		expect(usdOf(found, 'burst', '')).toBeCloseTo(Number(optionOf(found, 'burst').usdPerMonth), 9);
		expect(usdOf(found, 'burst', 'other-')).toBe(40);
	});

	it('is refused without a week, and beside a share or a threshold', async () => {
		const { cost, file } = openDesk();
		const noWeek = { ...burstSpec(), demand: { requestsPerMonth: 5_000_000, peakToAverage: 2 } };
		const without = refusalOf(await cost('--spec', file('c.json', noWeek)));
		expect(without).toMatchObject({ code: 'E_CONFIG', exitCode: 2 });
		expect(without.problems).toMatchObject([{ path: 'options[2].mode' }]);
		expect(without.problems[0]?.message).toContain('demand.profile');
		for (const beside of [{ apiShare: 0.1 }, { threshold: shortRequests }]) {
			const refused = refusalOf(await cost('--spec', file('c.json', burstSpec(beside))));
			expect(refused.problems).toMatchObject([{ path: 'options[2].mode' }]);
			expect(refused.problems[0]?.message).toContain('the week decides');
		}
	});

	it('is left out where the price has terms or the nodes follow the week, with the reason', async () => {
		const withTiers = burstSpec();
		withTiers['options'] = [
			buyOption({ tiers: [{ fromRequests: 1_000, priceFactor: 0.9 }] }),
			makeOption({ rent: { onDemandUsdPerHour: 1, scaling: 'hourly' } }),
			{ id: 'burst', kind: 'hybrid', mode: 'burst', local: 'own', api: 'api' }
		];
		const first = await costOf(openDesk(), withTiers);
		expect(first.unavailable).toMatchObject([{ id: 'burst' }]);
		expect(first.unavailable[0]?.reason).toContain('must stay up');
		withTiers['options'] = [
			(withTiers['options'] as unknown[])[0],
			makeOption(),
			(withTiers['options'] as unknown[])[2]
		];
		const second = await costOf(openDesk(), withTiers);
		expect(second.unavailable[0]?.reason).toContain('without tiers');
	});
});
