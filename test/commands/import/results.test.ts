/** `bench import results`: each format, every way to be broken, and that compare and cost work on what was imported. */
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BenchError } from '#core/errors.ts';
import { openDatabase } from '#db/client.server.ts';
import { createWorkplace, type Workplace } from '../support/bench-process.ts';
import { callCommand, type Recorded } from '../support/recorded-context.ts';
import { writeScenario } from '../support/small-scenario.ts';

interface Imported {
	run: { id: string; name: string };
	format: string;
	scenarioVersion: number | null;
	itemsBy: string;
	targets: {
		id: string;
		results: number;
		errors: number;
		missingItems: number | null;
		costUsd: string | null;
		right: { successes: number; n: number };
	}[];
	skipped: {
		count: number;
		reasons: { reason: string; count: number; firstLine: number | null }[];
	};
	notes: string[];
}

const call = (
	workplace: Workplace,
	file: string,
	text: string | Buffer,
	...args: string[]
): Promise<Recorded> => {
	writeFileSync(workplace.file(file), text);
	return callCommand('import', [
		'results',
		workplace.file(file),
		...['--db', workplace.databaseUrl, '--json'],
		...(args.includes('--scenario') ? args : ['--scenario', 'mails', ...args])
	]);
};
const imported = async (...args: Parameters<typeof call>): Promise<Imported> => {
	const { stdout, error } = await call(...args);
	if (error) throw error;
	return JSON.parse(stdout) as Imported;
};
/** What was refused, line by line; fails where nothing was. */
const problemsOf = async (...args: Parameters<typeof call>): Promise<string[]> => {
	const { error, stdout } = await call(...args);
	if (!(error instanceof BenchError)) throw new Error(`was not refused: ${stdout}`);
	expect(error.exitCode).toBe(2);
	return error.problems.map(({ line, path, message }) => `${String(line)} ${path}: ${message}`);
};
const lines = (values: readonly unknown[]): string =>
	values.map((value) => JSON.stringify(value)).join('\n');
const runCount = async ({ databaseUrl }: Workplace): Promise<number> => {
	const database = await openDatabase(databaseUrl);
	const [row] = await database.readSql('SELECT count(*) AS n FROM runs');
	await database.close();
	return Number(row?.['n']);
};
const jsonOf = async (name: string, ...args: string[]): Promise<unknown> => {
	const { stdout, error } = await callCommand(name, args);
	if (error) throw error;
	return JSON.parse(stdout);
};

const good = { target: 'own', item: 'a', passed: true };

