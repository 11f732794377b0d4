/** The rubric of a judged scenario as a text for the judge of another tool. */
import type { JudgeSpec } from '#core/grader-spec.ts';

/** Task, criteria with their weights, scale and its anchors, and from where an answer passes. */
export const rubricInWords = ({ rubric, passAt }: JudgeSpec): string => {
	const { task, criteria, scale } = rubric;
	const anchors = Object.entries(scale.anchors)
		.sort(([a], [b]) => Number(a) - Number(b))
		.map(([score, meaning]) => `${score} = ${meaning}`);
	const weightOf = (weight: number): string => (weight === 1 ? '' : ` (weight ${String(weight)})`);
	return [
		...(task === undefined ? [] : [task]),
		`Score each criterion from ${String(scale.from)} (worst) to ${String(scale.to)} (best)${anchors.length === 0 ? '' : `; ${anchors.join('; ')}`}:`,
		...criteria.map(({ id, description, weight }) => `- ${id}${weightOf(weight)}: ${description}`),
		`The answer passes from a weighted mean of ${String(passAt)} on. Length by itself is no merit.`
	].join('\n');
};
