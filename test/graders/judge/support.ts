/** A rubric for tests. */
import { judgeSpecSchema, type JudgeSpec } from '#core/grader-spec/judge.ts';

export const judgeSpec = (changes: Record<string, unknown> = {}): JudgeSpec =>
	judgeSpecSchema.parse({
		kind: 'judge',
		rubric: {
			criteria: [
				{ id: 'complete', description: 'Every decision is there.' },
				{ id: 'faithful', description: 'Nothing is made up.', weight: 3 }
			],
			scale: { anchors: { 5: 'nothing is missing or wrong', 1: 'useless' } }
		},
		passAt: 4,
		...changes
	});

export const judgementText = (
	scores: Record<string, unknown>,
	verdict: unknown,
	reasons: unknown = 'All of it is there.'
): string => JSON.stringify({ reasons, scores, verdict });