describe('bench import results', () => {
	it('stores plain results as a run, with costs, times and tokens of each answer and nothing else', async () => {
		using workplace = createWorkplace();
		const found = await imported(
			workplace,
			'evals.jsonl',
			lines([
				{ ...good, costUsd: 0.0000001, latencyMs: 812.5, inputTokens: 120, outputTokens: 33 },
				{ target: 'own', item: 'b', passed: false, costUsd: '0.25', answer: 'blue' },
				{ target: 'openai:GPT-5 mini', item: 'a', error: 'HTTP 500' }
			]),
			'--name',
			'evals of June'
		);
		expect(found).toMatchObject({
			format: 'jsonl',
			scenarioVersion: null,
			itemsBy: 'field "item"'
		});
		expect(found.targets).toMatchObject([
			{ id: 'own', results: 2, errors: 0, costUsd: '0.2500001', missingItems: null },
			{ id: 'openai-gpt-5-mini', results: 1, errors: 1, costUsd: null }
		]);
		expect(found.notes.join(' ')).toContain('no scenario folder "mails"');
		const shown = (await jsonOf(
			'runs',
			'show',
			found.run.id,
			'--db',
			workplace.databaseUrl,
			'--json'
		)) as {
			run: { name: string };
			cells: {
				targetKind: string;
				protocol: null;
				model: null;
				stages: Record<string, unknown>[];
			}[];
		};
		expect(shown.run.name).toBe('evals of June');
		expect(shown.cells[0]).toMatchObject({ targetKind: 'imported', protocol: null, model: null });
		expect(shown.cells[0]?.stages[0]).toMatchObject({
			load: { kind: 'imported' },
			offered: 2,
			completed: 2,
			windowS: null,
			requestsPerS: null,
			offeredPerS: null,
			goodputPerS: null,
			ttftMs: { n: 0, p50: null },
			e2eMs: { n: 1, p50: 812.5 },
			inputTokens: 120,
			costUsd: '0.2500001',
			costBasis: 'as-imported',
			client: null,
			validity: { verdict: 'not-measured' }
		});
		expect(shown.cells[1]?.stages[0]).toMatchObject({
			outcomes: { ok: 0, error: 1 },
			passRate: { n: 0 },
			failures: [{ message: 'HTTP 500', count: 1 }]
		});
	});

	it('reads a table alike, whatever its delimiter, and tells which columns it does not use', async () => {
		using workplace = createWorkplace();
		const found = await imported(
			workplace,
			'evals.csv',
			'target;item;score;latency_ms;answer\r\nown;1;1;20;"a;\n- b"\r\nown;2;0;;\r\n\r\n'
		);
		expect(found).toMatchObject({
			format: 'csv',
			targets: [{ results: 2, right: { successes: 1, n: 2 } }]
		});
		expect(found.notes.at(-1)).toBe(
			'Fields that are not used: "latency_ms" (meant as "latencyMs"?).'
		);
	});

	it('names line and field of all that is broken, and imports nothing', async () => {
		using workplace = createWorkplace();
		const broken = lines([
			good,
			{ item: 'b', passed: true },
			{ ...good, item: 'c', passed: 'maybe', costUsd: -1, latencyMs: 'soon', inputTokens: 1.5 },
			{ ...good, item: 'd', costUsd: 2e6, trial: -1 },
			[1],
			good,
			{ target: 'own', item: 'e' },
			{ target: 'own', item: 'f', score: 1 }
		]);
		const found = await problemsOf(
			workplace,
			'evals.jsonl',
			`${broken}\n{"item":"g","score":NaN}\n{`
		);
		expect(found).toStrictEqual([
			'2 target: missing',
			'3 passed: expected true or false, got "maybe"',
			'3 costUsd: is negative: -1',
			'3 latencyMs: expected number of milliseconds, got "soon"',
			'3 inputTokens: expected whole number of tokens, got 1.5',
			'4 trial: is negative: -1',
			'4 costUsd: is 2000000, more than 1,000,000; is it in another unit?',
			'5 : expected a JSON object',
			'6 : "a" on "own", trial 0, is on line 1 already; asking again has a trial of its own (0, 1, …)',
			'7 : has neither "passed" nor "score" nor "error"',
			'8 : has a score alone, where results before it say "passed"; expected the same throughout',
			'9 : holds NaN or Infinity, which JSON does not have; expected a number, or null where there is none',
			expect.stringMatching(/^10 : not JSON/u) as string
		]);
		expect(await runCount(workplace)).toBe(0);
		const skipped = await imported(workplace, 'evals.jsonl', `${broken}\n{`, '--skip-bad');
		expect(skipped.targets).toMatchObject([{ results: 1 }]);
		expect(skipped.skipped.count).toBe(8);
		expect(skipped.skipped.reasons).toContainEqual({
			reason: 'target, item and trial are there twice',
			count: 1,
			firstLine: 6
		});
	});

	it.each([
		['an empty file', '', 'null : the file is empty; expected results'],
		['a header alone', 'target,item,passed\n', 'null : there is no result in it'],
		['bytes that are no text', Buffer.from([0x7b, 0xff, 0xfe]), 'null : is not text in UTF-8'],
		['NaN in a table', 'target,item,score\nown,a,NaN\n', '2 score: expected a number, got "NaN"'],
		[
			'a score above 1',
			'target,item,score\nown,a,87\n',
			'2 score: is "87"; expected a score from 0 to 1'
		],
		[
			'a score in between without --pass-at',
			'target,item,score\nown,a,1\nown,b,0.7\n',
			'3 : 1 of 2 scores is neither 0 nor 1 (it is 0.7), and nothing says from which score on an answer is right'
		],
		[
			'passed where there were scores',
			'target,item,score,passed\nown,a,1,\nown,b,,true\n',
			'3 : says "passed" alone, where results before it have a score; expected the same throughout'
		],
		[
			'trials from 1',
			'target,item,passed,trial\nown,a,1,1\n',
			'2 trial: no result of the file has trial 0; trials count from 0'
		],
		[
			'a quotation mark that stays open',
			'target,item,passed\nown,"a,1\n',
			'2 : a quotation mark opens a cell and none closes it'
		]
	])('refuses %s', async (_, text, expected) => {
		using workplace = createWorkplace();
		expect(await problemsOf(workplace, 'evals.txt', text)).toStrictEqual([expected]);
		expect(await runCount(workplace)).toBe(0);
	});

	it('takes scores from a threshold up as right, also where the file says something else', async () => {
		using workplace = createWorkplace();
		const text = lines([
			{ target: 'own', item: 'a', passed: true, score: 0.79 },
			{ target: 'own', item: 'b', passed: false, score: 0.8 },
			{ target: 'own', item: 'c', passed: true, score: 1 }
		]);
		const found = await imported(workplace, 'evals.jsonl', text, '--pass-at', '0.8');
		expect(found.targets).toMatchObject([{ right: { successes: 2, n: 3 } }]);
		const said = await imported(workplace, 'evals.jsonl', text, '--again');
		expect(said.targets).toMatchObject([{ right: { successes: 2, n: 3 } }]);
		expect(await problemsOf(workplace, 'x.jsonl', lines([good]), '--pass-at', '0.5')).toStrictEqual(
			['1 : has no score, which --pass-at asks for']
		);
	});

	it('asks once from which score on answers are right, also where broken results may be left out', async () => {
		using workplace = createWorkplace();
		const text = lines([
			...[0.2, 0.9, 1, 0].map((score, i) => ({ target: 'own', item: `i${String(i)}`, score })),
			{ target: 'own' }
		]);
		const question =
			'1 : 2 of 4 scores are neither 0 nor 1 (they are from 0.2 to 0.9), and nothing says from which score on an answer is right';
		expect(await problemsOf(workplace, 'evals.jsonl', text)).toContain(question);
		expect(await problemsOf(workplace, 'evals.jsonl', text, '--skip-bad')).toStrictEqual([
			question
		]);
		expect(await runCount(workplace)).toBe(0);
		const said = await imported(workplace, 'evals.jsonl', text, '--skip-bad', '--pass-at', '0.5');
		expect(said.targets).toMatchObject([{ right: { successes: 2, n: 4 } }]);
	});

	it('remarks on results that passed and failed at once, and counts every line that a quotation mark swallowed', async () => {
		using workplace = createWorkplace();
		const both = lines([good, { ...good, item: 'b', error: 'timeout' }]);
		const found = await imported(workplace, 'evals.jsonl', both);
		expect(found.targets).toMatchObject([{ errors: 1, right: { successes: 1, n: 1 } }]);
		expect(found.notes.join(' ')).toContain(
			'1 result says both that it passed and that there was an error (first: line 2)'
		);
		const table = 'target,item,passed\nown,a,1\nown,"b,1\nown,c,1\nown,d,1\n';
		const cut = await imported(workplace, 'evals.csv', table, '--skip-bad');
		expect(cut.targets).toMatchObject([{ results: 1 }]);
		expect(cut.skipped.count).toBe(3);
	});

	it('holds items against a scenario: unknown ones are an error, and those without a result are missing', async () => {
		using workplace = createWorkplace();
		writeScenario(workplace);
		const folder = workplace.file('colours');
		const text = lines([{ target: 'own', item: 'nowhere', passed: true }]);
		const [problem] = await problemsOf(workplace, 'evals.jsonl', text, '--scenario', folder);
		expect(problem).toMatch(/^1 : the scenario has no item "nowhere"; it has \S+/u);
		const known = /it has (\S+),/u.exec(problem ?? '')?.[1] ?? '';
		const found = await imported(
			workplace,
			'evals.jsonl',
			lines([{ target: 'own', item: known, passed: true }]),
			'--scenario',
			folder
		);
		expect(found.scenarioVersion).toBe(1);
		expect(found.targets[0]?.missingItems).toBeGreaterThan(0);
		expect(found.targets[0]?.right.n).toBe(1);
	});

	it('imports a file once, unless it is asked for again', async () => {
		using workplace = createWorkplace();
		const { run } = await imported(workplace, 'evals.jsonl', lines([good]));
		const { error } = await call(workplace, 'renamed.jsonl', lines([good]));
		expect(error).toMatchObject({ code: 'E_USAGE', exitCode: 2 });
		expect(error?.message).toContain(run.id);
		expect(await runCount(workplace)).toBe(1);
		await imported(workplace, 'renamed.jsonl', lines([good]), '--again');
		expect(await runCount(workplace)).toBe(2);
	});

	it('are shown and listed as imported, with times as the other tool reported them', async () => {
		const workplace = createWorkplace();
		const { run } = await imported(
			workplace,
			'evals.jsonl',
			lines([{ target: 'own', item: 'a', passed: true, latencyMs: 812 }])
		);
		const list = await callCommand('runs', ['list', '--db', workplace.databaseUrl]);
		expect(list.stdout).toMatch(/\d\dZ \(imported\)/u);
		const shown = await callCommand('runs', ['show', run.id, '--db', workplace.databaseUrl]);
		expect(shown.stdout).toMatch(/": imported on \d{4}-\d\d-\d\d/u);
		expect(shown.stdout).toContain('E2E (ms) is as the other tool reported it');
		expect(shown.stdout).toContain('(evals.jsonl)');
		expect(shown.stdout).not.toMatch(/\bdue\b/u);
	});

	it('refuses two targets that would have one id', async () => {
		using workplace = createWorkplace();
		const { error } = await call(workplace, 'x.jsonl', lines([good, { ...good, target: 'OWN!' }]));
		expect(error?.message).toContain('"own" and "OWN!" of x.jsonl would have one id, own');
		expect(await runCount(workplace)).toBe(0);
	});
});

describe('results of other tools', () => {
	const entry = (testIdx: number, provider: string, changes: object = {}) => ({
		testIdx,
		promptIdx: 0,
		provider: { id: provider },
		testCase: { description: `test ${String(testIdx)}`, vars: { ticket: `t${String(testIdx)}` } },
		vars: { ticket: `t${String(testIdx)}` },
		response: {
			output: 'billing',
			tokenUsage: { prompt: 50, completion: 4, total: 54 },
			cost: 0.001
		},
		success: true,
		score: 1,
		failureReason: 0,
		latencyMs: 300,
		cost: 0.001,
		...changes
	});
	const promptfoo = (results: object[]): string =>
		JSON.stringify({ evalId: 'e', results: { version: 3, results } }, null, 2);

	it('are read from promptfoo, items by position or by a variable, its cache told apart', async () => {
		using workplace = createWorkplace();
		const text = promptfoo([
			entry(0, 'openai:a'),
			entry(1, 'openai:a', { success: false, score: 0, failureReason: 1, error: 'Expected x' }),
			entry(2, 'openai:a', {
				success: false,
				score: 0,
				failureReason: 2,
				error: 'timeout',
				response: {}
			}),
			entry(0, 'own', { response: { output: 'x', cached: true }, latencyMs: 1, cost: 0 }),
			entry(1, 'own', { response: { output: 'x' }, cost: 0, latencyMs: 0 })
		]);
		const found = await imported(workplace, 'out.json', text);
		expect(found).toMatchObject({
			format: 'promptfoo',
			itemsBy: 'position and description of the test',
			targets: [
				{ id: 'openai-a', results: 3, errors: 1, right: { successes: 1, n: 2 }, costUsd: '0.003' },
				// A cost of 0 without one in the response is a cost that is not known.
				{ id: 'own', results: 2, errors: 0, right: { successes: 2, n: 2 }, costUsd: null }
			]
		});
		expect(found.notes[1]).toContain("1 answers came from promptfoo's own cache");
		const byVariable = await imported(workplace, 'out.json', text, '--item', 'ticket', '--again');
		expect(byVariable.itemsBy).toBe('variable or metadata "ticket"');
		expect(await problemsOf(workplace, 'out.json', text, '--item', 'nothing', '--again')).toContain(
			'null results.results[0].metadata.nothing: missing'
		);
	});

	it('are read from promptfoo with repeats as trials, and each prompt as a target of its own', async () => {
		using workplace = createWorkplace();
		const again = { vars: { ticket: 't0' }, testCase: { vars: { ticket: 't0' } } };
		const text = promptfoo([
			entry(0, 'own'),
			entry(1, 'own', again),
			entry(0, 'own', { promptIdx: 1 }),
			entry(1, 'own', { promptIdx: 1, ...again })
		]);
		const found = await imported(workplace, 'out.json', text, '--item', 'ticket');
		expect(found.targets).toMatchObject([
			{ id: 'own-prompt-1', results: 2, right: { n: 1 } },
			{ id: 'own-prompt-2', results: 2, right: { n: 1 } }
		]);
		expect(found.notes.join(' ')).toContain('taken as the item asked again');

		// `promptIdx` is the column of the table: it counts on from provider to provider.
		const table = (labelOf: (prompt: number) => string) =>
			promptfoo(
				['own', 'bought'].flatMap((provider, nth) =>
					[0, 1].map((prompt) =>
						entry(0, provider, {
							promptIdx: 2 * nth + prompt,
							prompt: { raw: `prompt text ${String(prompt)}`, label: labelOf(prompt) }
						})
					)
				)
			);
		const idsOf = async (name: string, labelOf: (prompt: number) => string) =>
			(await imported(workplace, name, table(labelOf))).targets.map(({ id }) => id);
		expect(await idsOf('labels.json', (prompt) => ['short', 'polite'][prompt]!)).toEqual([
			'own-short',
			'own-polite',
			'bought-short',
			'bought-polite'
		]);
		expect(await idsOf('texts.json', (prompt) => `prompt text ${String(prompt)}`)).toEqual([
			'own-prompt-1',
			'own-prompt-2',
			'bought-prompt-1',
			'bought-prompt-2'
		]);
	});

	it('are read from samples of lm-eval, which need a target, and a choice of filter and metric', async () => {
		using workplace = createWorkplace();
		const sample = (doc: number, filter: string, value: number) => ({
			doc_id: doc,
			doc: { id: `d${String(doc)}` },
			target: '4',
			arguments: [['2+2']],
			resps: [['4']],
			filtered_resps: ['4'],
			filter,
			metrics: ['exact_match'],
			exact_match: value
		});
		const text = lines([
			sample(0, 'strict-match', 1),
			sample(0, 'flexible-extract', 1),
			sample(1, 'strict-match', 0),
			sample(1, 'flexible-extract', 1)
		]);
		expect(await problemsOf(workplace, 'samples.jsonl', text)).toStrictEqual([
			'null : does not say which model answered: name it with --target NAME',
			'null : has several of them, strict-match, flexible-extract: say which counts with --filter NAME'
		]);
		const args = ['--target', 'qwen3-8b', '--filter', 'strict-match', '--item', 'id'];
		const found = await imported(workplace, 'samples.jsonl', text, ...args);
		expect(found).toMatchObject({
			format: 'lm-eval',
			targets: [{ id: 'qwen3-8b', results: 2, right: { successes: 1, n: 2 } }]
		});
	});

	it('are read from a log of inspect_ai, epochs as trials, and refused from a packed one', async () => {
		using workplace = createWorkplace();
		const sample = (id: number, epoch: number, value: unknown, changes: object = {}) => ({
			id,
			epoch,
			messages: [{ role: 'user' }, { role: 'assistant' }],
			output: { completion: 'x', time: 1.5 },
			scores: { match: { value } },
			model_usage: {
				'openai/gpt-5-mini': { input_tokens: 10, input_tokens_cache_read: 90, output_tokens: 5 }
			},
			...changes
		});
		const log = (samples: object[], status = 'success'): string =>
			JSON.stringify({
				version: 2,
				status,
				eval: { model: 'openai/gpt-5-mini' },
				samples
			});
		const samples = [
			sample(1, 1, 'C'),
			sample(1, 2, 'I'),
			sample(2, 1, false),
			sample(3, 1, 'I', { error: { message: 'sandbox died' } })
		];
		const found = await imported(workplace, 'log.json', log(samples));
		expect(found).toMatchObject({
			format: 'inspect',
			targets: [{ id: 'openai-gpt-5-mini', results: 4, errors: 1, right: { successes: 1, n: 2 } }]
		});
		expect(found.notes.join(' ')).not.toContain('status');
		const begun = await imported(workplace, 'begun.json', log(samples, 'started'));
		expect(begun.notes.join(' ')).toContain('has the status "started", not "success"');
		const [problem] = await problemsOf(workplace, 'p.json', log([sample(1, 1, 'P')]));
		expect(problem).toContain('1 of 1 scores is neither 0 nor 1');
		const { error } = await call(workplace, 'log.eval', 'PK');
		expect((error as BenchError).hint).toContain('inspect log dump');
	});
});

/** Two-sided exact McNemar p-value by whole numbers alone: min(1, 2 Σ_{k ≤ min} C(n, k) / 2ⁿ). */
const exactMcNemarP = (onlyA: number, onlyB: number): number => {
	const n = BigInt(onlyA + onlyB);
	let [term, sum] = [1n, 0n];
	for (let k = 0n; k <= BigInt(Math.min(onlyA, onlyB)); k++) {
		sum += term;
		term = (term * (n - k)) / (k + 1n);
	}
	const [numerator, denominator] = [2n * sum, 2n ** n];
	if (numerator >= denominator) return 1;
	// 60 digits after the point, far more than a float holds.
	const scale = 10n ** 60n;
	return Number((numerator * scale) / denominator) / 1e60;
};

interface CompareJson {
	n: number;
	a: number;
	b: number;
	mcnemar: { b01: number; b10: number; exactP: number };
}

describe('imported results of two targets', () => {
	it('have the exact McNemar p-value of an independent sum over whole numbers, with counts and means', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 120 }),
				async (pairs) => {
					using workplace = createWorkplace();
					const text = lines(
						pairs.flatMap(([a, b], index) => [
							{ target: 'first', item: `i${String(index)}`, passed: a },
							{ target: 'second', item: `i${String(index)}`, passed: b }
						])
					);
					await imported(workplace, 'pairs.jsonl', text);
					const [found] = (await jsonOf(
						'compare',
						...['first', 'second', '--db', workplace.databaseUrl, '--json']
					)) as CompareJson[];
					const onlyA = pairs.filter(([a, b]) => a && !b).length;
					const onlyB = pairs.filter(([a, b]) => b && !a).length;
					expect(found?.mcnemar).toMatchObject({ b10: onlyA, b01: onlyB });
					expect(found?.n).toBe(pairs.length);
					expect(found?.a).toBe(pairs.filter(([a]) => a).length / pairs.length);
					expect(found?.b).toBe(pairs.filter(([, b]) => b).length / pairs.length);
					const expected = exactMcNemarP(onlyA, onlyB);
					expect(Math.abs((found?.mcnemar.exactP ?? 0) - expected)).toBeLessThanOrEqual(
						1e-9 * expected
					);
				}
			),
			{ numRuns: 12 }
		);
	}, 60_000);

	it('pair across two files, and leave out an item of which one has no answer', async () => {
		using workplace = createWorkplace();
		const of = (target: string, right: boolean[]): string =>
			lines(right.map((passed, index) => ({ target, item: `i${String(index)}`, passed })));
		await imported(
			workplace,
			'a.jsonl',
			of(
				'first',
				Array.from({ length: 40 }, () => true)
			)
		);
		const second = Array.from({ length: 40 }, (_, index) => index >= 10);
		await imported(
			workplace,
			'b.jsonl',
			`${of('second', second)}\n${lines([{ target: 'second', item: 'i40', error: 'HTTP 500' }])}`
		);
		const [found] = (await jsonOf(
			'compare',
			...['first', 'second', '--db', workplace.databaseUrl, '--json']
		)) as (CompareJson & { unpaired: number })[];
		// 2 / 2^10.
		expect(found).toMatchObject({ n: 40, a: 1, b: 0.75, unpaired: 1 });
		expect(found?.mcnemar).toMatchObject({ b10: 10, b01: 0, exactP: 2 / 1024 });
	});

	it('have a cost of a request and of a right answer, but no capacity, which says what would measure it', async () => {
		using workplace = createWorkplace();
		const of = (target: string, costUsd: number): object[] =>
			Array.from({ length: 20 }, (_, index) => ({
				target,
				item: `i${String(index)}`,
				passed: index < 15,
				costUsd
			}));
		const { run } = await imported(
			workplace,
			'x.jsonl',
			lines([
				...of('api', 0.002),
				...of('own', 0.001),
				{ target: 'free', item: 'i0', passed: true }
			])
		);
		const args = ['--volume', '1000', '--db', workplace.databaseUrl, '--json'];
		const found = (await jsonOf('cost', 'mails', ...args)) as {
			options: { id: string; usdPerMonth: string; acceptShare: string }[];
			unavailable: { id: string; reason: string; remedy: string }[];
		};
		expect(found.options).toMatchObject([
			{ id: 'own', usdPerMonth: '1', acceptShare: '0.75' },
			{ id: 'api', usdPerMonth: '2', acceptShare: '0.75' }
		]);
		expect(found.unavailable).toMatchObject([
			{ id: 'free', reason: 'it was imported, and not every answer has a cost' }
		]);
		writeFileSync(
			workplace.file('spec.yaml'),
			JSON.stringify({
				useCase: 'mails',
				options: [
					{
						id: 'rented',
						kind: 'make-rented',
						capacity: { run: run.id, target: 'own' },
						rent: { onDemandUsdPerHour: 2 }
					},
					{ id: 'api', kind: 'buy', run: { run: run.id, target: 'api' } }
				]
			})
		);
		const spec = ['mails', '--spec', workplace.file('spec.yaml'), ...args];
		const { unavailable } = (await jsonOf('cost', ...spec)) as typeof found;
		expect(unavailable).toHaveLength(1);
		expect(unavailable[0]?.reason).toContain('the results were imported from another tool');
		expect(unavailable[0]?.remedy).toContain('bench run');
	});

	it('are counted as what they are said to be served by: only an API is bought', async () => {
		using workplace = createWorkplace();
		const of = (target: string, costUsd: number): object[] =>
			Array.from({ length: 20 }, (_, index) => ({
				...{ target, item: `i${String(index)}`, passed: index < 15, costUsd }
			}));
		const rows = lines([...of('own', 0.001), ...of('at-host', 0.002), ...of('api', 0.003)]);
		const served = ['--served-by', 'own=self-hosted', '--served-by', 'at-host=host'];
		const { run } = await imported(workplace, 'x.jsonl', rows, ...served);
		expect(run.id).not.toBe('');
		const args = ['--volume', '1000', '--db', workplace.databaseUrl, '--json'];
		const found = (await jsonOf('cost', 'mails', ...args)) as {
			options: { id: string; kind: string }[];
			unavailable: { id: string; kind: string; reason: string; plainRemedy: string }[];
		};
		expect(found.options.map(({ id, kind }) => [id, kind])).toEqual([
			['at-host', 'hosted'],
			['api', 'buy']
		]);
		expect(found.unavailable).toMatchObject([{ id: 'own', kind: 'make-rented' }]);
		expect(found.unavailable[0]?.reason).toContain('our own');
		const refused = async (text: string) => {
			const file = workplace.file('x.jsonl');
			const call = ['results', file, '--scenario', 'mails', '--again', '--served-by', text];
			return (await callCommand('import', [...call, '--db', workplace.databaseUrl])).error;
		};
		expect(await refused('ow=host')).toMatchObject({
			code: 'E_NOT_FOUND',
			hint: 'Did you mean "own"? It has own, at-host, api.'
		});
		expect((await refused('own=me'))?.message).toContain('TARGET=api');
	});

	it('are not graded again, as what is right is what their file says', async () => {
		using workplace = createWorkplace();
		const { run } = await imported(workplace, 'x.jsonl', lines([good]));
		const { error } = await callCommand('regrade', [run.id, '--db', workplace.databaseUrl]);
		expect((error as BenchError).hint).toContain('It was imported');
	});
});

