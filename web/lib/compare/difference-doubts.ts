/** Why a difference between two stages may be none between what is compared. */
import type { Validity } from '#core/stage.ts';
import { comparisonBasis } from './comparison-basis.ts';
import type { Comparison } from './comparison.ts';

const consequences: Record<Exclude<Validity['verdict'], 'valid'>, string> = {
	'client-bound': 'the difference may be the client’s, not the target’s',
	unsteady: 'its latency drifted, so that no one figure describes it',
	'too-few-samples': 'it has too few whole answers',
	'error-bound': 'its latencies are those of the answers that got through',
	'not-measured': 'it was imported, and how its latency was measured is not known here'
};

/** One phrase each, such as `A is client-bound: the difference may be the client’s, not the target’s`; empty where nothing is in doubt. */
export const differenceDoubts = (comparison: Pick<Comparison, 'quality' | 'stages'>): string[] => {
	const { stages } = comparison;
	if (stages === null) return [];
	return [
		...(comparisonBasis(comparison) === 'other-prompts'
			? ['A and B were not asked the same items']
			: []),
		...(stages.isSameLoad || comparison.quality.state === 'same-cell'
			? []
			: [`the loads differ, ${stages.a.load} against ${stages.b.load}`]),
		...(['a', 'b'] as const).flatMap((side) => {
			const { verdict } = stages[side].summary.validity;
			return verdict === 'valid'
				? []
				: [`${side.toUpperCase()} is ${verdict}: ${consequences[verdict]}`];
		})
	];
};
