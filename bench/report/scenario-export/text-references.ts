/** References that another tool can compare as text. */
import { BenchError } from '#core/errors.ts';
import { judgeReferenceSchema, pointsInWords, pointsOf } from '#core/grader-spec/judge.ts';
import type { GraderKind } from '#core/grader-spec.ts';
import type { LoadedScenario } from '#core/scenario.ts';

/** The accepted texts of an item. Throws E_CONFIG for a grader of which other tools know nothing. */
export const textReferencesOf = (
	{ scenario }: LoadedScenario,
	{ reference }: LoadedScenario['items'][number],
	{ format, kinds }: { format: string; kinds: readonly GraderKind[] }
): string[] => {
	const { grader, id } = scenario;
	if (!kinds.includes(grader.kind)) {
		throw new BenchError(
			'E_CONFIG',
			`${id} grades by "${grader.kind}", which ${format} cannot express without grading otherwise`,
			{ hint: `It can express ${kinds.join(', ')}. --to environment keeps every grader as it is.` }
		);
	}
	if (grader.kind === 'judge') {
		const points = pointsOf(judgeReferenceSchema.parse(reference));
		return grader.referenceGuided ? [pointsInWords(points)] : [];
	}
	if (typeof reference === 'number') return [String(reference)];
	if (typeof reference === 'string') return [reference];
	return Array.isArray(reference) ? reference.map(String) : [JSON.stringify(reference)];
};
