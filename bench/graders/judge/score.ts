/** From the scores of a judge to a number between 0 and 1. */
import type { JudgeSpec } from '#core/grader-spec.ts';

/** (value − worst) / (best − worst) of the scale of a rubric: 0 to 1. */
export const shareOfScale = ({ rubric: { scale } }: JudgeSpec, value: number): number =>
	(value - scale.from) / (scale.to - scale.from);

/** Weighted mean of the criteria as a share of the scale, 0 to 1. A score that is missing counts as the worst. */
export const scoreShare = (spec: JudgeSpec, scores: Readonly<Record<string, number>>): number => {
	const { criteria, scale } = spec.rubric;
	let [sum, weights] = [0, 0];
	for (const { id, weight } of criteria) {
		const value = Object.hasOwn(scores, id) ? (scores[id] ?? scale.from) : scale.from;
		sum += weight * shareOfScale(spec, value);
		weights += weight;
	}
	return Math.min(1, Math.max(0, sum / weights));
};

/** Sums of tenths must reach the threshold that they equal. */
const tolerance = 1e-9;

/** Whether a share of the scale reaches the threshold of the scenario. */
export const passesAt = (spec: JudgeSpec, share: number): boolean =>
	share + tolerance >= shareOfScale(spec, spec.passAt);
