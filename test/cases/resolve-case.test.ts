/** What a case says beside its figures: limits that growth meets, a comparison that cannot be had, a change of vendor, the horizon. */
import { describe, expect, it } from 'vitest';
import {
	buyOption,
	jsonOf,
	makeOption,
	openDesk,
	outputOf,
	typedSpec
} from '../commands/support/cost-desk.ts';
import { boughtTarget, storeMeasuredRun } from '../commands/support/measured-run.ts';

interface CostJson {
	options: { id: string }[];
	excluded: { id: string }[];
	compared: { make: string; buy: string } | null;
	verdict: { state: string; optionId: string | null };
	simulation: { makeWinsHorizonShare: number } | null;
	stress: {
		id: string;
		options: { optionId: string; presentUsd: string }[];
		sentence: string;
		marks: string[];
	}[];
	notes: string[];
}

const at = ['--at', '2026-11-20'];

const costOf = async (changes: Record<string, unknown>): Promise<CostJson> => {
	const { cost, file } = openDesk();
	const spec = file('c.json', typedSpec({ draws: 100, discountRatePerYear: 0, ...changes }));
	return jsonOf(await cost('--spec', spec, ...at, '--json')) as CostJson;
};
const textOf = async (changes: Record<string, unknown>): Promise<string> => {
	const { cost, file } = openDesk();
	const spec = file('c.json', typedSpec({ draws: 100, discountRatePerYear: 0, ...changes }));
	return outputOf(await cost('--spec', spec, ...at));
};

describe('what a provider allows', () => {
	/** 3 M requests a month at a peak of 2 are 137 a minute; 1 % more is 138.4. */
	const options = [buyOption({ limits: { requestsPerMinute: 138 } }), makeOption()];

	it('is said to end in the month in which growth goes beyond it', async () => {
		const demand = { requestsPerMonth: 3_000_000, peakToAverage: 2, growthPerMonth: 0.01 };
		const found = await costOf({ demand, options });
		expect(found.excluded).toEqual([]);
		expect(found.notes.filter((note) => note.startsWith('api: from month'))).toMatchObject([
			expect.stringMatching(
				/^api: from month 2 on, the busiest hour needs 138.* requests a minute/u
			)
		]);
	});

	it('is said of a typed path as well', async () => {
		const demand = { path: [3_000_000, 2_000_000, 1_000, 9_000_000], peakToAverage: 2 };
		const { notes } = await costOf({ demand, options });
		expect(notes.join('\n')).toMatch(/api: from month 4 on, the busiest hour needs 411/u);
	});

	it('is not spoken of where it holds over the horizon, or the option is out already', async () => {
		const steady = { requestsPerMonth: 3_000_000, peakToAverage: 2 };
		expect((await costOf({ demand: steady, options })).notes.join('\n')).not.toContain(
			'from month'
		);
		// The volume is above it today.
		const demand = { requestsPerMonth: 4_000_000, peakToAverage: 2, growthPerMonth: 0.01 };
		const out = await costOf({ demand, options });
		expect(out.excluded.map(({ id }) => id)).toEqual(['api']);
		expect(out.notes.join('\n')).not.toContain('from month');
		// Nor where it comes after the last month that is looked at.
		const growing = { ...steady, growthPerMonth: 0.01 };
		const short = await costOf({ demand: growing, options, horizonMonths: 1 });
		expect(short.notes.join('\n')).not.toContain('from month');
	});

	it('warns where the busiest hour needs more than the headers of a run allowed its key', async () => {
		const desk = openDesk();
		await storeMeasuredRun(desk.databaseUrl, {
			id: '20261120T100000-aaaa',
			useCase: 'letters',
			targets: [
				{
					target: boughtTarget,
					right: 40,
					levels: [
						{
							offeredPerS: 1,
							sloMetShare: 1,
							rateLimit: {
								allowances: [
									{
										of: 'requests',
										limit: 100,
										windowS: 60,
										windowFrom: 'stated',
										leastLeft: 3,
										responses: 600,
										lastSeenS: 60
									}
								],
								longestRetryAfterS: null
							}
						}
					]
				}
			]
		});
		const notesAt = async (changes: Record<string, unknown>): Promise<string> => {
			const run = { run: '20261120', target: 'api' };
			const spec = desk.file(
				'c.json',
				typedSpec({
					draws: 100,
					demand: { requestsPerMonth: 3_000_000, peakToAverage: 2 },
					options: [{ id: 'api', kind: 'buy', run, ...changes }]
				})
			);
			const { notes, options } = jsonOf(
				await desk.cost('--spec', spec, ...at, '--json')
			) as CostJson;
			expect(options.map(({ id }) => id)).toEqual(['api']);
			return notes.join('\n');
		};
		expect(await notesAt({})).toContain(
			'api: the busiest hour needs 137 requests a minute, and the key of run 20261120T100000-aaaa was allowed 100 requests a minute'
		);
		// What somebody has agreed on goes before what one key was seen to be allowed.
		expect(await notesAt({ limits: { requestsPerMinute: 1_000 } })).not.toContain('was allowed');
	});
});

