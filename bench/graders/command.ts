/** Grades by a program of the user, which gets answer and reference and says whether it passes. Not run unless it was allowed. */
import { z } from 'zod';
import type { Grade } from '#core/answer.ts';
import { BenchError } from '#core/errors.ts';
import type { CommandSpec } from '#core/grader-spec/program.ts';
import { parseJson, type JsonValue } from '#core/json.ts';
import { pick } from '#core/random.ts';
import { checkedReference, problemOf } from './checked-reference.ts';
import type { Grader } from './grader.ts';
import type { GradingTools } from './grading-tools.ts';
import { keptText } from './kept-text.ts';

const referenceSchema = z.strictObject({
	/** What the program compares with, in its own shape. */
	value: z.json(),
	right: z.string(),
	wrong: z.array(z.string()).min(1)
});

const verdictSchema = z.object({
	passed: z.boolean(),
	score: z.number().min(0).max(1).optional(),
	details: z.json().optional()
});

/** Creates the grader for a command. */
export const createCommandGrader = (
	{ command, deadlineMs }: CommandSpec,
	{ runCommand }: Pick<GradingTools, 'runCommand'>
): Grader => ({
	checkReference: (reference) => problemOf(referenceSchema, reference),
	grade: async (text, reference): Promise<Grade> => {
		if (!runCommand) {
			throw new BenchError(
				'E_CONFIG',
				`the scenario grades by the command "${command.join(' ')}"`,
				{
					hint: 'A command may do anything that you may. Read it, then allow it with --allow-commands.'
				}
			);
		}
		const { value } = checkedReference(referenceSchema, reference);
		const outcome = await runCommand(
			command,
			JSON.stringify({ answer: text, reference: value }),
			deadlineMs
		);
		const failed = (problem: string): Grade => ({ passed: false, score: 0, details: { problem } });
		if ('problem' in outcome) return failed(outcome.problem);
		const verdict = verdictSchema.safeParse(parseJson(outcome.output.trim()));
		if (!verdict.success) {
			return failed(`the command wrote no verdict: ${keptText(outcome.output.trim())}`);
		}
		const { passed, score, details } = verdict.data;
		return { passed, score: score ?? (passed ? 1 : 0), details: details ?? null };
	},
	rightAnswer: (reference) => checkedReference(referenceSchema, reference).right,
	wrongAnswer: (reference: JsonValue, random) =>
		pick(random, checkedReference(referenceSchema, reference).wrong)
});
