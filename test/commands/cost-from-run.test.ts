/** `bench cost USE-CASE`: from what a run measured, in a real database. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createWorkplace, runBench } from './support/bench-process.ts';
import { jsonOf, openDesk, outputOf, refusalOf, type CostDesk } from './support/cost-desk.ts';
import {
	boughtTarget,
	rentedTarget,
	storeMeasuredRun,
	unpricedTarget,
	type MeasuredTarget
} from './support/measured-run.ts';
import {
	coloursConfig,
	selfHosted,
	serveColours,
	writeScenario
} from './support/small-scenario.ts';

interface CostJson {
	requestsPerMonth: number;
	verdict: { state: string; reason: string };
	options: { id: string; emulated: boolean; usdPerMonth: string; acceptShare: string | null }[];
	unavailable: { id: string; reason: string; remedy: string }[];
	compared: { make: string; buy: string } | null;
	crossover: { permanentCrossover: number | null } | null;
}

/** 4/s holds the objective, 8/s does not. */
const ours: MeasuredTarget = {
	target: rentedTarget,
	levels: [
		{ offeredPerS: 4, sloMetShare: 1 },
		{ offeredPerS: 8, sloMetShare: 0.5 }
	],
	right: 36
};
const api: MeasuredTarget = {
	target: boughtTarget,
	levels: [{ offeredPerS: 2, sloMetShare: 1 }],
	right: 38
};

const measured = async (
	targets: readonly MeasuredTarget[] = [ours, api],
	useCase = 'support-triage'
): Promise<CostDesk> => {
	const desk = openDesk();
	await storeMeasuredRun(desk.databaseUrl, { id: '01RUN', useCase, targets });
	return desk;
};

