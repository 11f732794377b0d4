/** Grades JavaScript by unit tests: every one must pass. */
import type { Grade } from '#core/answer.ts';
import { unitTestsReferenceSchema, type UnitTestsSpec } from '#core/grader-spec/program.ts';
import type { JsonValue } from '#core/json.ts';
import { pick } from '#core/random.ts';
import { checkedReference, problemOf } from './checked-reference.ts';
import { codeIn } from './code-in.ts';
import type { Grader } from './grader.ts';
import { keptText } from './kept-text.ts';
import type { GradingTools } from './grading-tools.ts';

const languages = ['js', 'javascript', 'mjs', 'cjs', 'node', 'jsx', 'es6'];
/** Nobody writes more for a function; it is not run. */
const longestCode = 200_000;

/** Modules as plain scripts: what is exported is global in the sandbox. */
const asScript = (code: string): string =>
	code
		.replaceAll(/^[ \t]*export\s+default\s+(?=(?:async\s+)?function\b|class\b)/gmu, '')
		.replaceAll(/^[ \t]*export\s+(?=(?:async\s+)?function\b|class\b|const\b|let\b|var\b)/gmu, '')
		.replaceAll(/^[ \t]*export\s*(?:default\b|\{)[^\n;]*;?[ \t]*$/gmu, '')
		.replaceAll(/^[ \t]*module\.exports\s*=[^\n;]*;?[ \t]*$/gmu, '');

/** Creates the grader for code with tests. */
export const createUnitTestsGrader = (
	{ deadlineMs, memoryMib }: UnitTestsSpec,
	tools: GradingTools
): Grader => {
	const failed = (problem: string): Grade => ({
		passed: false,
		score: 0,
		details: { problem: keptText(problem), failed: [], passed: 0 }
	});

	const grade = async (text: string, reference: JsonValue): Promise<Grade> => {
		const { tests } = checkedReference(unitTestsReferenceSchema, reference);
		const code = asScript(codeIn(text, languages));
		if (code.length > longestCode) return failed('too long to be run');
		const outcome = await tools.runSandboxed(
			{ kind: 'unit-tests', code, tests, memoryMib, deadlineMs },
			deadlineMs
		);
		if (outcome.state === 'deadline') {
			return failed(`took longer than ${String(deadlineMs)} ms`);
		}
		if (outcome.state === 'broken') return failed(outcome.reason);
		// A test that waits for a promise is told of twice: the last word counts.
		const byName = new Map(outcome.result.tests.map(({ name, error }) => [name, error]));
		const failures = [...byName].filter(([, error]) => error !== null);
		const { failure } = outcome.result;
		const passed = byName.size - failures.length;
		return {
			passed: failure === null && byName.size > 0 && failures.length === 0,
			score: byName.size === 0 || failure !== null ? 0 : passed / byName.size,
			details: {
				problem: failure === null ? null : keptText(failure),
				failed: failures
					.slice(0, 10)
					.map(([name, error]) => ({ test: keptText(name), error: keptText(error ?? '') })),
				passed
			}
		};
	};

	return {
		checkReference: (reference) => problemOf(unitTestsReferenceSchema, reference),
		grade,
		rightAnswer: (reference) =>
			`\`\`\`js\n${checkedReference(unitTestsReferenceSchema, reference).solution.trim()}\n\`\`\``,
		wrongAnswer: (reference, random) =>
			`\`\`\`js\n${pick(random, checkedReference(unitTestsReferenceSchema, reference).wrong).trim()}\n\`\`\``
	};
};
