import { writeFileSync } from 'node:fs';
import { describe, it } from 'vitest';
import { createWorkplace, runBench, type Workplace } from './support/bench-process.ts';
import { writeConfig, type ErrorJson } from './support/run-json.ts';
import { coloursConfig, itemCount, selfHosted, writeScenario } from './support/small-scenario.ts';

const paid = {
	kind: 'measured-api',
	apiKeyEnv: 'OUR_KEY',
	price: {
		kind: 'per-token',
		inputUsdPerMtok: 3,
		outputUsdPerMtok: 15,
		source: 'test',
		checkedOn: '2026-11-01'
	}
};

const createColours = (): Workplace => {
	const workplace = createWorkplace();
	writeScenario(workplace);
	return workplace;
};

describe.concurrent('bench validate', { timeout: 60_000 }, () => {
	it('says what a valid config would do, at which cost, and which keys it lacks', async ({
		expect
	}) => {
		using workplace = createColours();
		writeConfig(
			workplace,
			coloursConfig([selfHosted(1), selfHosted(1, { id: 'api', ...paid })], { maxSpendUsd: 1 })
		);
		const [text, json] = await Promise.all([
			runBench(['validate'], { workplace }),
			runBench(['validate', 'bench.yaml', '--json', '--db', 'file:unused.db'], {
				workplace,
				env: { OUR_KEY: 'set' }
			})
		]);
		expect([text.code, json.code]).toEqual([0, 0]);
		expect(text.stdout).toMatch(/^bench\.yaml is valid\n {2}colours on ours: 12 items, 1 stage\n/);
		expect(text.stdout).toMatch(/^ {2}at worst 4 paid requests cost 0\.\d+ USD$/m);
		expect(text.stderr).toBe(
			'note: the environment variable OUR_KEY is not set; bench run will need it\n'
		);
		expect(JSON.parse(json.stdout)).toMatchObject({
			ok: true,
			cells: [
				{ scenario: 'colours', target: 'ours', items: itemCount, stages: 1, requests: [4] },
				{ target: 'api' }
			],
			paid: { paidRequests: 4 },
			unsetVariables: []
		});
	});

	it('lists the problems of a config with their lines and exits with 2', async ({ expect }) => {
		using workplace = createColours();
		writeFileSync(
			workplace.file('bad.yaml'),
			'name: x\nscenarios: []\ntargets:\n  - kind: nuclear\n'
		);
		const { code, stdout, stderr } = await runBench(['validate', 'bad.yaml', '--json'], {
			workplace
		});
		expect(code).toBe(2);
		const { error } = JSON.parse(stdout) as { error: ErrorJson };
		expect(error.problems.map(({ line, path }) => [line, path])).toEqual([
			[2, 'scenarios'],
			[4, 'targets[0].kind']
		]);
		expect(stderr).toContain('bad.yaml:4 targets[0].kind: expected');
	});

	it('lists the problems of all scenarios together', async ({ expect }) => {
		using workplace = createColours();
		writeFileSync(workplace.file('colours/items.jsonl'), '{"id":"a"}\n{"id":"B","x":1}\n');
		writeConfig(workplace, coloursConfig([selfHosted(1)]));
		const { code, stderr } = await runBench(['validate'], { workplace });
		expect(code).toBe(2);
		expect(stderr).toMatch(/^error E_CONFIG: the scenarios of bench\.yaml have \d+ problems$/m);
		expect(stderr).toMatch(/colours\/items\.jsonl:1 /);
		expect(stderr).toMatch(/colours\/items\.jsonl:2 /);
	});

	it('names a scenario that does not exist, and those that do', async ({ expect }) => {
		using workplace = createWorkplace();
		writeConfig(workplace, coloursConfig([selfHosted(1)], { scenarios: [{ use: 'no-such' }] }));
		const { code, stderr } = await runBench(['validate'], { workplace });
		expect(code).toBe(2);
		expect(stderr).toMatch(
			/bench\.yaml scenarios\[0\]\.use: there is no scenario "no-such"; .*support-triage/
		);
	});
});