describe('bench cost with a use case', () => {
	it('makes an option of every measured target, with its tokens, price, capacity and grades', async () => {
		const { cost } = await measured();
		const found = jsonOf(await cost('support-triage', '--volume', '1000000', '--json')) as CostJson;
		expect(found.compared).toEqual({ make: 'ours', buy: 'api' });
		const bought = found.options.find(({ id }) => id === 'api');
		// 500 tokens at 2 USD and 20 at 8 USD a million are 0.00116 USD, all answers paid once.
		expect(bought).toMatchObject({ usdPerMonth: '1160', acceptShare: '0.95', emulated: false });
		expect(found.options.find(({ id }) => id === 'ours')).toMatchObject({ acceptShare: '0.9' });
		const text = outputOf(await cost('support-triage', '--explain'));
		expect(text).toContain('run 01RUN, target api, 40 answers');
		expect(text).toMatch(/run 01RUN, target ours: \S/u);
		expect(text).toContain('offer of a vendor');
	});

	it('takes the demand of the scenario where nobody says another', async () => {
		const { cost } = await measured();
		const text = outputOf(await cost('support-triage', '--explain'));
		expect(text).toMatch(/busiest hour \/ mean hour: .+\n {4}scenario: \S/u);
	});

	it('leaves out what was measured without a model, unless it is asked for, and then marks it', async () => {
		const { cost } = await measured([{ ...ours, emulatedAnswers: true }, api]);
		// Only the API of the run counts.
		const without = jsonOf(
			await cost('support-triage', '--volume', '1000000', '--run', '01RUN', '--json')
		) as CostJson;
		expect(without.options.map(({ id }) => id)).not.toContain('ours');
		expect(without.unavailable).toMatchObject([{ id: 'ours' }]);
		expect(without.unavailable[0]?.reason).toContain('EMULATED');
		expect(without.compared).toBeNull();
		const text = outputOf(await cost('support-triage', '--run', '01RUN'));
		expect(text).toContain('--include-emulated');

		const args = ['support-triage', '--run', '01RUN', '--include-emulated'];
		const included = jsonOf(await cost(...args, '--json')) as CostJson;
		expect(included.options.find(({ id }) => id === 'ours')?.emulated).toBe(true);
		expect(outputOf(await cost(...args))).toContain('EMULATED');
	});

	it('says of an endpoint without a model what would let it count, whatever else it lacks', async () => {
		for (const lacking of [
			{ ...ours, levels: [{ offeredPerS: null, sloMetShare: 1 }] },
			{ ...ours, target: unpricedTarget }
		]) {
			const { cost } = await measured([{ ...lacking, emulatedAnswers: true }, api]);
			const args = ['support-triage', '--run', '01RUN', '--json'];
			const { unavailable } = jsonOf(await cost(...args)) as CostJson;
			expect(unavailable).toMatchObject([{ id: 'ours' }]);
			expect(unavailable[0]?.remedy).toMatch(
				/^Measure a real endpoint, or see the arithmetic with --include-emulated\./u
			);
		}
	});

	it('says why there is no capacity, and which run would measure it, in sentences', async () => {
		const { cost } = await measured([
			{ ...ours, levels: [{ offeredPerS: null, sloMetShare: 1 }] },
			api
		]);
		const found = jsonOf(await cost('support-triage', '--json')) as CostJson;
		expect(found.unavailable).toMatchObject([{ id: 'ours' }]);
		expect(found.unavailable[0]?.remedy).toMatch(/^Run a config with loads: .+\.$/u);
		expect(found.unavailable[0]?.reason).toContain('closed loops');
		const text = outputOf(await cost('support-triage'));
		expect(text).toMatch(/at least\. Run a config with loads: \[\{ kind: poisson/u);
		expect(text).not.toMatch(/[^.]\. \.|\.\./u);
	});

	it('says which target has no price', async () => {
		const { cost } = await measured([{ ...ours, target: unpricedTarget }, api]);
		const found = jsonOf(await cost('support-triage', '--json')) as CostJson;
		expect(found.unavailable).toMatchObject([
			{ id: 'ours', reason: 'its target has no price in the config of the run' }
		]);
	});

	it('is made from the newest run that can carry a case, names it, and says why a newer one was passed over', async () => {
		const desk = await measured();
		// A quick look at the same targets: a closed loop tells no capacity.
		const glance = (target: MeasuredTarget): MeasuredTarget => ({
			...target,
			levels: [{ offeredPerS: null, sloMetShare: 1 }]
		});
		await storeMeasuredRun(desk.databaseUrl, {
			id: '02GLANCE',
			useCase: 'support-triage',
			targets: [glance(ours), glance(api)],
			startedAtUtc: '2026-11-21T10:00:00.000Z'
		});
		interface WithNotes extends CostJson {
			notes: string[];
		}
		const found = jsonOf(await desk.cost('support-triage', '--json')) as WithNotes;
		expect(found.compared).toEqual({ make: 'ours', buy: 'api' });
		expect(found.notes.join('\n')).toMatch(
			/run 01RUN .+ of 2026-11-20\. Run 02GLANCE .+ of 2026-11-21 is newer and was passed over: its load does not tell .+ --run 02GLANCE/u
		);
		const asked = jsonOf(
			await desk.cost('support-triage', '--run', '02GLANCE', '--json')
		) as WithNotes;
		expect(asked.unavailable.map(({ id }) => id)).toEqual(['ours']);
		expect(asked.notes.join('\n')).not.toContain('passed over');
	});

	it('is made from the newest run where none can carry a case', async () => {
		const desk = await measured([api]);
		await storeMeasuredRun(desk.databaseUrl, {
			id: '02RUN',
			useCase: 'support-triage',
			targets: [api],
			startedAtUtc: '2026-11-21T10:00:00.000Z'
		});
		const text = outputOf(await desk.cost('support-triage', '--explain'));
		expect(text).toContain('run 02RUN, target api');
		expect(text).not.toContain('passed over');
	});

	it('refuses a use case that no run measured, an unknown run and one of another use case', async () => {
		const { cost } = await measured();
		const unknownCase = refusalOf(await cost('invoice-extraction'));
		expect(unknownCase).toMatchObject({ code: 'E_NOT_FOUND', exitCode: 2 });
		expect(unknownCase.message).toContain('no complete run');
		expect(refusalOf(await cost('support-triage', '--run', 'XYZ')).message).toContain('XYZ');
		const other = refusalOf(await cost('invoice-extraction', '--run', '01'));
		expect(other.message).toContain('did not measure "invoice-extraction"');
	});

	it('refuses a target that the run has not, with those that it has', async () => {
		const { cost, file } = await measured();
		const spec = file('c.json', {
			useCase: 'support-triage',
			options: [
				{ id: 'a', kind: 'buy', run: { run: '01RUN', target: 'nobody' } },
				{ id: 'o', kind: 'make-rented', capacity: { run: '01RUN', target: 'ours' } }
			]
		});
		const refused = refusalOf(await cost('--spec', spec));
		expect(refused).toMatchObject({ code: 'E_NOT_FOUND', exitCode: 2 });
		expect(refused.message).toMatch(/no target "nobody".+it has ours, api/u);
	});
});

describe('a scenario of the user', () => {
	it('asks for a volume where its folder is not found', async () => {
		const { cost } = await measured([ours, api], 'colours');
		const refused = refusalOf(await cost('colours'));
		expect(refused).toMatchObject({ code: 'E_CONFIG', exitCode: 2 });
		expect(refused.hint).toMatch(/--volume.+"colours"/u);
		const found = jsonOf(await cost('colours', '--volume', '1000000', '--json')) as CostJson;
		expect(found.requestsPerMonth).toBe(1_000_000);
	});

	it.each([
		['beside the config of the run', 'bench.yaml', './mine/colours'],
		['outside the folder of the config', 'mine/bench.yaml', './colours']
	])('gives its demand to a cost that is asked for %s', async (_, configName, use) => {
		const workplace = createWorkplace();
		onTestFinished(() => {
			workplace[Symbol.dispose]();
		});
		const server = await serveColours();
		onTestFinished(() => server.close());
		writeScenario(workplace);
		mkdirSync(workplace.file('mine'));
		renameSync(workplace.file('colours'), workplace.file('mine/colours'));
		const price = { usdPerHour: '2', source: 'test', checkedOn: '2026-11-01' };
		const config = workplace.file(configName);
		writeFileSync(
			config,
			JSON.stringify(
				coloursConfig([selfHosted(server.port, { price: { kind: 'per-hour', ...price } })], {
					scenarios: [{ use }]
				})
			)
		);
		const run = await runBench(['run', config], { workplace });
		expect([0, 4]).toContain(run.code);

		// The answers came from an endpoint without a model, so nothing counts unless asked for.
		const refused = await runBench(['cost', 'colours'], { workplace });
		expect(refused).toMatchObject({ code: 2, stdout: '' });
		expect(refused.stderr).toContain('--include-emulated');
		expect(refused.stderr).toMatch(/did not come to its end, or was an emulated endpoint/u);
		expect(refused.stderr).not.toContain('Did you mean');
		const asked = await runBench(['cost', 'colours', '--include-emulated', '--json'], {
			workplace
		});
		expect(asked).toMatchObject({ code: 0, stderr: '' });
		const found = JSON.parse(asked.stdout) as CostJson;
		expect(found.requestsPerMonth).toBe(1_000);
		expect(found.unavailable[0]?.remedy).toMatch(/^Run .+\.$/u);
	});
});
