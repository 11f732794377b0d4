import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configSchema } from '#core/config.ts';
import { renderProblem } from '#core/errors.ts';
import { protocolNames } from '#core/target.ts';
import { parseYaml } from '#core/yaml-problems.ts';

/** As a message lists them. */
const quotedProtocols = protocolNames
	.map((name) => `"${name}"`)
	.join(', ')
	.replace(/, ([^,]*)$/u, ' or $1');

const problemsOf = (text: string, schema: z.ZodType = configSchema): string[] => {
	const parsed = parseYaml(text, schema, 'bench.yaml');
	return parsed.ok ? [] : parsed.problems.map(renderProblem);
};

const good = `name: demo
scenarios:
  - use: support-triage
targets:
  - id: local
    kind: emulated
    protocol: openai-chat
    model: m
    quality: 0.9
    performance: { prefillTokensPerS: 100, decodeStepMs: 10, slots: 4 }
loads:
  - { kind: closed, concurrency: 2, requests: 10 }
`;

describe('a YAML file checked against a schema', () => {
	it('gives the value with its defaults where nothing is wrong', () => {
		const parsed = parseYaml(good, configSchema, 'bench.yaml');
		expect(parsed).toMatchObject({ ok: true, value: { name: 'demo', seed: 1, workers: 1 } });
	});

	it('accepts a byte order mark and Windows line ends', () => {
		const text = `\uFEFF${good.replaceAll('\n', '\r\n')}`;
		expect(parseYaml(text, configSchema, 'x')).toStrictEqual(parseYaml(good, configSchema, 'x'));
		expect(problemsOf(text.replace('name: demo', 'name: 5'))).toStrictEqual([
			'bench.yaml:1 name: expected text, found 5'
		]);
	});

	it('reports different mistakes of a config at once, those between its parts too, each with its line', () => {
		const text = `# a config
name: demo
scenarios:
  - use: support-triage
    item: 10
targets:
  - id: api
    kind: measured-api
    protocol: openai-chats
    baseUrl: https://api.example.com/v1
    price:
      kind: per-token
      inputUsdPerMtok: 1.50
      outputUsdPerMtok: cheap
      source: price page
      checkedOn: 2026-02-30
  - id: local

    kind: selfhosted
limits:
  # a comment
  drainS: -1
`;
		expect(problemsOf(text)).toStrictEqual([
			'bench.yaml:5 scenarios[0].item: unknown key; expected use, items, subset, loads or findCapacity',
			'bench.yaml:7 targets[0].model: missing; expected text',
			'bench.yaml:7 targets[0]: target "api" costs money: "maxSpendUsd" must be set at the top of the file',
			`bench.yaml:9 targets[0].protocol: expected ${quotedProtocols}, found "openai-chats"`,
			'bench.yaml:14 targets[0].price.outputUsdPerMtok: expected a plain non-negative decimal such as 2.50, found "cheap"',
			'bench.yaml:16 targets[0].price.checkedOn: expected a day as YYYY-MM-DD, found "2026-02-30"',
			'bench.yaml:19 targets[1].kind: expected "measured-api", "self-hosted", "embedded" or "emulated", found "selfhosted"',
			'bench.yaml:22 limits.drainS: expected a number ≥ 0, found -1'
		]);
	});

	it('reports what only the whole config can show, such as two targets of one name', () => {
		const second = good.slice(good.indexOf('  - id: local'), good.indexOf('loads:'));
		expect(problemsOf(good.replace('loads:', `${second}loads:`))).toStrictEqual([
			'bench.yaml:11 targets[1].id: the id "local" is used by an earlier target; ids must differ'
		]);
		expect(problemsOf(good.replace(', requests: 10', ''))).toStrictEqual([
			'bench.yaml:12 loads[0]: a closed loop needs "requests", "durationS" or both, or it would never end'
		]);
	});

	it('points at the parent where a key is missing', () => {
		expect(problemsOf(good.replace('slots: 4', ''))).toStrictEqual([
			'bench.yaml:10 targets[0].performance.slots: missing; expected a number'
		]);
		expect(problemsOf(`\n\n# comment\n${good.replace('name: demo\n', '')}`)).toStrictEqual([
			'bench.yaml:4 name: missing; expected text'
		]);
	});

	it('says what was found in place of an object, a list or nothing', () => {
		const schema = z.strictObject({ a: z.strictObject({ b: z.number() }), c: z.array(z.string()) });
		expect(problemsOf('a: 5\nc:\n', schema)).toStrictEqual([
			'bench.yaml:1 a: expected an object with keys, found 5',
			'bench.yaml:2 c: expected a list, found nothing'
		]);
		expect(problemsOf('- 1\n', schema)).toStrictEqual([
			'bench.yaml:1: expected an object with keys, found a list'
		]);
	});

	it('follows the branch of a union that the value was meant for', () => {
		const schema = z.strictObject({
			x: z.union([z.number(), z.strictObject({ at: z.number() })])
		});
		expect(problemsOf('x:\n  at: "one"\n', schema)).toStrictEqual([
			'bench.yaml:2 x.at: expected a number, found "one"'
		]);
		expect(problemsOf('x: true\n', schema)).toStrictEqual([
			'bench.yaml:1 x: expected a number or an object with keys, found true'
		]);
	});

	it('follows the branch for objects whose keys are nearest to those given', () => {
		const decimal = z.union([z.number(), z.string()]);
		const schema = z.strictObject({
			x: z.union([
				z.strictObject({ flat: decimal }),
				z.strictObject({ a: decimal, b: z.union([decimal, z.strictObject({ at: decimal })]) })
			])
		});
		expect(problemsOf('x: { a: 1, c: 2 }', schema)).toStrictEqual([
			'bench.yaml:1 x.b: missing; expected a number, text or an object with keys',
			'bench.yaml:1 x.c: unknown key; expected a or b'
		]);
		expect(problemsOf('x: { a: 1, b: { at: true } }', schema)).toStrictEqual([
			'bench.yaml:1 x.b.at: expected a number or text, found true'
		]);
		expect(problemsOf('x: { flat: true }', schema)).toStrictEqual([
			'bench.yaml:1 x.flat: expected a number or text, found true'
		]);
	});

	it('says what a union wants in the words of its schema, if it has any', () => {
		const shape = z.union([z.strictObject({ a: z.int() }), z.strictObject({ b: z.int() })], {
			error: 'expected "a" or "b"'
		});
		expect(problemsOf('x: {}', z.strictObject({ x: shape }))).toStrictEqual([
			'bench.yaml:1 x: expected "a" or "b", found an object'
		]);
	});

	it('reports broken keys of a record', () => {
		const schema = z.record(z.string().regex(/^[a-z]+$/u, 'expected lower-case letters'), z.int());
		expect(problemsOf('a: 1\nB: 2\nc: x\n', schema)).toStrictEqual([
			'bench.yaml:2 B: expected lower-case letters',
			'bench.yaml:3 c: expected a number, found "x"'
		]);
	});

	it('reports a key that is given twice beside the other problems', () => {
		expect(problemsOf(`${good}name: again\nworkers: many\n`)).toStrictEqual([
			'bench.yaml:13: this key was given before in the same object; keys must differ',
			'bench.yaml:14 workers: expected a whole number from 1 to 64, or "auto", found "many"'
		]);
	});

	it('reports the first of very many problems, and reads a hundred thousand keys in seconds', () => {
		const keys = Array.from({ length: 100_000 }, (_, i) => `k${String(i)}: 1`).join('\n');
		const beganMs = performance.now();
		const problems = problemsOf(`${good}${keys}\nk7: 2\n`);
		// Comparing each key with each other takes minutes.
		expect(performance.now() - beganMs).toBeLessThan(20_000);
		expect(problems).toHaveLength(102);
		expect(problems[0]).toMatch(/^bench\.yaml:13 k0: unknown key/u);
		expect(problems.at(-1)).toContain('99900 more problems are not listed');
		expect(problems.join('\n')).toContain('this key was given before');
	});

	it('reports broken syntax with its line and nothing that only follows from it', () => {
		const problems = problemsOf('name: demo\nscenarios: [a, b\ntargets: {\n');
		expect(problems.length).toBeGreaterThan(0);
		expect(problems[0]).toMatch(/^bench\.yaml:[23]: not YAML: /);
		expect(problems.join('\n')).not.toContain('expected text');
	});

	it('refuses a second document, an empty file and an alias bomb', () => {
		expect(problemsOf('a: 1\n---\nb: 2\n')[0]).toMatch(/^bench\.yaml:2: not YAML: /);
		expect(problemsOf('# nothing\n')).toStrictEqual(['bench.yaml: the file is empty']);
		const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
		for (const c of 'bcdefghi') {
			const before = String.fromCharCode(c.charCodeAt(0) - 1);
			bomb.push(`${c}: &${c} [${`*${before},`.repeat(10)}]`);
		}
		expect(problemsOf(bomb.join('\n'))[0]).toContain('not usable as YAML');
	});

	it('finds the line of a value behind an alias', () => {
		const schema = z.strictObject({ a: z.array(z.number()), b: z.array(z.number()) });
		expect(problemsOf('a: &list\n  - 1\n  - two\nb: *list\n', schema)).toStrictEqual([
			'bench.yaml:3 a[1]: expected a number, found "two"',
			'bench.yaml:3 b[1]: expected a number, found "two"'
		]);
	});

	it('never throws and always names a line inside the text', () => {
		const line = fc.constantFrom(
			...good.split('\n'),
			'  - id: x',
			'? [a]: b',
			'<<: *a',
			'a: &a {b: *a}',
			'\t- x',
			'"',
			'!!binary x',
			'null: 1',
			'__proto__: 1',
			'--- |'
		);
		const texts = fc.oneof(
			fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n')),
			fc.string({ unit: 'binary' })
		);
		fc.assert(
			fc.property(texts, (text) => {
				const parsed = parseYaml(text, configSchema, 'f');
				const lineCount = text.split(/\n/u).length;
				const lines = parsed.ok ? [1] : parsed.problems.map((problem) => problem.line ?? 1);
				expect(lines.length).toBeGreaterThan(0);
				expect(Math.min(...lines)).toBeGreaterThan(0);
				expect(Math.max(...lines)).toBeLessThanOrEqual(lineCount);
			}),
			{ numRuns: 500 }
		);
	});
});
