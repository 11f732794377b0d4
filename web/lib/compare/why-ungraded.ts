/** Why no answer of two cells has a grade of both, one sentence each. */
import { counted } from '../format.ts';
import type { ComparedQuality, Comparison } from './comparison.ts';

type NothingPaired = Extract<ComparedQuality, { state: 'nothing-paired' }>;

/** Answers that wait, and such that could not be read, come before the guess that nothing was to be graded. */
export const whyUngraded = (
	{ commonItems, ungradedOfA, ungradedOfB }: NothingPaired,
	{ a, b }: { a: Pick<Comparison['a'], 'runId'>; b: Pick<Comparison['b'], 'runId'> }
): string[] => {
	const sides = [
		{ name: 'A', ungraded: ungradedOfA, runId: a.runId },
		{ name: 'B', ungraded: ungradedOfB, runId: b.runId }
	];
	const waiting = sides.filter(({ ungraded }) => ungraded['awaits-judging'] > 0);
	const unreadable = sides.filter(({ ungraded }) => ungraded['unreadable-judgement'] > 0);
	const runIds = [...new Set(waiting.map(({ runId }) => runId))];
	if (waiting.length + unreadable.length === 0) {
		return commonItems > 0
			? ['A load test alone grades nothing; npx bench run with a scenario does.']
			: [];
	}
	return [
		...waiting.map(
			({ name, ungraded }) =>
				`${counted(ungraded['awaits-judging'], 'answer')} of ${name} ${ungraded['awaits-judging'] === 1 ? 'waits' : 'wait'} for a judge.`
		),
		...runIds.map(
			(runId) => `Judges are asked by: npx bench judge run ${runId} --config bench.yaml.`
		),
		...unreadable.map(
			({ name, ungraded }) =>
				`${counted(ungraded['unreadable-judgement'], 'answer')} of ${name} ${ungraded['unreadable-judgement'] === 1 ? 'has' : 'have'} a judgement that cannot be read, which is neither right nor wrong; the page of each answer says why.`
		)
	];
};