describe('"compare"', () => {
	const note = (id: string) =>
		`"compare" names ${id}, which is left out; the cheapest of its side is compared in its place`;

	it('of an option that may not be used compares another one, and says so', async () => {
		const out = buyOption({ id: 'abroad', region: 'us', price: { usdPerRequest: 0.0001 } });
		const found = await costOf({
			options: [buyOption({ region: 'eu' }), out, makeOption({ region: 'eu' })],
			constraints: { regions: ['eu'] },
			compare: { make: 'own', buy: 'abroad' }
		});
		expect(found.compared).toEqual({ make: 'own', buy: 'api' });
		expect(found.notes).toContain(note('abroad'));
		expect(found.notes).not.toContain(note('own'));
	});

	it('of an option that cannot be computed says so as well', async () => {
		const mix = { id: 'mix', kind: 'hybrid', mode: 'router', local: 'own', api: 'api' };
		const found = await costOf({
			options: [buyOption(), makeOption(), { ...mix, threshold: { gate: 'short-requests' } }],
			compare: { make: 'mix' }
		});
		expect(found.compared).toEqual({ make: 'own', buy: 'api' });
		expect(found.notes).toContain(note('mix'));
	});

	it('of options that are there says nothing', async () => {
		const found = await costOf({ compare: { make: 'own', buy: 'api' } });
		expect(found.notes.join('\n')).not.toContain('"compare"');
	});
});

describe('what a change of vendor takes', () => {
	/** 300 USD a month against 2,190. */
	const options = [buyOption({ price: { usdPerRequest: 0.0001 } }), makeOption()];
	const gone = async (vendorChange: Record<string, unknown>) => {
		const { stress } = await costOf({ options, vendorChange });
		const found = stress.find(({ id }) => id === 'vendor-gone');
		if (!found) throw new Error('no such stress');
		const own = found.options.find(({ optionId }) => optionId === 'own');
		return { marks: found.marks.join('\n'), usd: Number(own?.presentUsd) };
	};

	it('is part of the test of a vendor that is gone', async () => {
		const plain = await gone({});
		expect(plain.usd).toBeCloseTo(36 * 2_190, 6);
		expect(plain.marks).toContain('How long a change takes is not given.');
		expect(plain.marks).toContain('approval of another model costs is not given');
		const given = await gone({ approvalUsd: 5_000, leadTimeMonths: 6 });
		expect(given.usd).toBeCloseTo(36 * 2_190 + 5_000, 6);
		expect(given.marks).toContain('A change takes 6 months');
		expect(given.marks).not.toContain('not given');
		const free = await gone({ approvalUsd: 0, leadTimeMonths: 0 });
		expect(free.usd).toBeCloseTo(36 * 2_190, 6);
		expect(free.marks).not.toContain('not given');
	});
});

