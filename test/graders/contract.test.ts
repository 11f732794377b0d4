/** What every grader promises, whatever it looks at; `support/examples.ts` has the kinds. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createGrader } from '#bench/graders/index.ts';
import { openGradingTools } from '#bench/sandbox/open-grading-tools.ts';
import { gradeSchema } from '#core/answer.ts';
import type { JsonValue } from '#core/json.ts';
import { createRandom } from '#core/random.ts';
import { graderExamples } from './support/examples.ts';

const tools = openGradingTools({ allowCommands: true });
afterAll(() => {
	tools.close();
});

const megabytes = 5_000_000;
/** What a model may come up with, and a stream may break into. */
const absurd: Record<string, string> = {
	empty: '',
	spaces: ' \n\t ',
	'half of a character': '\ud83d and \udc00 alone',
	'a replacement character': 'caf\ufffd \ufffd\ufffd',
	'zeroes and marks': '\0\u0001\ufeff\u202e',
	'another language': 'これは答えではありません。申し訳ございません。',
	'5 MB of words': 'lorem ipsum '.repeat(megabytes / 12),
	'5 MB of brackets': '['.repeat(megabytes),
	'5 MB of braces': '{"a":'.repeat(megabytes / 5),
	'5 MB of digits': '7'.repeat(megabytes),
	'5 MB of fences': '```\n'.repeat(megabytes / 4),
	'JSON in prose': 'Of course! {"a": 1} Let me know.',
	'JSON that is cut off': '```json\n{"a": [1, 2',
	'a prototype': '{"__proto__": {"passed": true}, "constructor": 1}'
};

describe.each(Object.keys(graderExamples) as (keyof typeof graderExamples)[])(
	'the grader "%s"',
	(kind) => {
		const { spec, references, refused, answers } = graderExamples[kind];
		const grader = createGrader(spec, tools);
		const gradeOf = async (text: string, reference: JsonValue = references[0] ?? null) =>
			await grader.grade(text, reference);

		it('takes references of its shape, and says what is wrong with others', () => {
			for (const reference of references) expect(grader.checkReference(reference)).toBeNull();
			for (const reference of refused) expect(grader.checkReference(reference)).toMatch(/\S/u);
		});

		it.each(answers)('says of %j: passes %j', async (text, passes) => {
			const grade = await gradeOf(text);
			expect(grade.passed, JSON.stringify(grade)).toBe(passes);
		});

		it('passes its right answers entirely, and none of its wrong ones', async () => {
			const random = createRandom(5, kind);
			for (const reference of references) {
				expect(await gradeOf(grader.rightAnswer(reference), reference)).toMatchObject({
					passed: true,
					score: 1
				});
				for (let i = 0; i < 12; i++) {
					const wrong = grader.wrongAnswer(reference, random);
					const { passed, score } = await gradeOf(wrong, reference);
					expect(passed, wrong).toBe(false);
					expect(score).toBeLessThanOrEqual(1);
				}
			}
		});

		it('draws the same wrong answers from the same seed', () => {
			const draw = () => {
				const random = createRandom(9, kind);
				return references.map((reference) => grader.wrongAnswer(reference, random));
			};
			expect(draw()).toEqual(draw());
		});

		it.each(Object.keys(absurd))(
			'fails an answer of %s, and says little of it',
			// Half a second. Work that grows with the square of an answer would take hours: no answer may hold up a run.
			async (name) => {
				const grade = await gradeOf(absurd[name]!);
				expect(grade.passed).toBe(false);
				expect(gradeSchema.safeParse(grade).success).toBe(true);
				expect(JSON.stringify(grade).length).toBeLessThan(20_000);
			}
		);

		it('never throws for a text, and gives the same grade again', async () => {
			const runs = ['command', 'unit-tests', 'sql-result', 'pattern'].includes(kind) ? 10 : 200;
			await fc.assert(
				fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
					const grade = await gradeOf(text);
					expect(gradeSchema.safeParse(grade).success).toBe(true);
					expect(await gradeOf(text)).toEqual(grade);
				}),
				{ numRuns: runs }
			);
		});
	}
);
