/** What a target cannot do, known before anything is sent. */
import type { LoadedScenario } from '#core/scenario.ts';
import type { Target } from '#core/target.ts';

/** Why a scenario cannot be measured on a target, as the end of a sentence; null if it can. */
export const whyUnmeasurable = (
	{ items }: Pick<LoadedScenario, 'items'>,
	target: Target
): string | null =>
	target.kind === 'embedded' && items.some(({ images }) => images !== undefined)
		? 'its items show images, and the embedded engine reads text only'
		: null;