describe('the horizon', () => {
	/** 700 USD a month against 730 today; a full node is 0.00056 USD a request. */
	const nobody = { baseFte: 0, ftePerNode: 0, salaryUsdPerYear: 1 };
	const options = [buyOption({ price: { usdPerRequest: 0.0007 } }), makeOption({ staff: nobody })];
	const demand = { requestsPerMonth: 1_000_000, peakToAverage: 2 };

	/** All are equally often right, so that nothing but their costs decides. */
	const quality = { humanUsd: 0.001, errorUsd: 0.001, unnoticedShare: 0 };

	it('is spoken of where growth turns the choice of today, without shares where nothing is drawn', async () => {
		const growing = { ...demand, growthPerMonth: 0.05 };
		const found = await costOf({ options, demand: growing });
		expect(found.verdict).toMatchObject({ state: 'buy', optionId: 'api' });
		expect(found.simulation?.makeWinsHorizonShare).toBe(1);
		expect(await textOf({ options, demand: growing })).toContain(
			'But over the 36 months our GPUs costs less than the API: demand or prices move.'
		);
	});

	it('is spoken of where falling prices turn it, with the share of the draws', async () => {
		const rented = makeOption({
			rent: { onDemandUsdPerHour: { low: 0.45, value: 0.5, high: 0.55 } }
		});
		const changes = {
			options: [buyOption({ price: { usdPerRequest: 0.0007 } }), rented],
			demand,
			drifts: { 'api-price': -0.5 },
			quality
		};
		const found = await costOf(changes);
		expect(found.verdict).toMatchObject({ state: 'make', optionId: 'own' });
		expect(await textOf(changes)).toMatch(
			/But over the 36 months the API costs less than our GPUs in \d+(?:\.\d+)? % of the draws: demand or prices move\./u
		);
	});

	it('is not spoken of where it says what today says', async () => {
		expect(await textOf({ options, demand })).not.toContain('But over the');
	});

	it('is not spoken of where a third option is chosen', async () => {
		const third = buyOption({ id: 'host', kind: 'hosted', price: { usdPerRequest: 0.0001 } });
		const growing = { ...demand, growthPerMonth: 0.05 };
		const changes = {
			options: [...options, third],
			demand: growing,
			quality
		};
		expect((await costOf(changes)).verdict.optionId).toBe('host');
		expect(await textOf(changes)).not.toContain('But over the');
	});
});

describe('rework', () => {
	const rework = { humanUsd: 2, errorUsd: 10, unnoticedShare: 0.1 };

	it('stands beside the bill of each option', async () => {
		// 10 % of 3 M are wrong: 90 % of these go to a person at $2, 10 % are errors at $10.
		const text = await textOf({ quality: rework });
		expect(text).toMatch(/\$\/month +bill +rework/u);
		expect(text).toMatch(/the API .*\$846,000 +\$6,000 +\$840,000/u);
		expect(text).not.toContain('$/right answer');
	});

	it.each(['humanUsd', 'errorUsd', 'unnoticedShare'] as const)(
		'is not counted without %s, and a note says so',
		async (missing) => {
			const quality = Object.fromEntries(
				Object.entries(rework).filter(([name]) => name !== missing)
			);
			const text = (await textOf({ quality })).replaceAll(/\s+/gu, ' ');
			expect(text).toContain(`rework is not counted: quality has`);
			expect(text).toContain(`but ${missing} is missing; 0 is a value`);
			expect(text).toContain('$/right answer');
		}
	);
});

describe('a figure that looks as if it were in another unit', () => {
	it('is used and told in a note', async () => {
		const rented = makeOption({ rent: { onDemandUsdPerHour: 0.000002 } });
		const { notes } = await costOf({ options: [buyOption(), rented] });
		expect(notes).toContainEqual(
			expect.stringMatching(/^own: .*\$0\.000002\/node-hour is far below/u)
		);
	});
});
