/** The side of a judged scenario that needs no judge: its references, and answers made of them. */
import { BenchError } from '#core/errors.ts';
import type { GraderSpec, JudgeSpec } from '#core/grader-spec.ts';
import { judgeReferenceSchema } from '#core/grader-spec/judge.ts';
import { problemOf } from '../checked-reference.ts';
import type { Grader } from '../grader.ts';
import { rightAnswerOf, wrongAnswerOf } from './judge-reference.ts';

/** Whether answers are graded by a judge, after measuring, and not as they arrive. */
export const isJudged = (spec: GraderSpec): spec is JudgeSpec => spec.kind === 'judge';

export const createJudgeGrader = (): Grader => ({
	checkReference: (reference) => problemOf(judgeReferenceSchema, reference),
	grade: () => {
		throw new BenchError('E_INTERNAL', 'a judged answer cannot be graded without its judge');
	},
	rightAnswer: rightAnswerOf,
	wrongAnswer: wrongAnswerOf
});
