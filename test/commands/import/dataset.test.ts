/** `bench import dataset`: each form that people have, and lines that are broken. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkReference } from '#bench/graders/index.ts';
import { loadScenario } from '#bench/importers/scenario-folder.ts';
import { createWorkplace, type Workplace } from '../support/bench-process.ts';
import { callCommand } from '../support/recorded-context.ts';

interface Imported {
	folder: string;
	form: string;
	items: number;
	skipped: number;
	grader: string;
	deIdentified: Record<string, number> | null;
	doubts: unknown[];
}

const importFile = async (workplace: Workplace, name: string, text: string, ...args: string[]) => {
	writeFileSync(workplace.file(name), text);
	return callCommand('import', [
		...['dataset', workplace.file(name), '--out', workplace.path, '--id', 'mine', '--json'],
		...args
	]);
};
const imported = async (
	workplace: Workplace,
	name: string,
	text: string,
	...args: string[]
): Promise<Imported> => {
	const { stdout, error } = await importFile(workplace, name, text, ...args);
	if (error) throw error;
	return JSON.parse(stdout) as Imported;
};
const load = (workplace: Workplace) => loadScenario(workplace.file('mine'), { checkReference });
const lines = (values: readonly unknown[]): string =>
	values.map((value) => JSON.stringify(value)).join('\n');

describe('bench import dataset', () => {
	it('reads objects by line, and grades a few recurring texts as labels', async () => {
		using workplace = createWorkplace();
		const rows = Array.from({ length: 20 }, (_, index) => ({
			id: index,
			'Mail text': `mail ${String(index)}`,
			label: index % 2 === 0 ? 'refund' : 'bug report'
		}));
		const found = await imported(workplace, 'mails.jsonl', lines(rows), '--language', 'en');
		expect(found).toMatchObject({
			form: 'jsonl',
			items: 20,
			skipped: 0,
			grader: 'label',
			doubts: []
		});
		const { scenario, items } = await load(workplace);
		expect(scenario.prompt.user).toBe('{{Mail_text}}');
		expect(scenario.quick).toHaveLength(12);
		// Their order says nothing of the answer, and nothing of them is lost.
		expect(new Set(items.map(({ input }) => input['Mail_text'])).size).toBe(20);
		expect(items.map(({ reference }) => reference)).not.toEqual(rows.map(({ label }) => label));
		expect(readFileSync(workplace.file('mine/README.md'), 'utf8')).toContain(
			'What the grader misses'
		);
	});

	it('takes spellings of a label that the grader cannot tell apart for one', async () => {
		using workplace = createWorkplace();
		const rows = Array.from({ length: 12 }, (_, index) => ({
			mail: `mail ${String(index)}`,
			label: ['bug report', 'refund', 'Bug-Report'][index % 5 === 4 ? 2 : index % 2]
		}));
		expect(await imported(workplace, 'mails.jsonl', lines(rows))).toMatchObject({
			grader: 'label',
			doubts: []
		});
		const { scenario, items } = await load(workplace);
		expect(scenario.grader).toEqual({ kind: 'label', labels: ['bug report', 'refund'] });
		expect(items.some(({ reference }) => reference === 'Bug-Report')).toBe(false);
	});

	it('grades objects with lists in them by the schema that they have in common', async () => {
		using workplace = createWorkplace();
		const rows = [
			{ q: 'one', answer: { id: 1, tags: ['a'], more: null } },
			{ q: 'two', answer: { id: 2, tags: [], note: 'x' } }
		];
		expect(await imported(workplace, 'rows.jsonl', lines(rows))).toMatchObject({
			grader: 'json-schema',
			doubts: []
		});
		expect((await load(workplace)).scenario.grader).toMatchObject({
			schema: {
				type: 'object',
				properties: { tags: { type: 'array', items: { type: 'string' } }, more: { type: 'null' } },
				required: ['id', 'tags']
			}
		});
	});

	it('reads tables with line breaks in their cells, and numbers', async () => {
		using workplace = createWorkplace();
		const csv =
			'question,unit,answer\r\n"How much\nis 2 + 2?",none,4\r\n\r\n"Half of ""5""?",none,2.5\r\n';
		const found = await imported(workplace, 'sums.csv', csv);
		expect(found).toMatchObject({ form: 'csv', items: 2, grader: 'number' });
		const { scenario, items } = await load(workplace);
		expect(scenario.prompt.user).toBe('question: {{question}}\n\nunit: {{unit}}');
		expect(items.map(({ input }) => input['question']).sort()).toEqual([
			'Half of "5"?',
			'How much\nis 2 + 2?'
		]);
		expect(items.map(({ reference }) => reference).sort()).toEqual([2.5, 4]);
	});

	it('reads conversations, with the system prompt of all of them', async () => {
		using workplace = createWorkplace();
		const chat = (question: string, answer: string) => ({
			messages: [
				{ role: 'system', content: 'Answer with {{care}}.' },
				{ role: 'user', content: question },
				{ role: 'assistant', content: answer }
			]
		});
		const found = await imported(
			workplace,
			'chats.jsonl',
			lines([
				chat('Who?', '{"name": "Ada", "born": 1815}'),
				chat('And?', '{"name": "Bo", "born": null}')
			])
		);
		expect(found).toMatchObject({ form: 'openai-chat', grader: 'json-fields', doubts: [] });
		const { scenario } = await load(workplace);
		expect(scenario.prompt).toEqual({ system: 'Answer with { {care}}.', user: '{{user}}' });
		expect(scenario.grader).toMatchObject({
			fields: [
				{ name: 'name', type: 'text' },
				{ name: 'born', type: 'number' }
			]
		});
	});

	it('reads promptfoo tests and samples of lm-eval', async () => {
		using workplace = createWorkplace();
		const yaml = `prompts: ['Capital of {{country}}?']
tests:
  - vars: { country: France }
    assert: [{ type: icontains, value: Paris }]
  - vars: { country: Italy }
    assert: [{ type: latency, threshold: 5 }, { type: equals, value: Rome }]
`;
		expect(await imported(workplace, 'promptfooconfig.yaml', yaml)).toMatchObject({
			form: 'promptfoo',
			items: 2,
			grader: 'normalised'
		});
		expect((await load(workplace)).scenario.prompt.user).toBe('Capital of {{country}}?');
		const samples = lines([
			{ doc_id: 0, doc: {}, target: 'Paris', arguments: [['Q: France?', { until: [] }]] },
			{ doc_id: 1, doc: {}, target: 'Rome', arguments: { gen_args_0: { arg_0: 'Q: Italy?' } } }
		]);
		expect(await imported(workplace, 'samples.jsonl', samples, '--id', 'theirs')).toMatchObject({
			form: 'lm-eval',
			items: 2
		});
	});

	it('imports nothing of a file with a broken line, which it names, unless it may leave it out', async () => {
		using workplace = createWorkplace();
		const text = `${lines([{ q: 'one', answer: 'long enough' }])}\n{"q": "two"\n${lines([{ q: 'three' }, { q: 'four', answer: 'yes' }])}`;
		const { error } = await importFile(workplace, 'rows.jsonl', text);
		expect(error).toMatchObject({ code: 'E_CONFIG', exitCode: 2 });
		expect(error && 'problems' in error ? error.problems : []).toEqual([
			expect.objectContaining({
				line: 2,
				message: expect.stringMatching(/^not JSON: /u) as string
			}),
			expect.objectContaining({ line: 3, path: 'answer' })
		]);
		expect(existsSync(workplace.file('mine'))).toBe(false);
		const found = await imported(workplace, 'rows.jsonl', text, '--skip-bad');
		expect(found).toMatchObject({ items: 2, skipped: 2 });
	});

	it('takes out addresses and names before anything is written', async () => {
		using workplace = createWorkplace();
		writeFileSync(workplace.file('names.txt'), 'Ada Lovelace\n\n');
		const found = await imported(
			workplace,
			'mails.jsonl',
			lines([
				{
					mail: 'Ada Lovelace <ada@example.com> wants a refund',
					answer: 'Dear Ada Lovelace, done.'
				},
				{ mail: 'ada@example.com again', answer: 'No.' }
			]),
			...['--de-identify', '--names', workplace.file('names.txt')]
		);
		expect(found.deIdentified).toEqual({ email: 1, name: 1 });
		const text = readFileSync(workplace.file('mine/items.jsonl'), 'utf8');
		expect(text).not.toMatch(/ada/iu);
		expect(text).toContain('Dear [name-1], done.');
	});

	it('says what it cannot use, and overwrites nothing', async () => {
		using workplace = createWorkplace();
		const refused = async (name: string, text: string, ...args: string[]) =>
			(await importFile(workplace, name, text, ...args)).error;
		expect(await refused('a.jsonl', '{"x": "y"}')).toMatchObject({ code: 'E_CONFIG' });
		expect(await refused('b.jsonl', '')).toMatchObject({ code: 'E_CONFIG' });
		expect(await refused('c.csv', 'a,b\n1,2,3\n')).toMatchObject({ code: 'E_CONFIG' });
		expect(await refused('d.jsonl', '{"x": "y", "answer": [1, 2]}')).toMatchObject({
			message: expect.stringContaining('fit no grader') as string
		});
		expect(await refused('e.jsonl', '{"x": "y", "answer": "z"}', '--id', 'No Id')).toMatchObject({
			code: 'E_USAGE'
		});
		expect(await refused('f.yaml', 'tests: [\n')).toMatchObject({ code: 'E_CONFIG' });
		await imported(workplace, 'e.jsonl', '{"x": "y", "answer": "z"}');
		expect(await refused('e.jsonl', '{"x": "y", "answer": "z"}')).toMatchObject({
			code: 'E_USAGE'
		});
	});
});
