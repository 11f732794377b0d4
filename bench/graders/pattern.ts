/** Grades an answer by regular expressions. A pattern may take forever on some text, so it is tried in the sandbox. */
import { z } from 'zod';
import type { Grade } from '#core/answer.ts';
import type { PatternSpec } from '#core/grader-spec/written-answer.ts';
import type { JsonValue } from '#core/json.ts';
import { pick } from '#core/random.ts';
import { checkedReference, problemOf } from './checked-reference.ts';
import type { Grader } from './grader.ts';
import type { GradingTools } from './grading-tools.ts';

const sourceSchema = z
	.string()
	.min(1)
	.refine(
		(source) => {
			try {
				return new RegExp(source, 'mu') instanceof RegExp;
			} catch {
				return false;
			}
		},
		{ error: 'expected a regular expression of JavaScript' }
	);

const referenceSchema = z.strictObject({
	/** All of these must be found. */
	must: z.array(sourceSchema).default([]),
	/** None of these may be. */
	mustNot: z.array(sourceSchema).default([]),
	/** A text that passes, and texts that do not. */
	right: z.string(),
	wrong: z.array(z.string()).min(1)
});

/** Creates the grader for patterns. */
export const createPatternGrader = (
	{ ignoreCase, deadlineMs }: PatternSpec,
	tools: GradingTools
): Grader => {
	const grade = async (text: string, reference: JsonValue): Promise<Grade> => {
		const { must, mustNot } = checkedReference(referenceSchema, reference);
		const outcome = await tools.runSandboxed(
			{ kind: 'pattern', text, must, mustNot, ignoreCase },
			deadlineMs
		);
		if (outcome.state !== 'done') {
			const problem = outcome.state === 'deadline' ? 'took too long' : outcome.reason;
			return { passed: false, score: 0, details: { problem } };
		}
		const { missing, found } = outcome.result;
		const all = must.length + mustNot.length;
		const faults = missing.length + found.length;
		return {
			passed: faults === 0,
			score: all === 0 ? 1 : (all - faults) / all,
			details: { missing, found }
		};
	};
	return {
		checkReference: (reference) => problemOf(referenceSchema, reference),
		grade,
		rightAnswer: (reference) => checkedReference(referenceSchema, reference).right,
		wrongAnswer: (reference, random) =>
			pick(random, checkedReference(referenceSchema, reference).wrong)
	};
};