describe('results of a tuned model', () => {
	const rows = lines(
		Array.from({ length: 40 }, (_, item) =>
			(['own-tuned', 'own-model', 'api'] as const).map((target) => ({
				target,
				item: `t${String(item)}`,
				passed: item < (target === 'own-model' ? 20 : 36),
				costUsd: target === 'api' ? 0.01 : 0.002
			}))
		).flat()
	);
	const tuned = (id: string, base: string): string =>
		`${id}: { target: ${base}, model: qwen3-8b, method: lora, data: { items: 4000, source: tickets }, costUsd: 400, costSource: bill, trainedOn: 2026-11-01 }`;

	it('carry what the tuning has cost, so that compare tells when it has paid for itself', async () => {
		using workplace = createWorkplace();
		writeFileSync(workplace.file('tuned.yaml'), tuned('own-tuned', 'own-model'));
		await imported(workplace, 'evals.jsonl', rows, '--tuned', workplace.file('tuned.yaml'));
		const { stdout } = await callCommand('compare', [
			...['own-tuned', 'own-model', 'api', '--db', workplace.databaseUrl],
			...['--requests-per-month', '10000', '--json']
		]);
		const [{ tuning }] = JSON.parse(stdout) as [{ tuning: unknown }];
		expect(tuning).toMatchObject({
			tunedFrom: { costUsd: '400', target: 'own-model' },
			paybacks: [
				{ against: 'own-model', isBase: true, state: 'never' },
				{ against: 'api', state: 'pays', requests: 50_000, months: 5 }
			]
		});
	});

	it('say in bench cost who is cheapest by right answer, where that is another than by month', async () => {
		using workplace = createWorkplace();
		const dearer = rows.replaceAll(/("own-tuned".*?"costUsd":)0\.002/gu, '$10.0022');
		await imported(workplace, 'evals.jsonl', dearer);
		const { stdout } = await callCommand('cost', [
			...['mails', '--volume', '1000', '--db', workplace.databaseUrl]
		]);
		// 0.0022 by 36 right of 40 against 0.002 by 20 of 40.
		expect(stdout.replaceAll(/\s+/gu, ' ')).toContain(
			'By right answer own-tuned is the cheapest: $0.00244 against $0.004 with own-model, whose wrong answers are thrown away.'
		);
		expect(stdout.replaceAll(/\s+/gu, ' ')).toContain(
			'own-tuned: who runs it is not in the imported file, so it is counted as bought;'
		);
	});

	it.each([
		[tuned('other', 'own-model'), 'there is no target "other"; expected one of own-tuned'],
		[tuned('own-tuned', 'else'), 'own-tuned: there is no target "else" in this file'],
		['own-tuned: { model: qwen3-8b }', 'does not say what was tuned']
	])('are not imported where %s does not fit', async (text, message) => {
		using workplace = createWorkplace();
		writeFileSync(workplace.file('tuned.yaml'), text);
		const args = ['--tuned', workplace.file('tuned.yaml')];
		const { error } = await call(workplace, 'evals.jsonl', rows, ...args);
		expect(error).toMatchObject({ code: 'E_CONFIG' });
		expect((error as BenchError).message).toContain(message);
	});
});
