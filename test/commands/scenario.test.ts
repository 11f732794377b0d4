/** `bench scenario`: what it lists, shows, finds wrong, and writes for other tools. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createRuleGrader, type RuleSpec } from '#bench/graders/index.ts';
import { graderSpecSchema } from '#core/grader-spec.ts';
import type { JsonValue } from '#core/json.ts';
import { createRandom } from '#core/random.ts';
import { createWorkplace, type Workplace } from './support/bench-process.ts';
import { callCommand } from './support/recorded-context.ts';
import { itemCount, writeScenario } from './support/small-scenario.ts';
import { noteCount, notesPlace } from './support/judged-scenario.ts';

interface NotesYaml {
	grader: { passAt: number; rubric: { criteria: { description: string }[] } };
}

const scenario = async (...args: string[]) => callCommand('scenario', args);
const outputOf = async (...args: string[]): Promise<string> => {
	const { stdout, error } = await scenario(...args);
	if (error) throw error;
	return stdout;
};

const write = (workplace: Workplace, grader: string, references: readonly JsonValue[]): string => {
	writeScenario(workplace);
	const folder = workplace.file('colours');
	const yaml = readFileSync(join(folder, 'scenario.yaml'), 'utf8');
	writeFileSync(join(folder, 'scenario.yaml'), yaml.replace(/grader: .*/u, `grader: ${grader}`));
	const lines = references.map((reference, index) =>
		JSON.stringify({
			id: `thing-${String(index)}`,
			input: { thing: `{% thing %} ${String(index)}` },
			reference,
			language: 'en'
		})
	);
	writeFileSync(join(folder, 'items.jsonl'), `${lines.join('\n')}\n`);
	return folder;
};

