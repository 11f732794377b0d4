/** What a target cannot do, known before anything is sent. */
import type { LoadedScenario } from '#core/scenario.ts';
import type { Target } from '#core/target.ts';

/** Why a scenario cannot be measured on a target, as the end of a sentence; null if it can. */
export const whyUnmeasurable = (
	{ scenario, items }: Pick<LoadedScenario, 'scenario' | 'items'>,
	target: Target
): string | null => {
	if (target.kind !== 'embedded') return null;
	if (scenario.conversation) {
		return 'it needs a model that calls tools, and the embedded engine offers it none';
	}
	return items.some(({ images }) => images !== undefined)
		? 'its items show images, and the embedded engine reads text only'
		: null;
};
