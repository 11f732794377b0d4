import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkReference, createGrader } from '#bench/graders/index.ts';
import { loadScenario } from '#bench/importers/scenario-folder.ts';
import { openGradingTools } from '#bench/sandbox/open-grading-tools.ts';
import type { UnitTestsReference } from '#core/grader-spec/program.ts';
import type { LoadedScenario } from '#core/scenario.ts';
import { readRepairs } from '../../scenarios/generate/repair-material.ts';

const tools = openGradingTools({ allowCommands: false });
afterAll(() => {
	tools.close();
});

describe('the repairs of code-repair', () => {
	let loaded: LoadedScenario;
	const repairs = () =>
		loaded.items.map((item) => ({
			id: item.id,
			code: item.input['code'] ?? '',
			report: item.input['report'] ?? '',
			reference: item.reference as unknown as UnitTestsReference
		}));

	beforeAll(async () => {
		loaded = await loadScenario('scenarios/code-repair', { checkReference });
	});

	it('fail the code of the report and at least one more repair, every one of them', async () => {
		const grader = createGrader(loaded.scenario.grader, tools);
		for (const { id, code, reference } of repairs()) {
			expect(reference.wrong[0], id).toBe(code);
			expect(new Set(reference.wrong).size, id).toBeGreaterThanOrEqual(2);
			const passing = await Promise.all(
				reference.wrong.map(async (wrong) => {
					const { passed } = await grader.grade(`\`\`\`js\n${wrong}\n\`\`\``, { ...reference });
					return passed ? wrong : null;
				})
			);
			expect(passing.filter(Boolean), id).toStrictEqual([]);
		}
	}, 60_000);

	it('fail an answer that is not code', async () => {
		const grader = createGrader(loaded.scenario.grader, tools);
		for (const { id, reference } of repairs().slice(0, 12)) {
			const { passed } = await grader.grade('The comparator is wrong.', { ...reference });
			expect(passed, id).toBe(false);
		}
	});

	it('do not hold the repair in the question', () => {
		for (const { id, code, report, reference } of repairs()) {
			expect(reference.solution, id).not.toBe(code);
			expect(report, id).not.toContain(reference.solution);
		}
	});
});

describe('the material of repairs', () => {
	const entry = (solution: string) =>
		`# one-name\nlists, trace\n\n## report\nIt is wrong.\n\n## buggy\n\`\`\`js\nconst a = 1;\nconst b = 1;\n\`\`\`\n\n## solution\n${solution}\n\n## wrong\n\`\`\`js\nconst a = 3;\n\`\`\`\n\n## tests\n\`\`\`js\ntest('a', () => {});\n\`\`\`\n`;

	it('is read with diffs to the buggy code', () => {
		const [repair] = readRepairs(entry('```diff\n-const a = 1;\n+const a = 2;\n```'), 'x.md');
		expect(repair).toStrictEqual({
			name: 'one-name',
			tags: ['lists', 'trace'],
			report: 'It is wrong.',
			buggy: 'const a = 1;\nconst b = 1;',
			solution: 'const a = 2;\nconst b = 1;',
			wrong: ['const a = 1;\nconst b = 1;', 'const a = 3;'],
			tests: "test('a', () => {});"
		});
	});

	it.each([
		['a hunk that fits nowhere', '```diff\n-const c = 1;\n+const c = 2;\n```'],
		['a hunk that fits twice', '```diff\n- = 1;\n+ = 2;\n```'],
		['no solution', 'none']
	])('is refused with %s, by name and file', (_, solution) => {
		expect(() => readRepairs(entry(solution), 'x.md')).toThrow(/one-name.*x\.md/u);
	});
});
