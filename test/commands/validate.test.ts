import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { noteCount, notesPlace } from './support/judged-scenario.ts';
import { openDesk, typedSpec } from './support/cost-desk.ts';
import { callCommand } from './support/recorded-context.ts';
import { BenchError } from '#core/errors.ts';
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

describe.concurrent('bench validate', () => {
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

	it('tells of scenarios that are not there together with all else, in the order of the file', async ({
		expect
	}) => {
		using workplace = createWorkplace();
		const file = workplace.file('bad.yaml');
		writeFileSync(
			file,
			'name: x\nscenarios:\n  - use: suport-triage\n  - use: support-triage\n    item: 3\ntargets:\n  - kind: nuclear\n'
		);
		const { error } = await callCommand('validate', [file]);
		if (!(error instanceof BenchError)) throw new Error('expected problems', { cause: error });
		expect(error.problems.map(({ line, path }) => [line, path])).toEqual([
			[3, 'scenarios[0].use'],
			[5, 'scenarios[1].item'],
			[7, 'targets[0].kind']
		]);
		expect(error.problems[0]?.message).toContain(
			'there is no scenario "suport-triage"; did you mean "support-triage"? expected'
		);
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

describe('bench validate on another file than a config', () => {
	it('does not say of a judged scenario that its references pass, as no judge was asked', async () => {
		const workplace = notesPlace();
		const file = workplace.file('notes/scenario.yaml');
		const { stdout } = await callCommand('validate', [file]);
		expect(stdout).toContain(`${String(noteCount)} items; judges grade it, none was asked`);
		const one = await callCommand('scenario', ['validate', workplace.file('notes')]);
		expect(one.stdout).toContain(`${String(noteCount)} items: judges grade it, none was asked`);
	});

	it.each([
		['scenarios/costs/plain.yaml', 'cost spec: plain form'],
		['scenarios/costs/support-triage.yaml', 'cost spec: full form'],
		['scenarios/quotes/api-corvid.yaml', 'quote: '],
		['bench/books/prices/openai.yaml', 'price file: '],
		[
			'scenarios/support-triage/scenario.yaml',
			'scenario: 272 items, their references pass and wrong answers fail'
		]
	])('says what %s was read as', async (file, expected) => {
		const { stdout, error } = await callCommand('validate', [file]);
		expect(error).toBeNull();
		expect(stdout).toContain(`${file} is valid, read as a ${expected}`);
		const json = await callCommand('validate', [file, '--json']);
		expect(JSON.parse(json.stdout)).toMatchObject({ ok: true, file });
	});

	it.each<[string, unknown, string, string]>([
		['cost spec', typedSpec({ horizonMonths: -1 }), 'cost spec', 'horizonMonths'],
		['quote', { kind: 'api-contract', vendor: 'Corvid', lines: 5 }, 'quote', 'lines'],
		['price file', { entries: [{ providerId: 'x' }] }, 'price file', 'entries[0].modelId']
	])('lists the problems of a %s as those of one', async (_, content, kind, path) => {
		const { error } = await callCommand('validate', [openDesk().file('it.json', content)]);
		if (!(error instanceof BenchError)) throw new Error('expected problems');
		expect(error).toMatchObject({ code: 'E_CONFIG', exitCode: 2 });
		expect(error.hint).toMatch(new RegExp(`^It was read as a ${kind}\\.`, 'u'));
		expect(error.message).not.toContain('imported');
		expect(error.problems.map((problem) => problem.path)).toContain(path);
	});
});
