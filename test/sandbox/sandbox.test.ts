/** The sandbox against what tries to break it: every bomb ends as a failed answer, and the next task is served. `npm run perf:graders` says how soon. */
import { existsSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Sandbox } from '#bench/sandbox/sandbox.ts';

const sandbox = new Sandbox({ processes: 2 });
afterAll(() => {
	sandbox.close();
});

const deadlineMs = 500;
/** Far beyond the deadline, on however busy a machine: what would not be ended runs forever. */
const hangMs = 10_000;
const tests = `test('is one', () => assert.equal(one(), 1));`;
const runCode = (code: string, its = tests) =>
	sandbox.run({ kind: 'unit-tests', code, tests: its, memoryMib: 32, deadlineMs }, deadlineMs);
const good = 'const one = () => 1;';

describe('the sandbox', () => {
	// A process that is ready: starting one is not part of a deadline.
	beforeEach(async () => {
		await Promise.all([runCode(good), runCode(good)]);
	});

	it.each([
		['a loop without end', 'while (true) {}'],
		['a loop in a test', 'const one = () => { for (;;); };'],
		['memory', 'const all = []; while (true) all.push(new Array(100000).fill(7));'],
		['text that doubles', 'let text = "x"; while (true) text += text;'],
		['recursion', 'const one = () => one() + 1;'],
		['recursion while it loads', 'const go = () => go() + 1; go();'],
		['a regular expression', `const one = () => /^(a+)+$/.test('a'.repeat(40) + 'b') ? 1 : 2;`],
		['promises without end', 'const again = () => Promise.resolve().then(again); again();'],
		['getters', 'const one = () => ({ get valueOf() { return one; } }) + 1;'],
		[
			'sorting',
			'const one = () => { const l = Array.from({ length: 1e7 }, (_, i) => -i); l.sort((a, b) => { for (let i = 0; i < 1e9; i++); return a - b; }); };'
		]
	])('ends a bomb of %s as a failed answer', async (_, code) => {
		const start = performance.now();
		const outcome = await runCode(code);
		const tookMs = performance.now() - start;
		expect(tookMs).toBeLessThan(hangMs);
		if (outcome.state === 'done') {
			const { failure, tests: done } = outcome.result;
			expect(failure !== null || done.some(({ error }) => error !== null)).toBe(true);
		}
		expect(await runCode(good)).toEqual({
			state: 'done',
			result: { tests: [{ name: 'is one', error: null }], failure: null }
		});
	});

	it('ends a query without end and a pattern without end, and serves the next', async () => {
		for (const task of [
			{
				kind: 'sql',
				database: 'create table a (x)',
				queries: [
					'with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n'
				]
			},
			{
				kind: 'pattern',
				text: `${'a'.repeat(60)}b`,
				must: ['^(a+)+$'],
				mustNot: [],
				ignoreCase: false
			}
		] as const) {
			const start = performance.now();
			expect(await sandbox.run(task, deadlineMs)).toEqual({ state: 'deadline' });
			expect(performance.now() - start).toBeLessThan(hangMs);
		}
		expect(await runCode(good)).toMatchObject({ state: 'done' });
	});

	it('lets queries read their tables and neither change them for later ones nor reach a file', async () => {
		const database = 'create table a (x); insert into a values (1)';
		const runQueries = async (queries: string[]) => {
			const outcome = await sandbox.run({ kind: 'sql', database, queries }, deadlineMs);
			if (outcome.state !== 'done') throw new Error(outcome.state);
			return outcome.result.map((each) => ('error' in each ? 'error' : each.rows));
		};
		const refused = [
			'with gone as (select 1) delete from a',
			'select * from pragma_query_only(0)',
			`select "writefile"('evil.txt', 'x')`,
			`select [readfile]('package.json')`,
			`select name from fsdir('.')`
		];
		for (let task = 0; task < 3; task++) {
			expect(await runQueries([...refused, 'select x from a'])).toEqual([
				...refused.map(() => 'error'),
				[[1]]
			]);
		}
		expect(existsSync('evil.txt')).toBe(false);
	});

	it.each([
		[
			'files',
			`typeof require + typeof process + typeof fetch + typeof setTimeout + typeof WebAssembly + typeof Deno`
		]
	])('has no %s in it', async (_, expression) => {
		const outcome = await runCode(`const seen = ${expression};`, `test(seen, () => {});`);
		expect(outcome).toMatchObject({
			result: { tests: [{ name: 'undefined'.repeat(6), error: null }] }
		});
	});

	it('tells the tests apart, waits for promises, and counts one that never ends as failed', async () => {
		const outcome = await runCode(
			'const later = async (value) => value;',
			`test('right', async () => assert.equal(await later(2), 2));
			test('wrong', async () => assert.equal(await later(2), 3));
			test('never', () => new Promise(() => {}));
			test('throws', () => assert.throws(() => { throw new TypeError('no'); }));
			test('deep', () => assert.deepEqual({ a: [1, { b: new Map([[1, 2]]) }] }, { a: [1, { b: new Map([[1, 2]]) }] }));
			test('not deep', () => assert.deepEqual({ a: [1] }, { a: [2] }));`
		);
		if (outcome.state !== 'done') throw new Error(outcome.state);
		const last = new Map(outcome.result.tests.map(({ name, error }) => [name, error]));
		expect(Object.fromEntries(last)).toEqual({
			right: null,
			wrong: 'got 2, expected 3',
			never: 'never ended',
			throws: null,
			deep: null,
			'not deep': 'not the same value as expected'
		});
	});

	it('runs many tasks over few processes, each with its own answer', async () => {
		const outcomes = await Promise.all(
			Array.from({ length: 40 }, (_, index) =>
				runCode(`const name = 'task ${String(index)}';`, 'test(name, () => {});')
			)
		);
		expect(
			outcomes.map((outcome) => outcome.state === 'done' && outcome.result.tests[0]?.name)
		).toEqual(Array.from({ length: 40 }, (_, index) => `task ${String(index)}`));
	});
});
