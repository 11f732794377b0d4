/** Stands where nothing is graded: its references say nothing, and it never gives a grade. */
import { BenchError } from '#core/errors.ts';
import type { GraderSpec } from '#core/grader-spec.ts';
import type { Grader } from './grader.ts';

/** Whether the scenario makes no claim about quality. */
export const isUngraded = ({ kind }: GraderSpec): boolean => kind === 'none';

const anyAnswer = 'Nothing is graded here.';

export const noGrader: Grader = {
	checkReference: (reference) =>
		reference === null ? null : 'expected null, as nothing is graded (grader: none)',
	grade: () => {
		throw new BenchError('E_INTERNAL', 'a scenario without a grader cannot be graded');
	},
	rightAnswer: () => anyAnswer,
	wrongAnswer: () => anyAnswer
};
