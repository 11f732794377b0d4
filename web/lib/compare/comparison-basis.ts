/** What two measurements have in common: it says what can be found about them at all. */
import type { Comparison } from './comparison.ts';

/**
 * `same-stage`: one measurement with itself. `same-cell`: one cell at two loads. `other-prompts`: no item was asked of both, so
 * that no difference is one of the targets alone. `ungraded`: the same items, but none with a graded answer of both.
 */
export type ComparisonBasis = 'same-stage' | 'same-cell' | 'other-prompts' | 'ungraded' | 'paired';

export const comparisonBasis = ({
	quality,
	stages
}: Pick<Comparison, 'quality' | 'stages'>): ComparisonBasis => {
	switch (quality.state) {
		case 'same-cell':
			return stages === null || stages.a.name === stages.b.name ? 'same-stage' : 'same-cell';
		case 'other-items':
			return 'other-prompts';
		case 'nothing-paired':
			return quality.commonItems === 0 ? 'other-prompts' : 'ungraded';
		case 'compared':
			return 'paired';
	}
};
