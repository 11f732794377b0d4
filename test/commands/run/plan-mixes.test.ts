/** Mixes in a plan: what each scenario gets of them, what that costs, and what is left out. */
import { describe, expect, it } from 'vitest';
import type { OpenLoad } from '#core/load-rate.ts';
import { requestsOfMix } from '#bench/load/schedule.ts';
import { createWorkplace, type Workplace } from '../support/bench-process.ts';
import { callCommand } from '../support/recorded-context.ts';
import { writeConfig } from '../support/run-json.ts';
import { coloursConfig, itemCount, selfHosted, writeScenario } from '../support/small-scenario.ts';

interface Planned {
	cells: {
		scenarioId: string;
		targetId: string;
		stages: number;
		requests: number | null;
		durationS: number | null;
		isOpenEnded: boolean;
		expectedUsd: string | null;
	}[];
	paid: { paidRequests: number; worstUsd: string };
	notes: string[];
}

const day: OpenLoad = { kind: 'poisson', ratePerS: 4, durationS: 60 };
const weights = { './colours': 3, './shades': 1 };
const mixes = [{ id: 'day', weights, loads: [day] }];
const scenarios = [{ use: './colours' }, { use: './shades' }];

/** How many of the arrivals of a load ask each of the two. */
const countsOf = (load: OpenLoad, seed = 1): number[] =>
	requestsOfMix(
		{
			kind: 'mix',
			mix: 'day',
			load,
			scenarios: Object.entries(weights).map(([scenario, weight]) => ({ scenario, weight }))
		},
		seed
	);

const api = selfHosted(1, {
	id: 'api',
	kind: 'measured-api',
	price: {
		kind: 'per-token',
		inputUsdPerMtok: '3',
		outputUsdPerMtok: '15',
		source: 'a test',
		checkedOn: '2026-11-01'
	}
});

const createBoth = (): Workplace => {
	const workplace = createWorkplace();
	writeScenario(workplace);
	writeScenario(workplace, { id: 'shades', system: 'Answer with one shade, and no more.' });
	return workplace;
};

const call = async (
	command: 'plan' | 'validate',
	targets: readonly Record<string, unknown>[],
	changes: Record<string, unknown>
) => {
	using workplace = createBoth();
	writeConfig(
		workplace,
		coloursConfig(targets, { scenarios, loads: undefined, mixes, maxSpendUsd: 1_000, ...changes })
	);
	return await callCommand(command, [workplace.file('bench.yaml'), '--json']);
};

const planOf = async (
	targets: readonly Record<string, unknown>[],
	changes: Record<string, unknown> = {}
): Promise<Planned> => {
	const { stdout, error } = await call('plan', targets, changes);
	if (error) throw error;
	return JSON.parse(stdout) as Planned;
};

