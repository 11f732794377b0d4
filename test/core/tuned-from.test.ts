/** A tuned model in a config: what it must say, and which bases it cannot have. */
import { describe, expect, it } from 'vitest';
import { configSchema } from '#core/config.ts';
import { isTunedOnScenario, tunedFromSchema, tuningInWords } from '#core/tuned-from.ts';

const tuned = {
	model: 'open-8b',
	method: 'lora',
	data: { items: 4_000, source: 'closed tickets of 2025' },
	costUsd: 1_200.5,
	costSource: 'bill of the GPU cloud, labels',
	trainedOn: '2026-11-01'
};
const target = (id: string, base?: string) => ({
	id,
	kind: 'embedded',
	modelFile: 'm.gguf',
	...(base === undefined ? {} : { tunedFrom: { ...tuned, target: base } })
});
const problemsOf = (...targets: unknown[]): string[] =>
	configSchema
		.safeParse({
			name: 'c',
			scenarios: [{ use: 'triage' }],
			targets,
			loads: [{ kind: 'closed', concurrency: 1, requests: 1 }]
		})
		.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('the base of a tuned model', () => {
	it('is a target of the same config, or not measured', () => {
		expect(problemsOf(target('base'), target('ours', 'base'))).toEqual([]);
		expect(problemsOf({ ...target('ours'), tunedFrom: tuned })).toEqual([]);
		expect(problemsOf(target('base'), target('ours', 'bass'))).toEqual([
			'targets.1.tunedFrom.target: there is no target "bass" in this file; did you mean "base"? expected one of base, or nothing where the base is not measured'
		]);
	});

	it('is not the model itself, over however many steps', () => {
		expect(problemsOf(target('a', 'a'))).toEqual([
			'targets.0.tunedFrom.target: a model cannot be tuned from itself: a ← a'
		]);
		expect(problemsOf(target('a', 'b'), target('b', 'c'), target('c', 'b'))).toEqual([
			'targets.1.tunedFrom.target: a model cannot be tuned from itself: b ← c ← b',
			'targets.2.tunedFrom.target: a model cannot be tuned from itself: c ← b ← c'
		]);
	});

	it('and its tuning are told whole: every problem has its place', () => {
		const broken = { ...tuned, costUsd: '-3', method: 'magic', data: { items: 0, source: 's' } };
		const problems = problemsOf({ ...target('a'), tunedFrom: broken });
		for (const field of ['costUsd', 'method', 'data.items']) {
			expect(problems.some((text) => text.startsWith(`targets.0.tunedFrom.${field}:`))).toBe(true);
		}
	});
});

describe('what is said of a tuned model', () => {
	const parsed = tunedFromSchema.parse(tuned);

	it('is its base, data, method and cost', () => {
		expect(tuningInWords(parsed)).toBe(
			'tuned from open-8b on 4,000 items (LoRA) for $1,200.5, trained on 2026-11-01'
		);
	});

	it('warns where a scenario of the same hash was among the data', () => {
		const hash = 'abcdef012345'.padEnd(64, '6');
		const saw = (scenarioHash: string) => ({
			...parsed,
			data: { ...parsed.data, scenarioHash }
		});
		expect(isTunedOnScenario(saw('abcdef012345'), hash)).toBe(true);
		expect(isTunedOnScenario(saw('abcdef012346'), hash)).toBe(false);
		expect(isTunedOnScenario(parsed, hash)).toBe(false);
		expect(isTunedOnScenario(undefined, hash)).toBe(false);
	});
});
