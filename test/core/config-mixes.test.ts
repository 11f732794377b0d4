/** Mixes of a config: what is accepted, and what is wrong with them, all at once and each with its place. */
import { describe, expect, it } from 'vitest';
import { renderProblem } from '#core/errors.ts';
import { configSchema, type Config } from '#core/config.ts';
import { parseYaml } from '#core/yaml-problems.ts';

const config = (mixes: string): string => `name: mixed
scenarios:
  - use: support-triage
  - use: ./our-own
targets:
  - { id: ours, kind: embedded, modelFile: model.gguf }
  - { id: theirs, kind: embedded, modelFile: model.gguf }
mixes:
${mixes}`;

const parse = (mixes: string) => parseYaml(config(mixes), configSchema, 'bench.yaml');

const problemsOf = (mixes: string): string[] => {
	const parsed = parse(mixes);
	return parsed.ok ? [] : parsed.problems.map(renderProblem);
};

const parsed = (mixes: string): Config => {
	const found = parse(mixes);
	if (!found.ok) throw new Error(found.problems.map(renderProblem).join('; '));
	return found.value;
};

const mix = (changes: Record<string, unknown> = {}): string =>
	`  - ${JSON.stringify({
		id: 'office-hours',
		weights: { 'support-triage': 3, './our-own': 1 },
		loads: [{ kind: 'poisson', ratePerS: 4, durationS: 60 }],
		...changes
	})}
`;

describe('a mix', () => {
	it('is scenarios with weights, and open loads of all of them together, on all targets or some', () => {
		expect(parsed(mix()).mixes).toStrictEqual([
			{
				id: 'office-hours',
				weights: { 'support-triage': 3, './our-own': 1 },
				loads: [{ kind: 'poisson', ratePerS: 4, durationS: 60 }]
			}
		]);
		expect(parsed(mix({ targets: ['theirs'] })).mixes?.[0]?.targets).toStrictEqual(['theirs']);
	});

	it.each([
		{ kind: 'constant', ratePerS: 4, durationS: 60 },
		{ kind: 'poisson', ratePerS: 4, durationS: 60 },
		{ kind: 'gamma', ratePerS: 4, durationS: 60, burstiness: 0.5 },
		{ kind: 'ramp', fromPerS: 0, toPerS: 4, durationS: 60, arrivals: 'poisson' },
		{ kind: 'steps', steps: [{ ratePerS: 4, durationS: 60 }], arrivals: 'constant' },
		{
			kind: 'profile',
			week: 'office-chat',
			meanPerS: 2,
			startHour: 9,
			hours: 8,
			speed: 60,
			arrivals: 'poisson'
		}
	])('may have the open loop %j', (load) => {
		expect(parsed(mix({ loads: [load] })).mixes?.[0]?.loads).toStrictEqual([load]);
	});

	it.each([
		[
			{ kind: 'closed', concurrency: 4, requests: 10 },
			'in a closed loop it would depend on which answers come fast which scenario is asked next, found "closed"'
		],
		[
			{ kind: 'batch', concurrency: 4 },
			'in a batch it would depend on which answers come fast which scenario is asked next, found "batch"'
		],
		[
			{ kind: 'trace', file: 'azure.csv' },
			'the moments of a trace are those of one use case: replay it among the "loads" of its scenario, found "trace"'
		]
	])('may not have the load %j, and the reason is told', (load, why) => {
		expect(problemsOf(mix({ loads: [load] }))).toStrictEqual([
			`bench.yaml:9 mixes[0].loads[0].kind: expected one of constant, poisson, gamma, ramp, steps, profile, as ${why}`
		]);
	});

	it.each([
		[
			{ kind: 'constructor' },
			'kind: expected one of constant, poisson, gamma, ramp, steps, profile, found "constructor"'
		],
		[{ kind: 'poisson', ratePerS: 0, durationS: 60 }, 'ratePerS: expected a number > 0, found 0'],
		[{ kind: 'ramp', fromPerS: 0, toPerS: 0, durationS: 5 }, 'every rate of this load is 0']
	])('refuses the load %j as any other place does', (load, message) => {
		expect(problemsOf(mix({ loads: [load] })).join()).toContain(message);
	});

	it.each([
		[
			'no weight',
			{ 'support-triage': 0, './our-own': 1 },
			'support-triage: expected a number > 0, found 0'
		],
		[
			'a negative one',
			{ 'support-triage': -2, './our-own': 1 },
			'support-triage: expected a number > 0, found -2'
		],
		[
			'no number',
			{ 'support-triage': 'often', './our-own': 1 },
			'expected a number, found "often"'
		],
		[
			'more than a weight can be',
			{ 'support-triage': 1e10, './our-own': 1 },
			'expected a number ≤ 1000000000'
		]
	])('refuses %s', (_, weights, message) => {
		expect(problemsOf(mix({ weights })).join()).toContain(message);
	});

	it('refuses a weight without end, as YAML can write it', () => {
		const text = mix().replace('"support-triage":3', '"support-triage":.inf');
		expect(problemsOf(text).join()).toContain('expected a number, found Infinity');
	});

	it('tells every scenario, target and id that cannot be meant, at once', () => {
		const problems = problemsOf(
			mix() +
				mix({
					weights: { 'suport-triage': 1, './our-own': 1 },
					targets: ['our', 'theirs', 'theirs']
				})
		);
		expect(problems).toStrictEqual([
			'bench.yaml:10 mixes[1].id: the id "office-hours" is used by an earlier mix; ids must differ',
			'bench.yaml:10 mixes[1].weights.suport-triage: the config has no scenario "suport-triage"; did you mean "support-triage"? expected the "use" of one: support-triage, ./our-own',
			'bench.yaml:10 mixes[1].targets[0]: there is no target "our"; did you mean "ours"? expected one of ours, theirs',
			'bench.yaml:10 mixes[1].targets[2]: "theirs" is named before; each target once'
		]);
	});

	it.each([
		[{ 'support-triage': 1 }, 1],
		[{}, 0]
	])('of %j is refused: one scenario is no mix', (weights, count) => {
		expect(problemsOf(mix({ weights }))).toStrictEqual([
			`bench.yaml:9 mixes[0].weights: expected at least two scenarios, found ${String(count)}; a load of one scenario belongs to its "loads"`
		]);
	});

	it('refuses a scenario that two entries use, as it is not clear which is meant', () => {
		const text = config(mix()).replace(
			'  - use: ./our-own',
			'  - use: ./our-own\n  - use: support-triage'
		);
		const found = parseYaml(text, configSchema, 'bench.yaml');
		expect(found.ok ? [] : found.problems.map(renderProblem)).toStrictEqual([
			'bench.yaml:10 mixes[0].weights.support-triage: 2 entries of "scenarios" use "support-triage", so that it is not clear which is meant; a mix needs a "use" that is there once'
		]);
	});
});