describe('bench scenario', () => {
	it('lists the scenarios of this project with their size and grader', async () => {
		const listed = JSON.parse(await outputOf('list', '--json')) as { id: string; grader: string }[];
		expect(listed).toContainEqual(
			expect.objectContaining({ id: 'support-triage', grader: 'label', items: 272 })
		);
		expect(await outputOf('list')).toContain('invoice-extraction');
	});

	it('shows a scenario, and one item as a model gets it', async () => {
		expect(await outputOf('show', 'support-triage')).toContain(
			'272 items, 15 of them in the quick subset'
		);
		const item = await outputOf('show', 'support-triage', '--item', 'ticket-002');
		expect(item).toContain('Subject: Demo next week?');
		expect(item).toContain('"sales-inquiry"');
		const { error } = await scenario('show', 'support-triage', '--item', 'nope');
		expect(error).toMatchObject({ code: 'E_NOT_FOUND' });
		expect((await scenario('show', 'nope')).error).toMatchObject({ code: 'E_NOT_FOUND' });
	});

	it('finds a wrong answer that passes, and a folder with problems', async () => {
		using workplace = createWorkplace();
		const folder = write(workplace, '{ kind: rouge-l, passScore: 0.01 }', ['one two three four']);
		const good = await scenario('validate', 'support-triage', '--json');
		expect(JSON.parse(good.stdout)).toMatchObject({ ok: true, scenarios: [{ items: 272 }] });
		writeFileSync(join(folder, 'items.jsonl'), '{"id": "a"}\n');
		const broken = await scenario('validate', folder);
		expect(broken.error).toMatchObject({ code: 'E_CONFIG', exitCode: 2 });
		expect(broken.stdout).toMatch(/items\.jsonl:1 input: missing/u);
	});

	it('exports an environment that grades as bench does', async () => {
		using workplace = createWorkplace();
		const folder = write(workplace, '{ kind: number, tolerance: 0.5 }', [1, 22.5, -3]);
		const lines = (await outputOf('export', folder, '--to', 'environment')).trim().split('\n');
		expect(lines).toHaveLength(3);
		const random = createRandom(1, 'export');
		for (const line of lines) {
			const { grader, reference, messages } = JSON.parse(line) as {
				grader: unknown;
				reference: number;
				messages: { role: string; content: string }[];
			};
			expect(messages.map(({ role }) => role)).toEqual(['system', 'user']);
			const made = createRuleGrader(graderSpecSchema.parse(grader) as RuleSpec);
			expect(made.grade(made.rightAnswer(reference), reference).passed).toBe(true);
			expect(made.grade(made.wrongAnswer(reference, random), reference).passed).toBe(false);
		}
	});

	it.each([
		['{ kind: label, labels: [red, light green] }', ['red', 'light green'], '**RED**', 'green'],
		['{ kind: exact }', ['Größe', ['a', 'b']], ' Größe ', 'größe'],
		['{ kind: normalised }', ['Größe', ['a', 'b']], 'GRÖßE!', 'a'],
		['{ kind: number, tolerance: 0.5 }', [1234.5, -2], '$1,234.6', '']
	])(
		'exports %s to promptfoo with assertions that hold for right answers alone',
		async (spec, references, right, wrong) => {
			using workplace = createWorkplace();
			const folder = write(workplace, spec, references);
			await outputOf('export', folder, '--to', 'promptfoo', '--out', workplace.file('out'));
			const config = parse(readFileSync(workplace.file('out/promptfooconfig.yaml'), 'utf8')) as {
				tests: { vars: Record<string, string>; assert: { type: string; value: string }[] }[];
			};
			expect(config.tests).toHaveLength(references.length);
			const holds = (output: string): unknown =>
				runInNewContext(config.tests[0]!.assert[0]!.value, { output });
			expect(holds(right)).toBe(true);
			expect(holds(wrong)).toBe(false);
			const again = await scenario(
				'export',
				folder,
				'--to',
				'promptfoo',
				'--out',
				workplace.file('out')
			);
			expect(again.error).toMatchObject({ code: 'E_USAGE' });
		}
	);

	it('exports to lm-eval and to a grader of OpenAI, and says what they grade otherwise', async () => {
		using workplace = createWorkplace();
		writeScenario(workplace);
		const folder = workplace.file('colours');
		const harness = await scenario(
			'export',
			folder,
			'--to',
			'lm-eval',
			'--out',
			workplace.file('lm')
		);
		expect(harness.stderr).toContain('System and user prompt are one text here');
		const task = parse(readFileSync(workplace.file('lm/breakeven_colours.yaml'), 'utf8')) as object;
		expect(task).toMatchObject({ task: 'breakeven_colours', output_type: 'generate_until' });
		const items = readFileSync(workplace.file('lm/items.jsonl'), 'utf8').trim().split('\n');
		expect(items).toHaveLength(itemCount);
		expect(JSON.parse(items[0]!)).toMatchObject({ target: 'red' });
		await outputOf('export', folder, '--to', 'openai-grader', '--out', workplace.file('oa'));
		expect(JSON.parse(readFileSync(workplace.file('oa/grader.json'), 'utf8'))).toMatchObject({
			type: 'string_check',
			operation: 'eq'
		});
	});

	it('exports a judged scenario with its rubric, its threshold on the scale of the tool, and what is judged otherwise', async () => {
		const workplace = notesPlace();
		const folder = workplace.file('notes');
		const rubric = (parse(readFileSync(join(folder, 'scenario.yaml'), 'utf8')) as NotesYaml).grader;
		const { criteria } = rubric.rubric;
		const out = (name: string): string => workplace.file(name);
		const foo = await scenario('export', folder, '--to', 'promptfoo', '--out', out('foo'));
		expect(foo.error).toBeNull();
		expect(foo.stderr.replaceAll(/\s+/gu, ' ')).toContain('are not to be compared');
		const config = parse(readFileSync(out('foo/promptfooconfig.yaml'), 'utf8')) as {
			tests: { assert: { type: string; threshold: number; value: string }[] }[];
		};
		expect(config.tests).toHaveLength(noteCount);
		const [check] = config.tests[0]!.assert;
		expect(check).toMatchObject({ type: 'llm-rubric', threshold: (rubric.passAt - 1) / 4 });
		expect(check!.value).toContain(criteria[0]!.description);
		expect(check!.value).toContain('What a good answer holds');
		await outputOf('export', folder, '--to', 'openai-grader', '--out', out('oa'));
		const grader = JSON.parse(readFileSync(out('oa/grader.json'), 'utf8')) as {
			input: { content: string }[];
		};
		expect(grader).toMatchObject({
			type: 'score_model',
			range: [1, 5],
			pass_threshold: rubric.passAt
		});
		expect(grader.input[0]!.content).toContain(criteria[0]!.description);
		const [line = ''] = readFileSync(out('oa/items.jsonl'), 'utf8').split('\n');
		const item = JSON.parse(line) as Record<string, string>;
		expect(item['question']).toMatch(/^What was said/u);
		expect(item['reference']).not.toBe('');
	});

	it('refuses what another tool would grade otherwise, and several files on stdout', async () => {
		const refused = await scenario(
			'export',
			'invoice-extraction',
			'--to',
			'promptfoo',
			'--out',
			'x'
		);
		expect(refused.error).toMatchObject({
			code: 'E_CONFIG',
			hint: expect.stringContaining('--to environment') as string
		});
		const several = await scenario('export', 'support-triage', '--to', 'promptfoo');
		expect(several.error).toMatchObject({ code: 'E_USAGE' });
	});
});