describe('a mix in a plan', () => {
	it('gives each scenario the arrivals that the seed gives it, and is all that is measured where there are no loads', async () => {
		const { cells, notes } = await planOf([selfHosted(1)]);
		const [ofColours, ofShades] = countsOf(day);
		expect(cells).toMatchObject([
			{ scenarioId: 'colours', stages: 1, requests: ofColours, durationS: 60, isOpenEnded: false },
			{ scenarioId: 'shades', stages: 1, requests: ofShades, durationS: 60, isOpenEnded: false }
		]);
		expect(notes).toContain(
			`mix "day", poisson 4/s for 60 s: of ${String(ofColours! + ofShades!)} arrivals ${String(ofColours)} ask colours and ${String(ofShades)} ask shades, at the same time, on "ours"; no capacity comes from it`
		);
	});

	it('follows the loads of its scenarios, and is run on the targets that it names alone', async () => {
		const { cells } = await planOf([selfHosted(1), selfHosted(1, { id: 'other' })], {
			loads: [{ kind: 'closed', concurrency: 2, requests: 4 }],
			mixes: [{ ...mixes[0], loads: [day, { ...day, ratePerS: 8 }], targets: ['other'] }]
		});
		expect(cells.map(({ targetId, stages }) => [targetId, stages])).toStrictEqual([
			['ours', 1],
			['other', 3],
			['ours', 1],
			['other', 3]
		]);
	});

	it('leaves a scenario that is in none with what it has without mixes', async () => {
		const { cells } = await planOf([selfHosted(1), selfHosted(1, { id: 'other' })], {
			mixes: [{ ...mixes[0], targets: ['other'] }]
		});
		const [ofColours] = countsOf(day);
		// Every item once, and then the search for the capacity, of which nobody knows how many requests it takes.
		expect(cells[0]).toMatchObject({ targetId: 'ours', stages: 1, requests: null });
		expect(cells[1]).toMatchObject({ targetId: 'other', stages: 1, requests: ofColours });
	});

	it.each([
		day,
		{ ...day, kind: 'constant' as const },
		{ kind: 'ramp', fromPerS: 1, toPerS: 9, durationS: 30, arrivals: 'poisson' } as const
	])('costs at worst what its requests cost one by one: %j', async (load) => {
		const mixed = await planOf([api], { mixes: [{ ...mixes[0], loads: [load] }] });
		const counts = countsOf(load);
		const alone = await planOf([api], {
			mixes: undefined,
			scenarios: scenarios.map((each, place) => ({
				...each,
				loads: [{ kind: 'closed', concurrency: 1, requests: counts[place] }]
			}))
		});
		expect(mixed.paid).toStrictEqual(alone.paid);
		expect(mixed.paid.paidRequests).toBe(counts[0]! + counts[1]!);
		expect(mixed.cells.map(({ expectedUsd }) => expectedUsd)).toStrictEqual(
			alone.cells.map(({ expectedUsd }) => expectedUsd)
		);
	});

	it('counts against the cap before anything is sent', async () => {
		const { error } = await call('validate', [api], { maxSpendUsd: 0.01 });
		expect(error).toMatchObject({ code: 'E_BUDGET' });
	});

	it('has its hours told once, as they belong to several scenarios, and says so', async () => {
		const price = {
			kind: 'per-hour',
			usdPerHour: '3.60',
			source: 'a test',
			checkedOn: '2026-11-01'
		};
		const { cells, notes } = await planOf([selfHosted(1, { price })], {
			loads: [{ kind: 'constant', ratePerS: 1, durationS: 10 }]
		});
		expect(cells.map(({ expectedUsd }) => Number(expectedUsd))).toStrictEqual([0.01, 0.01]);
		expect(notes.filter((note) => note.startsWith('"ours" in the mix'))).toStrictEqual([
			'"ours" in the mix: energy, what the engine says of itself and the price by the hour are those of all scenarios of a mix together, and are told of none of its stages; its 60 s cost 0.06 USD by the hour, beside what is expected of the other stages'
		]);
	});

	it('is refused where a scenario would not be asked at all', async () => {
		const { error } = await call('validate', [selfHosted(1)], {
			mixes: [
				{
					...mixes[0],
					weights: { './colours': 1e6, './shades': 1e-6 },
					loads: [{ kind: 'constant', ratePerS: 1, durationS: 5 }]
				}
			]
		});
		expect(error).toMatchObject({
			code: 'E_CONFIG',
			message: 'mix "day", constant 1/s for 5 s: shades gets none of the 5 arrivals',
			hint: expect.stringContaining('more weight') as string
		});
	});

	it('is refused where two of its scenarios are one by two names', async () => {
		const { error } = await call('validate', [selfHosted(1)], {
			scenarios: [{ use: './colours' }, { use: 'colours' }],
			mixes: [{ ...mixes[0], weights: { './colours': 1, colours: 1 } }]
		});
		expect(error?.message).toBe('mix "day": two of its scenarios are the same, colours');
	});

	it('is left out on a target that cannot do one of its scenarios, which keeps the others as they are without it', async () => {
		const { cells, notes } = await planOf(
			[selfHosted(1), { id: 'local', kind: 'embedded', modelFile: 'model.gguf' }],
			{
				scenarios: [{ use: './colours' }, { use: 'vision-delivery-notes' }],
				mixes: [{ ...mixes[0], weights: { './colours': 1, 'vision-delivery-notes': 1 } }]
			}
		);
		expect(notes).toContain(
			'the mix "day" is left out on "local", which cannot be asked for vision-delivery-notes (its items show images, and the embedded engine reads text only)'
		);
		expect(cells.map(({ scenarioId, targetId }) => [scenarioId, targetId])).toStrictEqual([
			['colours', 'ours'],
			['colours', 'local'],
			['vision-delivery-notes', 'ours']
		]);
		expect(cells.map(({ requests }) => requests === null)).toStrictEqual([false, true, false]);
	});

	it('is shown by validate, stage by stage', async () => {
		const { stdout, stderr, error } = await call('validate', [selfHosted(1)], {
			loads: [{ kind: 'closed', concurrency: 1, requests: itemCount }]
		});
		expect(error).toBeNull();
		const [ofColours, ofShades] = countsOf(day);
		const { cells, notes } = JSON.parse(stdout) as {
			cells: { stages: number; requests: number[] }[];
			notes: string[];
		};
		expect(cells).toMatchObject([
			{ stages: 2, requests: [itemCount, ofColours] },
			{ stages: 2, requests: [itemCount, ofShades] }
		]);
		expect([...notes, stderr].join()).toContain('mix "day", poisson 4/s for 60 s: of ');
	});
});
