/** Configs: defaults, and the rules between their parts. */
import { describe, expect, it } from 'vitest';
import { configSchema, defaultLimits } from '#core/config.ts';

const loads = [{ kind: 'closed', concurrency: 1, requests: 1 }];
const local = { id: 'local', kind: 'embedded', modelFile: 'model.gguf' };
const paid = {
	id: 'api',
	kind: 'measured-api',
	protocol: 'openai-chat',
	baseUrl: 'https://api.example.com/v1',
	model: 'm',
	price: {
		kind: 'per-token',
		inputUsdPerMtok: '1',
		outputUsdPerMtok: '2',
		source: 'price page',
		checkedOn: '2026-11-01'
	}
};
const config = { name: 'c', scenarios: [{ use: 'triage' }], targets: [local], loads };

const problemsOf = (value: unknown): string[] =>
	configSchema
		.safeParse(value)
		.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('a config', () => {
	it('gets a default for everything that it may leave out', () => {
		expect(configSchema.parse(config)).toMatchObject({
			seed: 1,
			workers: 1,
			keepAnswers: 'all',
			keepStreams: true,
			limits: defaultLimits
		});
	});

	it('keeps the default of each limit that it does not change', () => {
		const parsed = configSchema.parse({ ...config, limits: { drainS: 5 } });
		expect(parsed.limits).toStrictEqual({ ...defaultLimits, drainS: 5 });
	});

	it('takes loads and a search from the target, the scenario or the top, and needs neither', () => {
		const bare = { ...config, loads: undefined };
		expect(problemsOf({ ...bare, targets: [{ ...local, loads }] })).toStrictEqual([]);
		expect(problemsOf({ ...bare, scenarios: [{ use: 'triage', loads }] })).toStrictEqual([]);
		expect(problemsOf(bare)).toStrictEqual([]);
		const findCapacity = { precision: 0.1, maxStages: 20 };
		expect(problemsOf({ ...bare, findCapacity: true })).toStrictEqual([]);
		expect(problemsOf({ ...bare, targets: [{ ...local, findCapacity }] })).toStrictEqual([]);
		expect(problemsOf({ ...bare, scenarios: [{ use: 'triage', findCapacity }] })).toStrictEqual([]);
		expect(problemsOf({ ...bare, findCapacity: { precision: 0 } })).not.toStrictEqual([]);
	});

	it('that pays for answers says how much at most', () => {
		const paying = { ...config, targets: [local, paid] };
		expect(problemsOf(paying).join()).toMatch(/^targets\.1: .*"maxSpendUsd" must be set/);
		expect(problemsOf({ ...paying, maxSpendUsd: 5 })).toStrictEqual([]);
		expect(configSchema.parse({ ...paying, maxSpendUsd: 5.5 }).maxSpendUsd).toBe('5.5');
	});

	it('does not use the id of a target twice', () => {
		const problems = problemsOf({ ...config, targets: [local, { ...local, slots: 2 }] });
		expect(problems.join()).toMatch(/^targets\.1\.id: .*"local" is used by an earlier target/);
	});

	it.each([
		['no scenario', { scenarios: [] }],
		['no target', { targets: [] }],
		['no name', { name: '' }],
		['a negative seed', { seed: -1 }],
		['no worker', { workers: 0 }],
		['more workers than make sense', { workers: 65 }],
		['a limit of 0 s', { limits: { totalTimeoutS: 0 } }],
		['an unknown limit', { limits: { timeout: 5 } }],
		['an unknown key', { concurrency: 5 }],
		['no items of a scenario', { scenarios: [{ use: 'triage', items: 0 }] }],
		['a negative cap', { maxSpendUsd: -1 }]
	])('with %s is refused', (_, change) => {
		expect(problemsOf({ ...config, ...change })).not.toStrictEqual([]);
	});
});
